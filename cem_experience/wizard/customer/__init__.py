from . import base_partner_merge
from . import cem_privacy_request
