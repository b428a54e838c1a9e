from . import invitation
from . import journey
from . import survey
