from . import cem_ticket_time_report
