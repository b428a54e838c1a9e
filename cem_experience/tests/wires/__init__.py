from . import test_outgoing
from . import test_source
from . import test_tools_pulling
from . import test_tools_robots
from . import test_webhook
from . import test_webhook_slow
