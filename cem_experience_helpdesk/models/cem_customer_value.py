from odoo import api, fields, models
from odoo.tools import SQL


class CemCustomerValue(models.Model):
    _inherit = "cem.customer.value"

    case_count = fields.Integer(help="Follow-ups and tickets that were opened.")

    @api.model
    def _costs(self, company, start, end):
        """Tickets are cases too; one that a follow-up opened is counted there."""
        tickets = SQL(
            """
            SELECT partner_id, 0, 1 FROM helpdesk_ticket
             WHERE company_id = %s AND partner_id IS NOT NULL
               AND cem_followup_id IS NULL
               AND create_date::date > %s AND create_date::date <= %s
            """,
            company.id,
            start,
            end,
        )
        return [*super()._costs(company, start, end), tickets]
