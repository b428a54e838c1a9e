from . import cem_webhook
from . import cem_webhook_delivery
from . import cem_webhook_message
from . import cem_webhook_event
