from . import cem_followup
from . import helpdesk_ticket
from . import res_config_settings
