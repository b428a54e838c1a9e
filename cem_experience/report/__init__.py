from . import judge
from . import show
from . import audit
from . import contact
