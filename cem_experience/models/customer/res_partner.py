from odoo import fields, models

# Customers read their own contact through the portal: what is thought of them, and what
# a colleague of theirs has said, is the company's.
INTERNAL = "base.group_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    cem_value_tier_id = fields.Many2one(
        "cem.value.tier",
        string="Value Tier",
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
        help="Class of customers by their value to the company.",
    )
    cem_no_survey = fields.Boolean(
        string="No Surveys", help="This customer is never asked for an opinion."
    )
    cem_company_no_survey = fields.Boolean(
        string="No Surveys in This Company",
        help="Nobody who belongs to this company is asked for an opinion.",
    )
    _cem_no_survey_idx = models.Index("(email_normalized) WHERE cem_no_survey IS TRUE")
