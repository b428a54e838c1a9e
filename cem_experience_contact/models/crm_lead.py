from odoo import fields, models


class CrmLead(models.Model):
    """The contact in which the need was heard."""

    _inherit = "crm.lead"

    cem_contact_id = fields.Many2one(
        "cem.contact",
        string="Customer Contact",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="cem_experience.group_cem_user,sales_team.group_sale_salesman",
        help="Call, chat or visit in which the need was heard.",
    )

    _cem_contact_uniq = models.UniqueIndex(
        "(cem_contact_id) WHERE cem_contact_id IS NOT NULL",
        "This contact has become a lead already.",
    )
