from . import cem_question_answer
