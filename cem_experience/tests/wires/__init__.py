from . import test_tools_robots
from . import test_webhook
