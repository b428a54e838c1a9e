from . import cem_contact
from . import helpdesk_ticket
