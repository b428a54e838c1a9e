from . import test_design
from . import test_score
from . import test_survey
from . import test_tools_gaps
from . import test_tools_intervals
from . import test_tools_scales
from . import test_tools_suppression
from . import test_tools_tabular
