from odoo import api, fields, models
from odoo.tools import SQL


class CemFollowup(models.Model):
    """The two deadlines of a case, and what happens to them while it waits."""

    _inherit = "cem.followup"

    contact_deadline = fields.Datetime(
        string="Contact Until",
        copy=False,
        tracking=True,
        help="The customer should have been contacted by then.",
    )
    paused_since = fields.Datetime(
        string="Waiting Since",
        readonly=True,
        copy=False,
        help="The clock stands still while the customer is awaited.",
    )
    paused_hours = fields.Float(
        string="Hours Waited",
        readonly=True,
        copy=False,
        help="Working hours that the customer was waited for; the deadlines have "
        "moved by so much.",
    )
    paused_wall = fields.Float(
        readonly=True,
        copy=False,
        aggregator=None,
        export_string_translation=False,
        help="The same in hours on the wall.",
    )
    next_deadline = fields.Datetime(
        string="Due",
        compute="_compute_next_deadline",
        store=True,
        precompute=True,
        help="First contact, as long as there was none, then closing. Empty while the "
        "customer is awaited.",
    )
    is_late = fields.Boolean(
        string="Was Late",
        compute="_compute_is_late",
        store=True,
        help="Contacted or closed after the deadline.",
    )

    _open_next_idx = models.Index(
        "(user_id, next_deadline, id) WHERE date_closed IS NULL"
    )

    @api.depends("contact_deadline", "deadline", "date_contacted", "paused_since")
    def _compute_next_deadline(self):
        for case in self:
            contact = not case.date_contacted and case.contact_deadline
            due = min(filter(None, (contact, case.deadline)), default=False)
            case.next_deadline = not case.paused_since and due

    @api.depends("contact_deadline", "deadline", "date_contacted", "date_closed")
    def _compute_is_late(self):
        for case in self:
            case.is_late = bool(
                (
                    case.date_contacted
                    and case.contact_deadline
                    and case.date_contacted > case.contact_deadline
                )
                or (
                    case.date_closed
                    and case.deadline
                    and case.date_closed > case.deadline
                )
            )

    def _set_deadlines(self, vals):
        """Complete values for create with the deadlines of tier and severity."""
        if vals.get("deadline") and vals.get("contact_deadline"):
            return
        rule = self.env["cem.followup.rule"].browse(vals.get("rule_id") or [])
        company = self.env["res.company"].browse(
            vals.get("company_id") or self.env.company.id
        )
        # Whoever may open a case, sees the customer and the company's hours.
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        deadlines = rule._deadlines(
            company.sudo(),
            partner.cem_value_tier_id,
            vals.get("priority") or "0",
            fields.Datetime.to_datetime(vals.get("date_open")),
        )
        if vals.get("deadline"):
            deadline = fields.Datetime.to_datetime(vals["deadline"])
            deadlines["contact_deadline"] = min(deadline, deadlines["contact_deadline"])
        if not partner:
            # a broken standard: there is nobody to contact
            deadlines.pop("contact_deadline")
        for name, value in deadlines.items():
            vals[name] = vals.get(name) or value

    def _pause_values(self, now):
        """Values that stop the clock, or let it go on where it stood."""
        self.ensure_one()
        waiting = self.stage_id.kind == "waiting"
        if waiting == bool(self.paused_since):
            return {}
        if waiting:
            return {"paused_since": now}
        rule, company = self.rule_id, self.company_id
        hours = rule._hours_between(company, self.paused_since, now)
        wall = (now - self.paused_since).total_seconds() / 3600
        vals = {
            "paused_since": False,
            "paused_hours": self.paused_hours + hours,
            "paused_wall": self.paused_wall + wall,
        }
        for name in ("contact_deadline", "deadline"):
            moment = self[name]
            # What was late before the pause stays late.
            if moment and moment > self.paused_since:
                left = rule._hours_between(company, self.paused_since, moment)
                vals[name] = rule._after_hours(company, left, now) if left else now
        return vals

    @api.model
    def _escalate_anew(self):
        """Steps have changed: the scheduled action looks at each open case once."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_followup SET date_escalation = date_open
                 WHERE date_closed IS NULL
                """
            )
        )
        self.invalidate_model(["date_escalation"])
