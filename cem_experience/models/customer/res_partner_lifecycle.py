from odoo import fields, models

from .res_partner import INTERNAL


class ResPartner(models.Model):
    _inherit = "res.partner"

    cem_lifecycle_segment_id = fields.Many2one(
        "res.partner.category",
        string="Lifecycle Segment",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Follows from the lifecycle rules and the dates below, once a day.",
    )
    cem_lifecycle_date_ids = fields.One2many(
        "cem.lifecycle.date",
        "partner_id",
        string="Lifecycle Dates",
        groups="cem_experience.group_cem_user",
    )
