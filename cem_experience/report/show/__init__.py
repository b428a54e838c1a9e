from . import cem_dashboard_report
from . import cem_journey_map_report
from . import cem_value_report
