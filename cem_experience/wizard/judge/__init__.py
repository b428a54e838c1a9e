from . import cem_assessment_comparison
from . import cem_assessment_what_if
