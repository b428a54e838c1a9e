from . import test_authored
from . import test_click_everything
from . import test_demo
from . import test_hostile_names
from . import test_own_job
from . import test_security
from . import test_tool_texts
from . import test_scheduled_actions
