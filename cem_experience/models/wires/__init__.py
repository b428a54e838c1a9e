from . import cem_score_import
from . import cem_source
from . import cem_source_pull
from . import cem_source_answer
from . import cem_webhook
from . import cem_webhook_delivery
from . import cem_webhook_message
from . import cem_webhook_event
