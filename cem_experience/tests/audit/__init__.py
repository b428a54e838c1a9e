from . import test_audit
from . import test_audit_tour
from . import test_audit_walk
