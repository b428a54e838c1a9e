from . import test_contact_merge
from . import test_contact_tours
from . import test_privacy
from . import test_retention
from . import test_value_lists
from . import test_value_tiers
from . import test_value_tour
