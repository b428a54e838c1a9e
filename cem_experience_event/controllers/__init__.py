from . import phone_page
from . import service_worker
