from . import judge
from . import show
