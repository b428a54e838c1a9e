from . import cem_audit
from . import cem_audit_life
from . import cem_audit_line
from . import cem_audit_mark
from . import cem_audit_check
from . import cem_audit_walk
from . import cem_journey_map
from . import cem_requirement
