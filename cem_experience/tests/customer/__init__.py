from . import test_value
from . import test_value_tour
