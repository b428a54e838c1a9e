from . import cem_phone_survey
