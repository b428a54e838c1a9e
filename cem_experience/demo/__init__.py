from . import cem_demo
