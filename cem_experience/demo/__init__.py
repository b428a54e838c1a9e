from . import cem_demo
from . import cem_demo_assessment
