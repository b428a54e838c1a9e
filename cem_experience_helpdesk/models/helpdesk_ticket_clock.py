from odoo import SUPERUSER_ID, api, fields, models
from odoo.http import request

# What a person wrote; Odoo's own notifications and automatic replies are others.
WRITTEN = ("comment", "email", "email_outgoing")


class HelpdeskTicket(models.Model):
    """How long the customer waited, by working hours and by the clock on the wall.

    One clock a ticket: it starts when the ticket is opened, stands still while the
    team waits for the customer, and ends when the ticket is closed. A ticket that is
    opened again goes on with the same clock. Both kinds of hours are kept, so that
    the setting that chooses between them needs no recomputation.
    """

    _inherit = "helpdesk.ticket"

    cem_closed_by_itself = fields.Boolean(
        string="Closed by Itself",
        readonly=True,
        copy=False,
        help="No person closed the ticket, but a scheduled action or another system.",
    )
    cem_first_response_date = fields.Datetime(
        string="First Response",
        readonly=True,
        copy=False,
        help="When a colleague first wrote to the customer. Automatic replies do not "
        "count.",
    )
    cem_first_response_work = fields.Float(readonly=True, copy=False)
    cem_first_response_wall = fields.Float(readonly=True, copy=False)
    cem_resolved_date = fields.Datetime(
        string="Resolved",
        readonly=True,
        copy=False,
        help="When the ticket was last closed. Empty while it is open.",
    )
    cem_resolution_work = fields.Float(readonly=True, copy=False)
    cem_resolution_wall = fields.Float(readonly=True, copy=False)
    cem_waiting_since = fields.Datetime(readonly=True, copy=False)
    cem_waiting_work = fields.Float(readonly=True, copy=False)
    cem_waiting_wall = fields.Float(readonly=True, copy=False)
    cem_first_response_hours = fields.Char(
        string="First Response After", compute="_compute_cem_hours"
    )
    cem_resolution_hours = fields.Char(
        string="Resolved After", compute="_compute_cem_hours"
    )

    @api.model
    def _cem_hours_kind(self):
        """``work`` or ``wall``: which hours the settings ask for."""
        # Settings are readable by administrators only; this choice is no secret.
        params = self.env["ir.config_parameter"].sudo()
        kind = params.get_param("cem_experience_helpdesk.hours", "work")
        return kind if kind in ("work", "wall") else "work"

    @api.depends("cem_first_response_date", "cem_resolved_date")
    def _compute_cem_hours(self):
        kind = self._cem_hours_kind()
        for ticket in self:
            for name, date in (
                ("first_response", ticket.cem_first_response_date),
                ("resolution", ticket.cem_resolved_date),
            ):
                hours = ticket[f"cem_{name}_{kind}"]
                ticket[f"cem_{name}_hours"] = (
                    self.env._("%s h", f"{hours:.1f}") if date else False
                )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        waiting = tickets.filtered(lambda ticket: ticket.stage_id.cem_is_waiting)
        waiting._cem_as_server().write({"cem_waiting_since": fields.Datetime.now()})
        return tickets

    def write(self, vals):
        before = {}
        if {"stage_id", "team_id"} & set(vals):
            before = {ticket: ticket.stage_id for ticket in self}
        result = super().write(vals)
        for ticket, stage in before.items():
            if ticket.stage_id != stage:
                ticket._cem_update_clock(stage)
        return result

    def _cem_update_clock(self, old):
        """Note what the change of stage, from ``old``, means for the clock."""
        self.ensure_one()
        now, new, vals = fields.Datetime.now(), self.stage_id, {}
        waiting = self._cem_hours_waiting(now)
        if self.cem_waiting_since:
            vals["cem_waiting_work"], vals["cem_waiting_wall"] = waiting
            vals["cem_waiting_since"] = False
        if new.cem_is_waiting and not new.closed:
            vals["cem_waiting_since"] = now
        if new.closed and not old.closed:
            work, wall = self._cem_hours_between(self.create_date, now)
            vals |= {
                "cem_resolved_date": now,
                "cem_resolution_work": max(work - waiting[0], 0),
                "cem_resolution_wall": max(wall - waiting[1], 0),
                "cem_closed_by_itself": self._cem_nobody_is_there(),
            }
        elif old.closed and not new.closed:
            vals |= {"cem_resolved_date": False, "cem_closed_by_itself": False}
        if vals:
            self._cem_as_server().write(vals)

    def _cem_hours_waiting(self, now):
        """Hours spent waiting for the customer up to ``now``: working, wall."""
        work, wall = self.cem_waiting_work, self.cem_waiting_wall
        if self.cem_waiting_since:
            more = self._cem_hours_between(self.cem_waiting_since, now)
            work, wall = work + more[0], wall + more[1]
        return work, wall

    def _cem_hours_between(self, start, end):
        """Working hours of the team, and hours on the wall, between two moments."""
        if not start or end <= start:
            return 0.0, 0.0
        # Whoever closes a ticket need not know the calendars.
        calendar = (
            self.sudo().team_id.cem_calendar_id
            or self.sudo().company_id.resource_calendar_id
        )
        wall = (end - start).total_seconds() / 3600
        work = calendar.get_work_hours_count(start, end) if calendar else wall
        return work, wall

    def _cem_nobody_is_there(self):
        """Whether no person is behind the current transaction.

        A scheduled action, the mail gateway or a request that nobody is logged in for:
        a webhook, say.
        """
        context = self.env.context
        if "cron_id" in context or context.get("fetchmail_cron_running"):
            return True
        return bool(request) and (
            self.env.uid == SUPERUSER_ID or self.env.user._is_public()
        )

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self and not self.cem_first_response_date:
            self._cem_note_response(message)
        return result

    def _cem_note_response(self, message):
        # The author's login and the kind of message are looked up for whoever writes.
        message = message.sudo()
        people = message.author_id.user_ids.filtered(
            lambda user: user._is_internal() and user.id != SUPERUSER_ID
        )
        if (
            message.message_type not in WRITTEN
            or message.is_internal
            or message.subtype_id.internal
            or not people
        ):
            return
        now = message.date or fields.Datetime.now()
        work, wall = self._cem_hours_between(self.create_date, now)
        waiting = self._cem_hours_waiting(now)
        # Whoever may answer a customer need not have the right to edit the ticket.
        self.sudo().write(
            {
                "cem_first_response_date": now,
                "cem_first_response_work": max(work - waiting[0], 0),
                "cem_first_response_wall": max(wall - waiting[1], 0),
            }
        )

    def action_cem_open_followup(self):
        """Take up the customer's case: a follow-up about this ticket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Follow-up"),
            "res_model": "cem.followup",
            "view_mode": "form",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }
