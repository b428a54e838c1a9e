from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.figures import intervals
from ...tools.judge import gaps

WEIGHTED_MEANS = ("experience", "expectation", "satisfaction", "ideal", "gap")
PLAIN_MEANS = ("importance", "weighted_satisfaction", "weighted_gap")
NO_INTERVAL = intervals.Interval(None, None, None, 0)


class CemAssessmentLine(models.Model):
    """Steps 2c to 4: satisfaction, key experience, ideal, gap; all by tools/judge/gaps.py."""

    _inherit = "cem.assessment.line"

    # Steps 2c and 3
    satisfaction = fields.Float(
        compute="_compute_satisfaction",
        store=True,
        aggregator="avg",
        help="Experience less expectation (-10 to 10). Means over several lines are "
        "weighted by importance.",
    )
    has_satisfaction = fields.Boolean(compute="_compute_satisfaction", store=True)
    satisfaction_low = fields.Float(
        compute="_compute_satisfaction", store=True, aggregator=None
    )
    satisfaction_high = fields.Float(
        compute="_compute_satisfaction", store=True, aggregator=None
    )
    has_satisfaction_interval = fields.Boolean(
        compute="_compute_satisfaction", store=True
    )
    weighted_satisfaction = fields.Float(
        compute="_compute_weighted_satisfaction",
        store=True,
        aggregator="avg",
        help="Importance times satisfaction (-100 to 100).",
    )
    has_weighted_satisfaction = fields.Boolean(
        compute="_compute_weighted_satisfaction", store=True
    )
    is_key = fields.Boolean(
        string="Key Experience",
        compute="_compute_is_key",
        store=True,
        help="The most negative weighted satisfaction of the assessment: here "
        "customers are let down most.",
    )

    # Step 4
    ideal = fields.Float(
        compute="_compute_ideal",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Where the experience should be (0-10). Resources are limited, so only "
        "the key experience is raised, to 10; everything else may stay what it is.",
    )
    has_ideal = fields.Boolean(compute="_compute_has_ideal", store=True)
    ideal_overruled = fields.Boolean(string="Overrule Ideal")
    ideal_reason = fields.Char(string="Reason (Ideal)")
    gap = fields.Float(
        compute="_compute_gap",
        store=True,
        aggregator="avg",
        help="Experience less ideal (-10 to 10). Means over several lines are weighted "
        "by importance.",
    )
    has_gap = fields.Boolean(compute="_compute_gap", store=True)
    gap_low = fields.Float(compute="_compute_gap", store=True, aggregator=None)
    gap_high = fields.Float(compute="_compute_gap", store=True, aggregator=None)
    has_gap_interval = fields.Boolean(compute="_compute_gap", store=True)
    weighted_gap = fields.Float(
        compute="_compute_weighted_gap",
        store=True,
        aggregator="avg",
        help="Importance times gap (-100 to 100): the most negative comes first.",
    )
    has_weighted_gap = fields.Boolean(compute="_compute_weighted_gap", store=True)

    def _set_known(self, figure, value):
        self[f"has_{figure}"] = value is not None
        self[figure] = value or 0.0

    def _set_interval(self, figure, interval):
        known = interval.low is not None
        self[f"has_{figure}_interval"] = known
        self[f"{figure}_low"] = interval.low if known else self[figure]
        self[f"{figure}_high"] = interval.high if known else self[figure]

    # ------------------------------------------------------------------
    # Steps 2c to 4
    # ------------------------------------------------------------------

    @api.depends(
        *(
            f"{prefix}{figure}{suffix}"
            for figure in ("experience", "expectation")
            for prefix, suffix in (
                ("", ""),
                ("has_", ""),
                ("", "_overruled"),
                ("", "_count"),
                ("", "_effective_count"),
                ("", "_deviation"),
            )
        )
    )
    def _compute_satisfaction(self):
        for line in self:
            line._set_known(
                "satisfaction",
                gaps.satisfaction(
                    line._known("experience"), line._known("expectation")
                ),
            )
            interval = NO_INTERVAL
            if line.has_satisfaction and not line.experience_overruled:
                interval = intervals.satisfaction_interval(
                    line._source("experience"), line._source("expectation")
                )
            line._set_interval("satisfaction", interval)

    @api.depends("satisfaction", "has_satisfaction", "importance", "has_importance")
    def _compute_weighted_satisfaction(self):
        for line in self:
            line._set_known(
                "weighted_satisfaction",
                gaps.weighted(line._known("importance"), line._known("satisfaction")),
            )

    @api.depends(
        "assessment_id.line_ids.weighted_satisfaction",
        "assessment_id.line_ids.has_weighted_satisfaction",
    )
    def _compute_is_key(self):
        for assessment, lines in self.grouped("assessment_id").items():
            siblings = assessment.line_ids | lines
            keys = gaps.key_experiences(
                [line._known("weighted_satisfaction") for line in siblings]
            )
            for index, line in enumerate(siblings):
                if line in lines:
                    line.is_key = index in keys

    @api.depends("has_experience", "ideal_overruled")
    def _compute_has_ideal(self):
        for line in self:
            line.has_ideal = line.has_experience or line.ideal_overruled

    @api.depends("is_key", "experience", "has_ideal", "ideal_overruled")
    def _compute_ideal(self):
        for line in self:
            if line.ideal_overruled:
                line.ideal = line.ideal
            else:
                experience = line._known("experience")
                line.ideal = gaps.default_ideal(experience, line.is_key) or 0.0

    @api.depends(
        "experience",
        "has_experience",
        "experience_overruled",
        "experience_count",
        "experience_effective_count",
        "experience_deviation",
        "ideal",
        "has_ideal",
        "ideal_overruled",
        "is_key",
    )
    def _compute_gap(self):
        for line in self:
            line._set_known(
                "gap", gaps.gap(line._known("experience"), line._known("ideal"))
            )
            interval = NO_INTERVAL
            chosen = line.ideal_overruled or line.is_key
            if line.has_gap and chosen and not line.experience_overruled:
                interval = intervals.gap_interval(
                    line._source("experience"), line.ideal
                )
            line._set_interval("gap", interval)

    @api.depends("gap", "has_gap", "importance", "has_importance")
    def _compute_weighted_gap(self):
        for line in self:
            line._set_known(
                "weighted_gap",
                gaps.weighted(line._known("importance"), line._known("gap")),
            )

    # ------------------------------------------------------------------
    # Means over several lines
    # ------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        """Make every mean of a pivot right, in its rows and in its totals.

        - unknown figures count nowhere;
        - experience, expectation, satisfaction, ideal and gap of a group are means
          weighted by importance, ``sum(w x) / sum(w)``, all with the same weights, so
          that experience less expectation is satisfaction in the totals too. Where no
          line of the group has a weight, it is the plain mean: a single line always
          shows its own figure;
        - importance and the weighted figures are plain means over the lines, so that
          they stay on their scale however many lines a group has.
        """
        figure, _colon, aggregate = aggregate_spec.partition(":")
        if aggregate != "avg" or figure not in WEIGHTED_MEANS + PLAIN_MEANS:
            return super()._read_group_select(aggregate_spec, query)

        def column(name):
            return self._field_to_sql(self._table, name, query)

        mean = SQL("AVG(%s) FILTER (WHERE %s)", column(figure), column(f"has_{figure}"))
        if figure in PLAIN_MEANS:
            return mean
        return SQL(
            """COALESCE(
                SUM(%(weight)s * %(value)s) FILTER (WHERE %(known)s)
              / NULLIF(SUM(%(weight)s) FILTER (WHERE %(known)s), 0),
                %(mean)s
            )""",
            weight=column("importance"),
            value=column(figure),
            known=SQL("%s AND %s", column(f"has_{figure}"), column("has_importance")),
            mean=mean,
        )
