from . import cem_journey_export
from . import cem_journey_import
from . import cem_touchpoint_branch
