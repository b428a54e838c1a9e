from odoo import api, fields, models


class ResCompany(models.Model):
    """How customers are asked again after their follow-up was closed."""

    _inherit = "res.company"

    cem_recovery_touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        string="Recovery Survey",
        domain="[('survey_id', '!=', False)]",
        default=lambda self: self.env.ref(
            "cem_experience.cem_touchpoint_recovery", raise_if_not_found=False
        ),
        help="What customers are asked after their follow-up was closed. Empty: they "
        "are not asked.",
    )
    cem_recovery_days = fields.Integer(
        string="Ask Again After (days)",
        default=3,
        help="Days between closing a follow-up and the recovery survey.",
    )

    _cem_recovery_days_positive = models.Constraint(
        "CHECK (cem_recovery_days >= 0)",
        "The recovery survey cannot come before the follow-up is closed.",
    )

    @api.model
    def _cem_set_recovery_touchpoint(self):
        """At installation: companies come before the recovery survey."""
        self.search([("cem_recovery_touchpoint_id", "=", False)]).write(
            {
                "cem_recovery_touchpoint_id": self.env.ref(
                    "cem_experience.cem_touchpoint_recovery"
                ).id
            }
        )
