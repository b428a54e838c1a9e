from odoo import fields, models
from odoo.tools import SQL

from ..customer.res_partner import INTERNAL

# Satisfaction of a customer is what was said in the twelve months before the last
# answer: it does not fade while nobody asks.
SATISFACTION_PERIOD = "1 year"
NPS_GROUPS = [
    ("promoter", "Promoter"),
    ("passive", "Passive"),
    ("detractor", "Detractor"),
]


class OfAnswers:
    """A figure that each company has of its own, and only from answers.

    Odoo gives a company without a value what somebody has saved as the default.
    """

    def get_company_dependent_fallback(self, records):
        nothing = self.convert_to_cache(None, records, validate=False)
        return self.convert_to_record(nothing, records)


class CountOfAnswers(OfAnswers, fields.Integer):
    """How many there are."""


class GroupByAnswers(OfAnswers, fields.Selection):
    """Which kind of customer they make."""


class MeanOfAnswers(OfAnswers, fields.Float):
    """A mean, and none where nothing was said: Odoo would read 0, which is a mark."""

    def to_sql(self, model, alias):
        return SQL(
            "(%s->>%s)::float8",
            SQL.identifier(alias, self.name, to_flush=self),
            str(model.env.company.id),
        )


class ResPartner(models.Model):
    """What a customer said, as stored figures of the contact.

    Companies share contacts, and each has its own figures of them, from the answers
    that were given to it: else whoever reads a contact would read of other companies'
    answers.
    """

    _inherit = "res.partner"

    cem_score_count = CountOfAnswers(
        string="Scores",
        company_dependent=True,
        readonly=True,
        copy=False,
        groups=INTERNAL,
    )
    cem_nps_group = GroupByAnswers(
        NPS_GROUPS,
        string="NPS Group",
        company_dependent=True,
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="From the latest answer to the recommendation question.",
    )
    cem_satisfaction = MeanOfAnswers(
        string="Satisfaction (0-10)",
        company_dependent=True,
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=INTERNAL,
        help="Mean of what the customer said about experience and satisfaction in "
        "the twelve months before the last answer.",
    )
    cem_satisfaction_count = CountOfAnswers(
        string="Answers behind Satisfaction",
        company_dependent=True,
        readonly=True,
        copy=False,
        groups=INTERNAL,
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
                    SELECT JSONB_OBJECT_AGG(f.company_id, f.scores),
                           JSONB_OBJECT_AGG(f.company_id, f.nps_group)
                               FILTER (WHERE f.nps_group IS NOT NULL),
                           JSONB_OBJECT_AGG(f.company_id, f.satisfaction)
                               FILTER (WHERE f.answers > 0),
                           JSONB_OBJECT_AGG(f.company_id, f.answers)
                               FILTER (WHERE f.answers > 0)
                      FROM (
                    SELECT s.company_id, COUNT(*) AS scores,
                           (ARRAY_AGG(
                                CASE WHEN s.value >= 9 THEN 'promoter'
                                     WHEN s.value >= 7 THEN 'passive'
                                     ELSE 'detractor' END
                                ORDER BY s.date DESC, s.id DESC
                           ) FILTER (WHERE s.measure = 'nps'))[1] AS nps_group,
                           AVG(s.value) FILTER (WHERE %(recent)s) AS satisfaction,
                           COUNT(*) FILTER (WHERE %(recent)s) AS answers
                      FROM (
                           SELECT sc.id, sc.company_id, sc.measure, sc.value, sc.date,
                                  MAX(sc.date) FILTER (
                                      WHERE sc.measure IN ('experience', 'csat')
                                  ) OVER (PARTITION BY sc.company_id) AS last_date
                             FROM cem_score sc
                            WHERE sc.partner_id = partner.id AND sc.active IS TRUE
                              AND sc.source <> ALL(%(company_sources)s)
                           ) s
                  GROUP BY s.company_id
                           ) f
                   )
             WHERE partner.id IN %(ids)s
            """,
                recent=SQL(
                    "s.measure IN ('experience', 'csat') "
                    "AND s.date > s.last_date - %s::interval",
                    SATISFACTION_PERIOD,
                ),
                # what the company noted about a customer is not the customer's word
                company_sources=self.env["cem.score"]._company_sources(),
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
        scores = self.env["cem.score"]
        return scores._action_open(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
                ("source", "not in", scores._company_sources()),
            ]
        )

    def _cem_merged(self):
        """NPS group, satisfaction and their counts, from the united answers."""
        self.env["cem.score"]._refresh_after_change(self, False)
        return super()._cem_merged()
