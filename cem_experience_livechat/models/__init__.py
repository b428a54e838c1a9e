from . import cem_contact
from . import discuss_channel
from . import im_livechat_channel
from . import rating_rating
from . import res_users
from . import personal_data
