from . import cem_campaign_comparison
from . import cem_value_overview
from . import cem_value_overview_line
