from . import cem_ticket_time_report
from . import cem_value_report
