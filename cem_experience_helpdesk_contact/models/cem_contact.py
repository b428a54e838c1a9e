from odoo import api, models

TICKET = "helpdesk.ticket"


class CemContact(models.Model):
    """A call about a ticket is wrapped up from the ticket."""

    _inherit = "cem.contact"

    @api.model
    def _desk_models(self):
        return (*super()._desk_models(), TICKET)

    @api.model
    def _desk_record(self, record):
        if record._name != TICKET:
            return super()._desk_record(record)
        return {
            "partner_id": record.partner_id.id,
            "caller": "" if record.partner_id else record.partner_name or "",
        }
