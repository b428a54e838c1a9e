from . import cem_audit
from . import cem_audit_life
from . import cem_audit_line
from . import cem_audit_mark
from . import cem_audit_check
from . import cem_audit_walk
