from . import cem_campaign_comparison
