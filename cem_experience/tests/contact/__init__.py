from . import test_contact
from . import test_contact_access
from . import test_contact_keyboard
from . import test_contact_question
from . import test_contact_tour
from . import test_tools_asked
