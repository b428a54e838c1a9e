from . import customer
from . import base
from . import design
from . import listen
from . import show
