from odoo import fields, models


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    cem_never_ask = fields.Boolean(
        string="Never Ask for an Opinion",
        help="For stages such as cancelled, merged or spam: customers are not asked "
        "about tickets that end here.",
    )
    cem_is_waiting = fields.Boolean(
        string="Waiting for the Customer",
        help="The time in this stage is not counted as time that the ticket took.",
    )
