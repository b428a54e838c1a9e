from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from .tickets import TICKETS

MODULE = "cem_experience_helpdesk"


class CemDemo(models.AbstractModel):
    """Tickets of the developer's residents, and what they said about them."""

    _inherit = "cem.demo"

    @api.model
    def _load_tickets(self):
        self._check_demo()
        # What is loaded here happened before: nobody is told.
        self = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        now = fields.Datetime.now()
        tickets = self.env["helpdesk.ticket"]._load_records(
            [
                {
                    "xml_id": f"{MODULE}.helpdesk_ticket_{ticket.key}_demo",
                    "noupdate": True,
                    "values": self._ticket_values(ticket, now),
                }
                for ticket in TICKETS
            ]
        )
        for plan, ticket in zip(TICKETS, tickets, strict=True):
            self._tell_times(plan, ticket, now)
            if plan.opinion:
                self._give_opinion(ticket, plan.opinion)
            elif plan.stage == "done":
                self._ask_now(ticket)
        tries = Counter()
        while self.env["cem.followup"]._open_batch(tries):
            pass
        self._open_for_followup(
            self.env.ref(f"{MODULE}.helpdesk_ticket_ceiling_demo"),
        )

    @api.model
    def _ticket_values(self, ticket, now):
        customer = self._ref(
            f"res_partner_{ticket.customer if ticket.customer != '000' else 'customer'}"
        )
        opened = now - timedelta(days=ticket.opened_days, hours=5)
        closed = ticket.closed_days is not None and now - timedelta(
            days=ticket.closed_days, hours=2
        )
        return {
            "name": ticket.title,
            "description": ticket.text,
            "partner_id": customer.id,
            "partner_name": customer.name,
            "partner_email": customer.email,
            "team_id": self.env.ref(f"{MODULE}.helpdesk_ticket_team_demo").id,
            "category_id": self.env.ref(
                f"{MODULE}.helpdesk_ticket_category_{ticket.category}_demo"
            ).id,
            "channel_id": self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web").id,
            "stage_id": self.env.ref(
                f"helpdesk_mgmt.helpdesk_ticket_stage_{ticket.stage}"
            ).id,
            "user_id": ticket.user and self._ref(f"res_users_{ticket.user}").id,
            "priority": ticket.priority,
            "create_date": opened,
            "assigned_date": ticket.user and opened + timedelta(hours=2),
            "last_stage_update": closed or opened + timedelta(hours=3),
            "closed_date": closed,
        }

    @api.model
    def _tell_times(self, plan, ticket, now):
        """When somebody wrote back, and when the matter was settled."""
        opened = now - timedelta(days=plan.opened_days, hours=5)
        vals = {}
        if plan.user:
            # Some had to wait longer than others; a long text takes longer to read.
            answered = opened + timedelta(minutes=25 + len(plan.text) * 7 % 180)
            work, wall = ticket._cem_hours_between(opened, answered)
            vals |= {
                "cem_first_response_date": answered,
                "cem_first_response_work": work,
                "cem_first_response_wall": wall,
            }
        if ticket.stage_id.closed and ticket.closed_date:
            work, wall = ticket._cem_hours_between(opened, ticket.closed_date)
            vals |= {
                "cem_resolved_date": ticket.closed_date,
                "cem_resolution_work": work,
                "cem_resolution_wall": wall,
            }
        if vals:
            ticket.write(vals)

    @api.model
    def _ask(self, ticket, sent, **vals):
        """The invitation that closing the ticket has led to."""
        touchpoint = self.env.ref(f"{MODULE}.cem_touchpoint_ticket_closed")
        return self.env["cem.invitation"].create(
            self._invitation(touchpoint, ticket, sent, **vals)
        )

    @api.model
    def _ask_now(self, ticket):
        """Asked, and not answered yet."""
        invitation = self._ask(ticket, ticket.closed_date, state="sent")
        invitation.user_input_id = invitation._create_answer_sheet()

    @api.model
    def _give_opinion(self, ticket, opinion):
        """Ask when the ticket was closed, and answer some hours later."""
        invitation = self._ask(ticket, ticket.closed_date, state="sent")
        sheet = invitation._create_answer_sheet()
        invitation.user_input_id = sheet
        end = ticket.closed_date + timedelta(hours=7)
        values = zip(("csat", "ces", "nps", "words"), opinion, strict=True)
        sheet.write(
            {
                "start_datetime": end - timedelta(minutes=2),
                "end_datetime": end,
                "user_input_line_ids": [
                    Command.create(self._answer(name, value))
                    for name, value in values
                    if value != ""
                ],
            }
        )
        sheet.write({"state": "done"})

    @api.model
    def _answer(self, name, value):
        kind = "text_box" if name == "words" else "scale"
        return {
            "question_id": self.env.ref(f"{MODULE}.survey_ticket_closed_{name}").id,
            "answer_type": kind,
            f"value_{kind}": value,
        }

    @api.model
    def _open_for_followup(self, ticket):
        """The one ticket that staff opened because of a follow-up."""
        case = self.env["cem.followup"].search(
            [("date_closed", "=", False), ("stage_id.kind", "=", "working")], limit=1
        )
        ticket.write(
            {
                "cem_followup_id": case.id,
                "partner_id": case.partner_id.id,
                "partner_name": case.partner_id.name,
                "partner_email": case.partner_id.email,
            }
        )
