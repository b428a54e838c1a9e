from . import cem_demo_activity
from . import cem_demo_campaign
