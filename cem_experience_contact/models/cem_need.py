from odoo import fields, models


class CemNeed(models.Model):
    """What customers need when they get in touch."""

    _name = "cem.need"
    _inherit = ["cem.proposal.mixin"]
    _description = "Customer Need"

    kind = fields.Selection(
        [
            ("buy", "Buying"),
            ("use", "Using"),
            ("repair", "Repair or Complaint"),
            ("change", "Contract or Account"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    is_sellable = fields.Boolean(
        string="For Sales", help="Who needs this may buy: it can become a lead."
    )
    auto_lead = fields.Boolean(
        string="Lead at Once",
        help="Each contact with this need becomes a lead without a further click.",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", ondelete="set null", check_company=True
    )
    product_name = fields.Char(
        string="Product", help="Filled in at the contact if the customer names none."
    )
    lead_count = fields.Integer(string="Leads", compute="_compute_lead_count")

    _lead_policy = models.Constraint(
        "CHECK (is_sellable OR NOT auto_lead)",
        "Only a need that is for sales can become a lead at once.",
    )

    def _contact_field(self):
        return "need_id"

    def _compute_lead_count(self):
        counts = dict(
            self.env["cem.contact"]._read_group(
                [("need_id", "in", self.ids), ("lead_date", "!=", False)],
                ["need_id"],
                ["__count"],
            )
        )
        for need in self:
            need.lead_count = counts.get(need, 0)
