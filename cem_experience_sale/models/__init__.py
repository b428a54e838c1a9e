from . import cem_assessment
from . import cem_compensation
from . import cem_followup
from . import res_partner
from . import sale_order
