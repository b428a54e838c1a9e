from . import test_sale_setups
from . import test_sale_value
from . import test_guards
