from . import cem_ask
from . import cem_followup_simulation
from . import cem_followup_simulation_line
from . import cem_journey_import
from . import cem_perception
from . import cem_perception_line
from . import cem_phone_survey
from . import cem_touchpoint_branch
