from . import audit
from . import contact
from . import judge
from . import show
