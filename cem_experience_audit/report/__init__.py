from . import cem_audit_report
