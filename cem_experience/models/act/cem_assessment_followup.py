from odoo import fields, models


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    assessment_id = fields.Many2one(
        "cem.assessment",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        tracking=True,
        groups="cem_experience.group_cem_manager",
        help="The assessment whose gap this customer's case is an example of.",
    )
