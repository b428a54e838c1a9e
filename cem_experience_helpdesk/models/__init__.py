from . import cem_figure
from . import cem_followup
from . import helpdesk_ticket
from . import helpdesk_ticket_clock
from . import helpdesk_ticket_stage
from . import helpdesk_ticket_team
from . import res_config_settings
