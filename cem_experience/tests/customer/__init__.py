from . import test_value
from . import test_value_tour
from . import test_contact_merge
