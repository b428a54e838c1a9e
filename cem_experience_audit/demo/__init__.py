from . import cem_demo_audit
