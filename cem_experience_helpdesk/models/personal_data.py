"""What tickets keep of people; see ``tools/base/personal.py`` of the core addon."""

from odoo import models

from odoo.addons.cem_experience.tools.base.personal import Personal


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    _cem_personal = Personal(
        addresses=("partner_email",),
        identity=("partner_name", "partner_email"),
        words=("name", "description"),
        hand_out=("number", "name", "create_date", "description", "stage_id"),
    )
