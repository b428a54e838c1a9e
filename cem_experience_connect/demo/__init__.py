from . import cem_demo_wires
