from . import cem_touchpoint_branch
