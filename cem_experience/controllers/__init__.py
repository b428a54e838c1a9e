from . import customer
from . import design
from . import listen
from . import show
