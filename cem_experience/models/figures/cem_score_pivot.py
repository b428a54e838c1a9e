from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.figures import figures
from ...tools.score import scales

# Mean of the answers of one measure: the field's name without its ending
MEANS = ("experience", "expectation", "importance")
SHARES = ("csat", "ces")
# How many answers there are of the measure of a figure
MEASURED = {
    "nps_points:count": "nps",
    **{f"{name}_share:count": name for name in SHARES},
    **{f"{name}_mean:count": name for name in MEANS},
}


class CemScore(models.Model):
    """What a pivot or a graph of scores shows: each figure from its own answers only.

    A mean over all rows of a group would mix what customers felt with what they
    expected. These are computed for each group, and for the totals, from the answers
    themselves; a figure that nobody spoke of stays empty.
    """

    _name = "cem.score"
    _inherit = ["cem.score", "cem.small.groups.mixin"]

    nps_points = fields.Float(
        string="NPS (points)",
        compute="_compute_nps_points",
        aggregator="avg",
        exportable=False,
        help="Share of promoters (9-10) less share of detractors (0-6) among the "
        "recommendation answers, from -100 to 100.",
    )
    csat_share = fields.Float(
        string="CSAT (%)",
        compute="_compute_figures",
        aggregator="avg",
        exportable=False,
        help="Share of the top boxes among the satisfaction answers.",
    )
    ces_share = fields.Float(
        string="CES (%)",
        compute="_compute_figures",
        aggregator="avg",
        exportable=False,
        help="Share of 5 to 7 of 7 among the answers to how easy it was.",
    )
    experience_mean = fields.Float(
        string="Experience",
        compute="_compute_figures",
        aggregator="avg",
        exportable=False,
        help="Mean of the experience answers, 0-10.",
    )
    expectation_mean = fields.Float(
        string="Expectation",
        compute="_compute_figures",
        aggregator="avg",
        exportable=False,
        help="Mean of the expectation answers, 0-10.",
    )
    importance_mean = fields.Float(
        string="Importance",
        compute="_compute_figures",
        aggregator="avg",
        exportable=False,
        help="Mean of the importance answers, 0-10.",
    )
    satisfaction_mean = fields.Float(
        string="Satisfaction",
        compute="_compute_figures",
        aggregator="avg",
        exportable=False,
        help="Mean experience less mean expectation, -10 to 10.",
    )

    @api.depends("measure", "value")
    def _compute_nps_points(self):
        points = {"promoter": 100.0, "passive": 0.0, "detractor": -100.0}
        for score in self:
            group = score.measure == "nps" and scales.nps_group(score.value)
            score.nps_points = points.get(group, 0.0)

    @api.depends("measure", "value")
    def _compute_figures(self):
        """Of a single answer: what it is itself, or nothing."""
        for score in self:
            for name in MEANS:
                own = score.measure == name
                score[f"{name}_mean"] = score.value if own else 0.0
            for name in SHARES:
                good = score.measure == name and score.value >= self._least_value(name)
                score[f"{name}_share"] = 100.0 * good
            score.satisfaction_mean = score.experience_mean - score.expectation_mean

    @api.model
    def _least_value(self, figure):
        """Least value 0-10 that counts as good; values fall in the nearest bin."""
        return self.env["cem.figure"]._least(figure) - 0.5

    def _figure_sql(self, aggregate_spec, query):
        """Figures of a group from the answers of their own measure."""
        name, _colon, aggregate = aggregate_spec.partition(":")
        kind = aggregate == "avg" and name.rpartition("_")
        if name == "nps_points" and kind:
            return SQL(
                "100.0 * (%s - %s) / NULLIF(%s, 0)",
                self._count_sql("nps", query, SQL(">= %s", figures.PROMOTER)),
                self._count_sql("nps", query, SQL("< %s", figures.PASSIVE)),
                self._count_sql("nps", query, SQL(">= 0")),
            )
        if kind and kind[2] == "share" and kind[0] in SHARES:
            least = self._least_value(kind[0])
            return SQL(
                "100.0 * %s / NULLIF(%s, 0)",
                self._count_sql(kind[0], query, SQL(">= %s", least)),
                self._count_sql(kind[0], query, SQL(">= 0")),
            )
        if name == "satisfaction_mean" and kind:
            return SQL(
                "%s - %s",
                self._mean_sql("experience", query),
                self._mean_sql("expectation", query),
            )
        if kind and kind[2] == "mean" and kind[0] in MEANS:
            return self._mean_sql(kind[0], query)
        if aggregate_spec in MEASURED:
            return self._count_sql(MEASURED[aggregate_spec], query, SQL(">= 0"))
        return super()._figure_sql(aggregate_spec, query)

    def _count_sql(self, measure, query, condition):
        return SQL(
            "COUNT(*) FILTER (WHERE %s = %s AND %s %s)",
            self._field_to_sql(self._table, "measure", query),
            measure,
            self._field_to_sql(self._table, "value", query),
            condition,
        )

    def _mean_sql(self, measure, query):
        return SQL(
            "AVG(%s) FILTER (WHERE %s = %s)",
            self._field_to_sql(self._table, "value", query),
            self._field_to_sql(self._table, "measure", query),
            measure,
        )
