from . import cem_followup_simulation
from . import cem_followup_simulation_line
