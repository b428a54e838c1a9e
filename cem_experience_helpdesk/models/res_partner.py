from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _cem_timeline_kinds(self):
        kinds = super()._cem_timeline_kinds()
        return {**kinds, "ticket": ("helpdesk.ticket", self.env._("Tickets"))}

    def _cem_timeline_ticket(self, offset, limit):
        tickets = self._cem_timeline_search(
            "helpdesk.ticket", [], "create_date desc, id desc", offset, limit
        )
        return [
            self._cem_timeline_row(
                ticket,
                ticket.create_date,
                self.env._(
                    "Ticket %(number)s: %(subject)s",
                    number=ticket.number,
                    subject=ticket.name,
                ),
                ticket.stage_id.name,
            )
            for ticket in tickets
        ]
