from . import test_sale_setups
