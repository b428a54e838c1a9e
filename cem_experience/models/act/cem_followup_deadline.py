from odoo import api, fields, models


class CemFollowupDeadline(models.Model):
    """How soon a customer of a tier is contacted, and a case of a severity closed."""

    _name = "cem.followup.deadline"
    _description = "Follow-up Response Time"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    value_tier_id = fields.Many2one(
        "cem.value.tier", ondelete="cascade", help="Empty: any customer."
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Very high")],
        string="Severity",
        help="Empty: any.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: any.")
    contact_hours = fields.Float(
        string="First Contact", required=True, default=2.0, help="In working hours."
    )
    close_hours = fields.Float(
        string="Closed", required=True, default=8.0, help="In working hours."
    )
    active = fields.Boolean(default=True)

    _hours_order = models.Constraint(
        "CHECK (contact_hours > 0 AND close_hours >= contact_hours)",
        "First contact takes some time, and comes before closing.",
    )

    @api.depends("value_tier_id", "priority")
    def _compute_display_name(self):
        labels = dict(self._fields["priority"]._description_selection(self.env))
        for line in self:
            names = [line.value_tier_id.name, labels.get(line.priority)]
            line.display_name = ", ".join(name for name in names if name) or "*"

    @api.model
    def _find(self, company, tier, priority):
        """The first line that fits, in their order; empty if none does."""
        return self.search(
            [
                ("company_id", "in", [company.id, False]),
                ("value_tier_id", "in", [tier.id, False] if tier else [False]),
                ("priority", "in", [priority, False]),
            ],
            limit=1,
        )
