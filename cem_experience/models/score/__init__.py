from . import cem_own_case_mixin
from . import cem_topic
from . import cem_tone
from . import cem_words_mixin
from . import cem_score
from . import cem_score_text
from . import cem_remark
from . import cem_score_bulk
