from odoo import api, models
from odoo.tools import SQL

from ..customer.cem_value_source import currency_factor


class CemCustomerValue(models.Model):
    """What it costs to win customers back."""

    _inherit = "cem.customer.value"

    @api.model
    def _costs(self, company, start, end):
        return super()._costs(company, start, end) + [
            SQL(
                """
                SELECT partner_id, amount * %s AS compensation, 0 AS cases
                  FROM cem_compensation
                 WHERE company_id = %s AND state IN ('approved', 'done')
                   AND COALESCE(date_decided, write_date)::date > %s
                   AND COALESCE(date_decided, write_date)::date <= %s
                """,
                currency_factor(self.env, company, SQL.identifier("currency_id")),
                company.id,
                start,
                end,
            ),
            SQL(
                """
                SELECT partner_id, 0, 1 FROM cem_followup
                 WHERE company_id = %s AND partner_id IS NOT NULL
                   AND create_date::date > %s AND create_date::date <= %s
                """,
                company.id,
                start,
                end,
            ),
        ]
