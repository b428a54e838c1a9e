from . import cem_question_report
