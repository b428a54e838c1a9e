from odoo import fields, models
from odoo.tools import SQL

# Measures that are no plain average: the field they stand on, and which share.
PERCENTILES = {
    "first_response_median:avg": ("first_response", 0.5),
    "first_response_p90:avg": ("first_response", 0.9),
    "resolution_median:avg": ("resolution", 0.5),
    "resolution_p90:avg": ("resolution", 0.9),
}


class CemTicketTimeReport(models.Model):
    """First response and resolution times of tickets, one row a ticket.

    Times are hours, working hours or hours on the wall by the setting. What has not
    happened yet is left out of every figure, and the counts say of how many tickets
    a figure is made.
    """

    _name = "cem.ticket.time.report"
    _description = "Ticket Times"
    _auto = False
    _rec_name = "ticket_id"
    _order = "create_date desc, id desc"
    _depends = {
        "helpdesk.ticket": [
            "active",
            "category_id",
            "cem_first_response_date",
            "cem_first_response_wall",
            "cem_first_response_work",
            "cem_resolution_wall",
            "cem_resolution_work",
            "cem_resolved_date",
            "channel_id",
            "company_id",
            "create_date",
            "partner_id",
            "priority",
            "team_id",
            "user_id",
        ],
        "res.partner": ["cem_value_tier_id"],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True)
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    value_tier_id = fields.Many2one("cem.value.tier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    create_date = fields.Datetime(string="Opened On", readonly=True)
    resolved_date = fields.Datetime(string="Resolved On", readonly=True)
    first_response = fields.Float(
        string="First Response: Mean (h)", readonly=True, aggregator="avg"
    )
    first_response_median = fields.Float(
        string="First Response: Median (h)", readonly=True, aggregator="avg"
    )
    first_response_p90 = fields.Float(
        string="First Response: 90th Percentile (h)", readonly=True, aggregator="avg"
    )
    first_response_count = fields.Integer(
        string="First Response: Tickets", readonly=True
    )
    resolution = fields.Float(
        string="Resolution: Mean (h)", readonly=True, aggregator="avg"
    )
    resolution_median = fields.Float(
        string="Resolution: Median (h)", readonly=True, aggregator="avg"
    )
    resolution_p90 = fields.Float(
        string="Resolution: 90th Percentile (h)", readonly=True, aggregator="avg"
    )
    resolution_count = fields.Integer(string="Resolution: Tickets", readonly=True)

    @property
    def _table_query(self):
        kind = self.env["helpdesk.ticket"]._cem_hours_kind()
        first = SQL(
            "CASE WHEN t.cem_first_response_date IS NOT NULL THEN %s END",
            SQL.identifier("t", f"cem_first_response_{kind}"),
        )
        resolution = SQL(
            "CASE WHEN t.cem_resolved_date IS NOT NULL THEN %s END",
            SQL.identifier("t", f"cem_resolution_{kind}"),
        )
        return SQL(
            """
            SELECT t.id, t.id AS ticket_id, t.team_id, t.user_id, t.category_id,
                   t.channel_id, t.partner_id, p.cem_value_tier_id AS value_tier_id,
                   t.company_id, t.create_date, t.cem_resolved_date AS resolved_date,
                   %(first)s AS first_response, %(first)s AS first_response_median,
                   %(first)s AS first_response_p90,
                   (t.cem_first_response_date IS NOT NULL)::int
                       AS first_response_count,
                   %(resolution)s AS resolution, %(resolution)s AS resolution_median,
                   %(resolution)s AS resolution_p90,
                   (t.cem_resolved_date IS NOT NULL)::int AS resolution_count
              FROM helpdesk_ticket t
         LEFT JOIN res_partner p ON p.id = t.partner_id
             WHERE t.active IS TRUE
            """,
            first=first,
            resolution=resolution,
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in PERCENTILES:
            return super()._read_group_select(aggregate_spec, query)
        name, share = PERCENTILES[aggregate_spec]
        return SQL(
            "percentile_cont(%s) WITHIN GROUP (ORDER BY %s)",
            share,
            self._field_to_sql(self._table, name, query),
        )
