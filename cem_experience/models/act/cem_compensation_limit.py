from odoo import api, fields, models

ROLES = [
    ("user", "User"),
    ("manager", "Manager"),
    ("administrator", "Administrator"),
]


class CemCompensationLimit(models.Model):
    """Up to which amount in all a role decides on compensations without asking.

    What a customer got already counts: else a large one would be given in small pieces.
    """

    _name = "cem.compensation.limit"
    _description = "Compensation Limit"
    _order = "company_id, amount, id"
    _rec_name = "role"

    role = fields.Selection(ROLES, required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Up To",
        help="In the currency of the company, for all that a customer gets in one case, "
        "and in all cases within these days.",
    )
    days = fields.Integer(
        string="Within (days)",
        default=30,
        help="What the customer got in other cases counts for so many days. 0: only what "
        "was given in the same case.",
    )

    _role_uniq = models.UniqueIndex(
        "(company_id, role)", "This role has a limit in this company already."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A limit cannot be less than nothing."
    )
    _days_positive = models.Constraint(
        "CHECK (COALESCE(days, 0) >= 0)", "The number of days is negative."
    )

    @api.model
    def _limit(self, user, company):
        """What ``user`` may approve for a customer, and in how many days.

        Without a line users approve nothing, managers and administrators anything.

        :return: an amount, or None for any; days
        """
        role = next(
            (
                name
                for name, _label in reversed(ROLES)
                if user.has_group(f"cem_experience.group_cem_{name}")
            ),
            None,
        )
        # Whoever has the role is bound by its limit, and need not see the others.
        line = self.sudo().search(
            [("role", "=", role), ("company_id", "=", company.id)], limit=1
        )
        if line:
            return line.amount, line.days
        return (None if role in ("manager", "administrator") else 0.0), 0
