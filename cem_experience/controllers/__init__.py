from . import answer_page
from . import embed
from . import invitation
from . import journey
from . import kiosk
from . import portal
from . import survey
from . import touchpoint
