from odoo import fields, models
from odoo.tools import SQL

from ...models.score.res_partner import NPS_GROUPS

# Whose mean satisfaction (0-10) is below this is unhappy.
UNHAPPY_BELOW = 5


class CemValueReport(models.Model):
    """Customers by value: what they bring and cost, and how happy they are now.

    One row a row of ``cem.customer.value``, with the same id; opinions and open
    follow-ups are those of this moment and company, over all contacts of the customer.
    """

    _name = "cem.value.report"
    _inherit = "cem.small.groups.mixin"
    _description = "Customers by Value"
    _order = "amount desc, id"
    _rec_name = "partner_id"
    _auto = False
    _log_access = False
    _small_groups_counted = {"satisfaction": ("satisfaction:count",)}
    _small_groups_marks = ("satisfaction",)
    _depends = {
        "cem.customer.value": [
            "partner_id",
            "company_id",
            "amount",
            "amount_start",
            "record_count",
            "record_count_start",
            "last_date",
            "compensation_cost",
            "case_count",
            "cost",
        ],
        "cem.followup": ["partner_id", "company_id", "date_closed"],
        "cem.value.tier": ["is_valuable"],
        "res.company": ["cem_costly_share"],
        "res.partner": [
            "cem_nps_group",
            "cem_satisfaction",
            "cem_satisfaction_count",
            "cem_score_count",
            "cem_value_tier_id",
            "commercial_partner_id",
            "user_id",
        ],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier_id = fields.Many2one("cem.value.tier", string="Value Tier", readonly=True)
    is_valuable = fields.Boolean(string="Valuable", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="What the customer brought in the period up to today."
    )
    amount_start = fields.Monetary(string="Period Before", readonly=True)
    record_count = fields.Integer(string="Purchases", readonly=True)
    last_date = fields.Date(string="Last Purchase", readonly=True)
    is_lost = fields.Boolean(
        string="Lost",
        readonly=True,
        help="Bought in the period before, and not in this one.",
    )
    compensation_cost = fields.Monetary(string="Compensation", readonly=True)
    case_count = fields.Integer(
        string="Cases", readonly=True, help="Follow-ups that were opened."
    )
    cost = fields.Monetary(
        readonly=True, help="Compensations, and what the cases cost (setting)."
    )
    is_costly = fields.Boolean(
        string="Costly",
        readonly=True,
        help="Costs at least the share of what the customer brings that is set.",
    )
    satisfaction = fields.Float(
        string="Satisfaction (0-10)", readonly=True, aggregator="avg"
    )
    satisfaction_count = fields.Integer(string="Answers", readonly=True)
    nps_group = fields.Selection(
        NPS_GROUPS,
        string="NPS Group",
        readonly=True,
        help="The least friendly of the customer's contacts.",
    )
    open_count = fields.Integer(string="Open Follow-ups", readonly=True)
    is_unhappy = fields.Boolean(
        string="Unhappy",
        readonly=True,
        help="Would not recommend you, is satisfied with less than 5 of 10, or has an "
        "open follow-up.",
    )
    amount_at_risk = fields.Monetary(
        string="Money at Risk",
        readonly=True,
        help="What customers brought who are unhappy now.",
    )

    @property
    def _table_query(self):
        unhappy = SQL(
            """(COALESCE(o.nps_group = 'detractor', FALSE)
                OR COALESCE(o.satisfaction < %s, FALSE)
                OR f.open_count IS NOT NULL)""",
            UNHAPPY_BELOW,
        )
        return SQL(
            """
            SELECT v.id, v.partner_id, v.company_id, p.user_id,
                   p.cem_value_tier_id AS tier_id,
                   COALESCE(t.is_valuable, FALSE) AS is_valuable,
                   v.amount, v.amount_start, v.record_count, v.last_date,
                   v.record_count_start > 0 AND v.record_count = 0 AS is_lost,
                   v.compensation_cost, v.case_count, v.cost,
                   v.cost > 0 AND v.cost >= v.amount * c.cem_costly_share / 100
                       AS is_costly,
                   o.satisfaction, o.satisfaction_count, o.nps_group,
                   COALESCE(f.open_count, 0) AS open_count,
                   %(unhappy)s AS is_unhappy,
                   CASE WHEN %(unhappy)s THEN v.amount ELSE 0 END AS amount_at_risk
              FROM cem_customer_value v
              JOIN res_partner p ON p.id = v.partner_id
              JOIN res_company c ON c.id = v.company_id
         LEFT JOIN cem_value_tier t ON t.id = p.cem_value_tier_id
         LEFT JOIN (
                   SELECT q.commercial_partner_id, k.company_id::int AS company_id,
                          SUM((q.cem_satisfaction->>k.company_id)::float8
                              * (q.cem_satisfaction_count->>k.company_id)::int)
                              / NULLIF(SUM(
                                  (q.cem_satisfaction_count->>k.company_id)::int
                              ), 0) AS satisfaction,
                          SUM((q.cem_satisfaction_count->>k.company_id)::int)
                              AS satisfaction_count,
                          CASE WHEN BOOL_OR(
                                    q.cem_nps_group->>k.company_id = 'detractor')
                               THEN 'detractor'
                               WHEN BOOL_OR(
                                    q.cem_nps_group->>k.company_id = 'passive')
                               THEN 'passive'
                               WHEN BOOL_OR(
                                    q.cem_nps_group->>k.company_id = 'promoter')
                               THEN 'promoter'
                               END AS nps_group
                     FROM res_partner q
               CROSS JOIN LATERAL jsonb_object_keys(q.cem_score_count) k (company_id)
                    WHERE q.cem_score_count IS NOT NULL
                 GROUP BY q.commercial_partner_id, k.company_id
                   ) o ON o.commercial_partner_id = v.partner_id
                      AND o.company_id = v.company_id
         LEFT JOIN (
                   SELECT fp.commercial_partner_id, fu.company_id, COUNT(*) AS open_count
                     FROM cem_followup fu JOIN res_partner fp ON fp.id = fu.partner_id
                    WHERE fu.date_closed IS NULL
                 GROUP BY fp.commercial_partner_id, fu.company_id
                   ) f ON f.commercial_partner_id = v.partner_id
                      AND f.company_id = v.company_id
            """,
            unhappy=unhappy,
        )

    def action_partner(self):
        """Open the customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_followups(self):
        """Open a follow-up for each customer that has none open."""
        followups = self.env["cem.followup"]
        followups.check_access("create")
        # somebody may have opened one since the list was drawn
        followups.flush_model()
        self.invalidate_recordset()
        created = followups.create(
            [
                {
                    "partner_id": row.partner_id.id,
                    "company_id": row.company_id.id,
                    "user_id": (row.user_id or self.env.user).id,
                    "name": self.env._("Win back a valuable customer")
                    if row.is_valuable
                    else self.env._("Win back a customer"),
                }
                for row in self
                if not row.open_count
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("partner_id", "child_of", self.partner_id.ids)]
        action["context"] = {"create": False} if created else {}
        return action
