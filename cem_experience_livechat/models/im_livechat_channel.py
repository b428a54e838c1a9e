from odoo import fields, models


class ImLivechatChannel(models.Model):
    _inherit = "im_livechat.channel"

    cem_touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        string="Touchpoint",
        index="btree_not_null",
        ondelete="set null",
        groups="cem_experience.group_cem_user",
        help="Where on the journey its chats are: how visitors rate them counts there.",
    )
