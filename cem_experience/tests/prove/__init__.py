from . import test_brand_check
from . import test_problem
from . import test_problem_recount
from . import test_requirement_loop
from . import test_requirement_timeline
from . import test_tell_guards
from . import test_tools_control_charts
from . import test_tools_early_warning
