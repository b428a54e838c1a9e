from odoo import api, fields, models


class CemFollowupEscalation(models.Model):
    """A reminder, or a step of escalation: when, and who is told."""

    _name = "cem.followup.escalation"
    _description = "Follow-up Escalation Step"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    deadline = fields.Selection(
        [("contact", "First contact"), ("close", "Closing")],
        required=True,
        default="close",
    )
    hours = fields.Float(
        string="Working Hours After",
        help="After that deadline; negative: before it.",
    )
    target = fields.Selection(
        [
            ("owner", "Owner of the case"),
            ("manager", "Manager of the rule or team"),
            ("company", "Fallback of the company"),
            ("user", "This person"),
        ],
        string="Who Is Told",
        required=True,
        default="manager",
        help="The owner gets a message, others an activity as well.",
    )
    user_id = fields.Many2one(
        "res.users", string="Person", domain="[('share', '=', False)]"
    )
    raise_priority = fields.Boolean(help="The case becomes more severe by one.")

    _user_given = models.Constraint(
        "CHECK (target <> 'user' OR user_id IS NOT NULL)",
        "Say which person is told.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        self._reschedule()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if {"active", "deadline", "hours"} & set(vals):
            self._reschedule()
        return result

    def _reschedule(self):
        """Let the scheduled action look at every open case once."""
        # An administrator changes the steps of all companies.
        self.env["cem.followup"].sudo()._escalate_anew()

    def _moment(self, case):
        """When this step is due in a case; None if it never is."""
        self.ensure_one()
        base = case.deadline
        if self.deadline == "contact":
            base = None if case.date_contacted else case.contact_deadline
        if not base:
            return None
        if not self.hours:
            return base
        return case.rule_id._after_hours(case.company_id, self.hours, base)
