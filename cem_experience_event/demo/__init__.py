from . import cem_demo_activity
