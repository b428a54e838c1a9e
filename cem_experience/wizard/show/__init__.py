from . import cem_campaign_comparison
from . import cem_perception
from . import cem_perception_line
from . import cem_value_overview
from . import cem_value_overview_line
