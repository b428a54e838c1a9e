from . import cem_assessment
from . import res_partner
from . import sale_order
