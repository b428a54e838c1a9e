from . import cem_demo_ticket
