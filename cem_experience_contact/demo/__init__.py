from . import cem_demo_contact
