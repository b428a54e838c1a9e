from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.figures.intervals import Interval, Sample, mean_interval, wilson
from ...tools.figures.nps import nps
from ..base.local_html import LocalHtml

# Marks of how good it was; feelings and importance say something else
JUDGED = ("experience", "csat", "nps", "ces")
DELIVERED = ("sent", "opened", "answered", "expired")


class UtmCampaign(models.Model):
    """What customers think of one campaign, beside what it brought.

    A customer's opinion belongs to the campaign of the record that it is about: the
    lead, the order. Glue addons tell of more records, and of opinions of their own.
    """

    _inherit = "utm.campaign"

    cem_evaluation = LocalHtml(
        string="Customers' Evaluation",
        compute="_compute_cem_evaluation",
        sanitize=False,
        groups="cem_experience.group_cem_user",
    )

    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_cem_evaluation(self):
        comparison = self.env["cem.campaign.comparison"]
        for campaign in self:
            campaign.cem_evaluation = (
                comparison._figures_table(campaign._origin)
                if campaign._origin
                else False
            )

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    @api.model
    def _cem_records(self):
        """(model, field of the campaign) of records that opinions are about."""
        wanted = [
            ("crm.lead", "campaign_id"),
            ("sale.order", "campaign_id"),
        ]
        return [
            (model, name)
            for model, name in wanted
            if model in self.env and self.env[model]._fields[name].store
        ]

    def _cem_source_tables(self):
        """The tables that the figures are made from.

        Records, sheets, scores, and comments that have been read, with a mark or
        without one.
        """
        records = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %(name)s AS campaign_id, %(model)s AS model, id FROM %(table)s"
                " WHERE %(name)s IN %(ids)s",
                name=SQL.identifier(name),
                model=model,
                table=SQL.identifier(self.env[model]._table),
                ids=tuple(self.ids) or (0,),
            )
            for model, name in self._cem_records()
        )
        return SQL(
            """
            WITH record AS (%(records)s), sheet AS (
                SELECT r.campaign_id, i.user_input_id, i.state
                  FROM record r
                  JOIN cem_invitation i ON i.res_model = r.model AND i.res_id = r.id
                 WHERE i.company_id IN %(companies)s
            ), score AS (
                SELECT o.campaign_id, s.id, s.measure, s.value
                  FROM (%(opinions)s) AS o (campaign_id, score_id)
                  JOIN cem_score s ON s.id = o.score_id
                 WHERE s.active IS TRUE AND s.company_id IN %(companies)s
            ), remark AS (
                SELECT o.campaign_id, r.id, r.sentiment
                  FROM (%(remarks)s) AS o (campaign_id, remark_id)
                  JOIN cem_remark r ON r.id = o.remark_id
                 WHERE r.company_id IN %(companies)s
            ), said AS (
                SELECT s.campaign_id, 'score' AS kind, c.id, c.sentiment,
                       ARRAY(SELECT t.cem_topic_id FROM cem_score_topic_rel t
                              WHERE t.cem_score_id = c.id) AS topics
                  FROM score s
                  JOIN cem_score c ON c.id = s.id AND c.comment IS NOT NULL
                   AND c.sentiment IS NOT NULL
             UNION ALL
                SELECT r.campaign_id, 'remark', r.id, r.sentiment,
                       ARRAY(SELECT t.cem_topic_id FROM cem_remark_topic_rel t
                              WHERE t.cem_remark_id = r.id)
                  FROM remark r WHERE r.sentiment IS NOT NULL
            )
            """,
            records=records,
            opinions=SQL(" UNION ").join(self._cem_opinions()),
            remarks=SQL(" UNION ").join(self._cem_opinions("cem_remark")),
            companies=tuple(self.env.companies.ids),
        )

    def _cem_opinions(self, table="cem_score"):
        """Queries of (campaign, row): opinions that belong to the campaigns.

        :param table: ``cem_score``, or ``cem_remark`` for words without a mark
        """
        return [
            SQL(
                "SELECT h.campaign_id, s.id FROM sheet h"
                " JOIN %s s ON s.user_input_id = h.user_input_id",
                SQL.identifier(table),
            )
        ]

    def _cem_figures(self):
        """Evaluation and yield of each campaign.

        Figures of fewer answers than the minimum group size have a count only.

        :return: dict by campaign id of dict: ``response`` (share), ``satisfaction``
            (0-10), ``nps`` (-1..1), ``complaints`` (share of the answers that led to a
            follow-up) as :class:`Interval`; ``sample`` (:class:`Sample`) and
            ``nps_counts`` for comparisons; ``asked``, ``answered``, ``leads``,
            ``won``, ``revenue``; ``causes`` of complaints and ``doubts`` as dicts
            (record -> count), the most frequent first; ``comments``, the number of
            comments that the doubts are counted in
        """
        self.env["cem.score"].check_access("read")
        self.env.flush_all()
        figures = {campaign.id: self._cem_empty() for campaign in self}
        self._cem_add_response(figures)
        self._cem_add_scores(figures)
        self._cem_add_causes(figures)
        self._cem_add_doubts(figures)
        self._cem_add_leads(figures)
        return figures

    @api.model
    def _cem_minimum(self):
        """A figure of fewer answers is not shown."""
        return self.env["ir.config_parameter"]._cem_minimum_group_size()

    def _cem_empty(self):
        nothing = Interval(None, None, None, 0)
        return {
            **dict.fromkeys(("response", "satisfaction", "nps", "complaints"), nothing),
            **dict.fromkeys(
                ("asked", "answered", "comments", "leads", "won", "revenue"), 0
            ),
            "sample": Sample(0, None, None),
            "nps_counts": (0, 0, 0),
            "complaint_counts": (0, 0),
            "causes": {},
            "doubts": {},
        }

    def _cem_add_response(self, figures):
        rows = self.env.execute_query(
            SQL(
                """%s SELECT campaign_id, COUNT(*) FILTER (WHERE state IN %s),
                             COUNT(*) FILTER (WHERE state = 'answered')
                        FROM sheet GROUP BY campaign_id""",
                self._cem_source_tables(),
                DELIVERED,
            )
        )
        for campaign, asked, answered in rows:
            figures[campaign].update(
                asked=asked, answered=answered, response=wilson(answered, asked)
            )

    def _cem_add_scores(self, figures):
        least = self._cem_minimum()
        rows = self.env.execute_query(
            SQL(
                """%(tables)s
                SELECT campaign_id, COUNT(*), AVG(value), STDDEV_SAMP(value),
                       COUNT(*) FILTER (WHERE measure = 'nps' AND value < 7),
                       COUNT(*) FILTER (
                           WHERE measure = 'nps' AND value >= 7 AND value < 9),
                       COUNT(*) FILTER (WHERE measure = 'nps' AND value >= 9),
                       COUNT(*) FILTER (WHERE EXISTS (
                           SELECT FROM cem_followup_score_rel f
                            WHERE f.cem_score_id = score.id))
                  FROM score WHERE measure IN %(judged)s GROUP BY campaign_id""",
                tables=self._cem_source_tables(),
                judged=JUDGED,
            )
        )
        for campaign, count, mean, deviation, *others in rows:
            *groups, complaints = others
            found = figures[campaign]
            sample = Sample(
                count, float(mean), None if deviation is None else float(deviation)
            )
            found.update(
                sample=sample,
                nps_counts=tuple(groups),
                complaint_counts=(complaints, count),
            )
            if count < least:
                hidden = Interval(None, None, None, count)
                found.update(satisfaction=hidden, complaints=hidden)
                continue
            found.update(
                satisfaction=mean_interval(*sample),
                complaints=wilson(complaints, count),
            )
            if sum(groups) >= least:
                score = nps(*groups)
                found["nps"] = Interval(score.value, score.low, score.high, score.count)

    def _cem_add_causes(self, figures):
        """Causes of the follow-ups that bad answers led to, the most frequent first."""
        rows = self.env.execute_query(
            SQL(
                """%s SELECT s.campaign_id, c.cem_cause_id, COUNT(DISTINCT s.id)
                        FROM score s
                        JOIN cem_followup_score_rel f ON f.cem_score_id = s.id
                        JOIN %s c ON c.cem_followup_id = f.cem_followup_id
                    GROUP BY s.campaign_id, c.cem_cause_id ORDER BY 3 DESC, 2""",
                self._cem_source_tables(),
                SQL.identifier(self.env["cem.followup"]._fields["cause_ids"].relation),
            )
        )
        for campaign, cause, count in rows:
            figures[campaign]["causes"][self.env["cem.cause"].browse(cause)] = count

    def _cem_add_leads(self, figures):
        # Only numbers are told to those who evaluate campaigns but do not sell.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        domain = [
            ("campaign_id", "in", self.ids),
            ("company_id", "in", [*self.env.companies.ids, False]),
        ]
        for campaign, count in leads._read_group(domain, ["campaign_id"], ["__count"]):
            figures[campaign.id]["leads"] = count
        for campaign, count, revenue in leads._read_group(
            [*domain, ("stage_id.is_won", "=", True)],
            ["campaign_id"],
            ["__count", "expected_revenue:sum"],
        ):
            figures[campaign.id].update(won=count, revenue=revenue)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_cem_compare(self):
        """Compare the selected campaigns with the first of them."""
        if len(self) < 2:
            raise UserError(self.env._("Select at least two campaigns to compare."))
        page = self.env["cem.campaign.comparison"].create(
            {"campaign_ids": [(6, 0, self.ids)], "base_id": self[0].id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Campaigns"),
            "res_model": page._name,
            "res_id": page.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_cem_scores(self):
        """The answers behind the figures."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("%s SELECT DISTINCT id FROM score", self._cem_source_tables())
        )
        return self.env["cem.score"]._action_open(
            [("id", "in", [score for (score,) in rows])]
        )
