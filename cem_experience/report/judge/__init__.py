from . import cem_assessment_report
