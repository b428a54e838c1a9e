from . import test_ticket_wrap_up
