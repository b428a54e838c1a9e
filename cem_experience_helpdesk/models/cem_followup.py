from odoo import api, fields, models


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    ticket_ids = fields.One2many("helpdesk.ticket", "cem_followup_id")
    ticket_count = fields.Integer(compute="_compute_ticket_count")

    def _compute_ticket_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("cem_followup_id", "in", self.ids)], ["cem_followup_id"], ["__count"]
            )
        )
        for followup in self:
            followup.ticket_count = counts.get(followup, 0)

    def _is_worked_on(self):
        """A case with a ticket has been worked on."""
        return super()._is_worked_on() or bool(self.ticket_ids)

    def _desk_may(self):
        tickets = self.env["helpdesk.ticket"]
        return {**super()._desk_may(), "ticket": tickets.has_access("create")}

    @api.model
    def _desk_open_records(self):
        return {
            "helpdesk.ticket": [("closed", "=", False)],
            **super()._desk_open_records(),
        }

    def action_open_ticket(self):
        """Open a ticket for what has to be put right, with what is known filled in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Ticket"),
            "res_model": "helpdesk.ticket",
            "view_mode": "form",
            "context": {
                "default_cem_followup_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_partner_name": self.partner_id.name,
                "default_partner_email": self.partner_id.email,
                "default_company_id": self.company_id.id,
                "default_name": self.display_name,
                "default_description": self.customer_words or "",
            },
        }

    def action_tickets(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets"),
            "res_model": "helpdesk.ticket",
            "view_mode": "list,kanban,form",
            "domain": [("cem_followup_id", "=", self.id)],
        }
