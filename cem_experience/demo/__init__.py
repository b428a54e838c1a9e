from . import cem_demo
from . import cem_demo_assessment
from . import cem_demo_branch
from . import cem_demo_channels
from . import cem_demo_invitation
from . import cem_demo_lifecycle
from . import cem_demo_reading
from . import cem_demo_value
