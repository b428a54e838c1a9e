from odoo import api, fields, models


class CemCompensationBudget(models.Model):
    """What a company may spend on compensations in a period."""

    _name = "cem.compensation.budget"
    _description = "Compensation Budget"
    _order = "date_from desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    amount = fields.Monetary(string="Budget", required=True)
    used = fields.Monetary(
        compute="_compute_used", help="Approved or given, decided on in this period."
    )
    left = fields.Monetary(compute="_compute_used")
    used_share = fields.Float(string="Used (%)", compute="_compute_used")

    _period = models.Constraint(
        "CHECK (date_to >= date_from AND amount >= 0)",
        "A budget is an amount for a period that ends after it begins.",
    )
    # By the database, so that two that are made at once see each other. A range of one
    # company is looked for as fast as days are, and needs no extension.
    _one_a_day = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "Another budget of this company is for some of the same days. One day has one "
        "budget.",
    )

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for budget in self:
            budget.display_name = f"{budget.date_from} – {budget.date_to}"

    @api.depends("company_id", "date_from", "date_to", "amount")
    def _compute_used(self):
        for budget in self:
            # All compensations of the company count, whoever looks.
            [(used,)] = (
                self.env["cem.compensation"]
                .sudo()
                ._read_group(
                    [
                        ("company_id", "=", budget.company_id.id),
                        ("state", "in", ("approved", "done")),
                        ("day_decided", ">=", budget.date_from),
                        ("day_decided", "<=", budget.date_to),
                    ],
                    [],
                    ["company_amount:sum"],
                )
            )
            budget.used = used
            budget.left = budget.amount - budget.used
            budget.used_share = 100 * used / budget.amount if budget.amount else 0.0
