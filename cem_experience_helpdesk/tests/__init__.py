from . import test_main_job
from . import test_ticket
from . import test_ticket_clock
from . import test_ticket_value
from . import test_guards
