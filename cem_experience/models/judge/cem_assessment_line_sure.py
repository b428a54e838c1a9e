from odoo import api, fields, models

from ...tools.figures import intervals
from ...tools.judge import key_share


class CemAssessmentLine(models.Model):
    """How sure the weighted figures are, and that an experience is the key one.

    Not stored: they follow from what is, in a few milliseconds.
    """

    _inherit = "cem.assessment.line"

    weighted_satisfaction_low = fields.Float(compute="_compute_weighted_intervals")
    weighted_satisfaction_high = fields.Float(compute="_compute_weighted_intervals")
    has_weighted_satisfaction_interval = fields.Boolean(
        compute="_compute_weighted_intervals"
    )
    weighted_gap_low = fields.Float(compute="_compute_weighted_intervals")
    weighted_gap_high = fields.Float(compute="_compute_weighted_intervals")
    has_weighted_gap_interval = fields.Boolean(compute="_compute_weighted_intervals")
    has_key_share = fields.Boolean(compute="_compute_key_share")
    key_share = fields.Float(
        string="Key in % of Draws",
        compute="_compute_key_share",
        aggregator=None,
        help="Answers are drawn anew 2,000 times around what was measured: in so many of "
        "the draws this is the key experience. Near 100 it is sure; where several "
        "dimensions share, more answers are needed to say which.",
    )

    @api.depends(
        "weighted_satisfaction",
        "weighted_gap",
        "experience_overruled",
        "importance_overruled",
        "importance_count",
        "importance_effective_count",
        "importance_deviation",
        "satisfaction_low",
        "gap_low",
    )
    def _compute_weighted_intervals(self):
        for line in self:
            experience, expectation, importance = (
                line._source(name)
                for name in ("experience", "expectation", "importance")
            )
            measured = line.has_experience and not line.experience_overruled
            interval = intervals.Interval(None, None, None, 0)
            if line.has_weighted_satisfaction and line.has_importance and measured:
                interval = intervals.weighted_satisfaction_interval(
                    importance, experience, expectation
                )
            line._set_interval("weighted_satisfaction", interval)
            interval = intervals.Interval(None, None, None, 0)
            chosen = line.ideal_overruled or line.is_key
            if line.has_weighted_gap and line.has_importance and chosen and measured:
                interval = intervals.weighted_gap_interval(
                    importance, experience, line.ideal
                )
            line._set_interval("weighted_gap", interval)

    @api.depends(
        "assessment_id.line_ids.weighted_satisfaction",
        "assessment_id.line_ids.has_weighted_satisfaction",
        "assessment_id.line_ids.importance",
        "assessment_id.line_ids.satisfaction_low",
    )
    def _compute_key_share(self):
        for assessment, lines in self.grouped("assessment_id").items():
            siblings = assessment.line_ids | lines
            shares = key_share.key_shares(
                [
                    [
                        line._source(name)
                        for name in ("experience", "expectation", "importance")
                    ]
                    for line in siblings
                ]
            )
            for line, share in zip(siblings, shares, strict=True):
                if line in lines:
                    line.has_key_share = share is not None
                    line.key_share = 100 * (share or 0.0)
