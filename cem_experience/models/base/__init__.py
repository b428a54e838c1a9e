from . import ir_config_parameter
from . import ir_cron
from . import ir_mail_server
from . import ir_ui_view
from . import res_config_settings
from . import res_company
from . import res_users
from . import cem_authored_mixin
