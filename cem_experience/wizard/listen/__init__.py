from . import cem_ask
from . import cem_phone_survey
