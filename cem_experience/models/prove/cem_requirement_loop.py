from odoo import api, fields, models


class CemRequirement(models.Model):
    """The outer loop: the problem and the customers behind a requirement."""

    _inherit = "cem.requirement"

    problem_id = fields.Many2one(
        "cem.problem",
        string="Systemic Problem",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The cause that this removes.",
    )
    date_start = fields.Date(string="Start Date", tracking=True)
    date_done = fields.Date(
        string="Done On",
        compute="_compute_date_done",
        store=True,
        readonly=False,
        copy=False,
        help="Results compare the time before with the time after this day.",
    )
    expected_gap = fields.Float(
        string="Expected Effect (points of 10)",
        aggregator=None,
        help="By how much the gap should become smaller. Results that are measured from "
        "opinions stand beside it.",
    )
    followup_ids = fields.Many2many(
        "cem.followup",
        "cem_requirement_followup_rel",
        string="Cases",
        copy=False,
        check_company=True,
        groups="cem_experience.group_cem_manager",
        help="Customers who suffered from it. They can be told when it is done.",
    )
    customer_count = fields.Integer(
        string="Customers",
        compute="_compute_customer_count",
        groups="cem_experience.group_cem_manager",
    )

    _expected_gap_range = models.Constraint(
        "CHECK (expected_gap >= 0 AND expected_gap <= 10)",
        "The expected effect lies between 0 and 10 points.",
    )

    @api.depends("state")
    def _compute_date_done(self):
        for requirement in self:
            if requirement.state != "done":
                requirement.date_done = False
            elif not requirement.date_done:
                requirement.date_done = fields.Date.context_today(requirement)

    @api.depends("followup_ids.partner_id")
    def _compute_customer_count(self):
        for requirement in self:
            requirement.customer_count = len(requirement.followup_ids.partner_id)

    def action_customers(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", self.followup_ids.partner_id.ids)],
        }

    def action_add_cases(self):
        """Link the cases of the problem that have come since."""
        for requirement in self.filtered("problem_id"):
            cases = self.env["cem.followup"].search(
                requirement.problem_id._followup_domain()
            )
            requirement.followup_ids |= cases
