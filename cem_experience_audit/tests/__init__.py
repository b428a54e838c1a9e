from . import test_audit
from . import test_audit_tour
from . import test_audit_walk
from . import test_guards
from . import test_journey_map_audit
from . import test_perception
from . import test_retention
from . import test_tools_perception
