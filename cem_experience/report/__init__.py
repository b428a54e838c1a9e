from . import cem_assessment_report
from . import cem_audit_report
