from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cem_followup_user_id = fields.Many2one(
        "res.users",
        string="Follow-up Fallback",
        domain="[('share', '=', False)]",
        help="Gets the follow-ups of dissatisfied customers for whom nobody is "
        "responsible, and is told of overdue ones.",
    )

    cem_value_method = fields.Selection(
        [
            ("amount", "The amount in the period"),
            ("rfm", "Recency, frequency and amount (RFM)"),
        ],
        string="Tiers Follow From",
        required=True,
        default="amount",
    )
    cem_value_months = fields.Integer(
        string="Months Looked At",
        required=True,
        default=12,
        help="What customers bring is summed up over so many months up to today.",
    )
    cem_case_cost = fields.Monetary(
        string="Cost of a Case",
        help="What it costs to handle one case, such as a follow-up, on average.",
    )
    cem_costly_share = fields.Float(
        string="Costly From (%)",
        default=20,
        help="A customer who costs at least this share of what he or she brings is "
        "costly.",
    )

    _cem_value_months_positive = models.Constraint(
        "CHECK (cem_value_months > 0)",
        "Customers' value needs a period of at least a month.",
    )

    def _cem_zone(self):
        """Name of the time zone in which the company counts its days."""
        self.ensure_one()
        # only the zone is told, to whoever may act for the company
        return self.sudo().partner_id.tz or "UTC"

    def _cem_today(self):
        """The company's day, whoever asks, from wherever."""
        return fields.Date.context_today(self.with_context(tz=self._cem_zone()))

    def _cem_is_staff(self, user):
        """Whether this user can work on follow-ups of the company."""
        self.ensure_one()
        return (
            user.active
            and not user.share
            and self in user.company_ids
            and user.has_group("cem_experience.group_cem_user")
        )

    def _cem_fallback_user(self, other_than=None):
        """Somebody who answers for the company's customers.

        :param other_than: user who already has the case, and comes last
        """
        self.ensure_one()
        managers = self.env.ref("cem_experience.group_cem_manager").all_user_ids
        candidates = [self.cem_followup_user_id, *managers.sorted("id")]
        candidates = [user for user in candidates if user and self._cem_is_staff(user)]
        away = self.env["res.users"].union(*candidates)._cem_on_leave()
        for user in candidates:
            if user != other_than and user not in away:
                return user
        return candidates[0] if candidates else self.env["res.users"]
