from odoo import fields, models
from odoo.tools import SQL

from ..score.cem_score import COMPANY_SOURCES

# Satisfaction of a customer is what was said in the twelve months before the last
# answer: it does not fade while nobody asks.
SATISFACTION_PERIOD = "1 year"


# Customers read their own contact through the portal: what is thought of them, and what
# a colleague of theirs has said, is the company's.
INTERNAL = "base.group_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    cem_value_tier_id = fields.Many2one(
        "cem.value.tier",
        string="Value Tier",
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
        help="Class of customers by their value to the company.",
    )
    cem_no_survey = fields.Boolean(
        string="No Surveys", help="This customer is never asked for an opinion."
    )
    cem_company_no_survey = fields.Boolean(
        string="No Surveys in This Company",
        help="Nobody who belongs to this company is asked for an opinion.",
    )
    cem_score_count = fields.Integer(
        string="Scores", readonly=True, copy=False, groups=INTERNAL
    )
    cem_nps_group = fields.Selection(
        [
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        string="NPS Group",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="From the latest answer to the recommendation question.",
    )
    cem_satisfaction = fields.Float(
        string="Satisfaction (0-10)",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=INTERNAL,
        help="Mean of what the customer said about experience and satisfaction in "
        "the twelve months before the last answer.",
    )
    cem_satisfaction_count = fields.Integer(
        string="Answers behind Satisfaction",
        readonly=True,
        copy=False,
        groups=INTERNAL,
    )

    # Only staff may count follow-ups; everybody may read the rest of a customer.
    cem_followup_count = fields.Integer(
        string="Follow-ups",
        compute="_compute_cem_followup_count",
        groups="cem_experience.group_cem_user",
    )
    cem_followup_open_count = fields.Integer(
        string="Open Follow-ups",
        compute="_compute_cem_followup_count",
        groups="cem_experience.group_cem_user",
    )

    _cem_no_survey_idx = models.Index("(email_normalized) WHERE cem_no_survey IS TRUE")

    def _compute_cem_followup_count(self):
        counts = {
            partner: (count, count - closed)
            for partner, count, closed in self.env["cem.followup"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["__count", "date_closed:count"],
            )
        }
        for partner in self:
            partner.cem_followup_count, partner.cem_followup_open_count = counts.get(
                partner, (0, 0)
            )

    def _cem_refresh_figures(self):
        """Recompute the stored figures from scores, in one statement.

        They are plain columns and not computed fields, so that an answer does not
        rewrite partners one by one through the ORM.
        """
        if not self.ids:
            return
        self.env["cem.score"].flush_model()
        self.flush_recordset(["cem_score_count"])
        self.env.cr.execute(
            SQL(
                """
            UPDATE res_partner partner
               SET (cem_score_count, cem_nps_group, cem_satisfaction,
                    cem_satisfaction_count) = (
                    SELECT COUNT(*),
                           (ARRAY_AGG(
                                CASE WHEN s.value >= 9 THEN 'promoter'
                                     WHEN s.value >= 7 THEN 'passive'
                                     ELSE 'detractor' END
                                ORDER BY s.date DESC, s.id DESC
                           ) FILTER (WHERE s.measure = 'nps'))[1],
                           AVG(s.value) FILTER (WHERE %(recent)s),
                           COUNT(*) FILTER (WHERE %(recent)s)
                      FROM (
                           SELECT sc.id, sc.measure, sc.value, sc.date,
                                  MAX(sc.date) FILTER (
                                      WHERE sc.measure IN ('experience', 'csat')
                                  ) OVER () AS last_date
                             FROM cem_score sc
                            WHERE sc.partner_id = partner.id AND sc.active IS TRUE
                              AND sc.source NOT IN %(company)s
                           ) s
                   )
             WHERE partner.id IN %(ids)s
            """,
                recent=SQL(
                    "s.measure IN ('experience', 'csat') "
                    "AND s.date > s.last_date - %s::interval",
                    SATISFACTION_PERIOD,
                ),
                # what auditors noted about a customer is not the customer's word
                company=COMPANY_SOURCES,
                ids=tuple(self.ids),
            )
        )
        self.invalidate_recordset(
            [
                "cem_score_count",
                "cem_nps_group",
                "cem_satisfaction",
                "cem_satisfaction_count",
            ]
        )

    def action_cem_scores(self):
        self.ensure_one()
        return self.env["cem.score"]._action_open(
            [("partner_id", "=", self.id), ("source", "not in", COMPANY_SOURCES)]
        )

    def action_cem_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
