from . import cem_activity_report
from . import cem_activity_score_report
from . import cem_activity_result_report
