from . import cem_assessment_report
from . import cem_audit_report
from . import cem_dashboard_report
from . import cem_journey_map_report
from . import cem_question_report
from . import cem_value_report
