from . import cem_perception
from . import cem_perception_line
