from . import customer
from . import design
from . import score
from . import listen
from . import judge
from . import act
from . import show
