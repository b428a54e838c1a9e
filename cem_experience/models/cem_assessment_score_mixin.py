from odoo import api, fields, models

from ..tools.intervals import Sample
from .cem_score import COMPANY_SOURCES

# Step 2: what is asked about each dimension, as measures of cem.score.
FIGURES = ("experience", "expectation", "importance")
DEFAULT_MINIMUM_GROUP_SIZE = 5
NO_SAMPLE = Sample(0, None, None)


class CemAssessmentScoreMixin(models.AbstractModel):
    """Step 2: the figures of an assessment, from scores.

    The one place where an assessment reads what was said.
    """

    _name = "cem.assessment.score.mixin"
    _description = "Assessment: Figures from Scores"

    @api.model
    def _minimum_group_size(self):
        # Settings are readable by administrators only; the number is not secret.
        params = self.env["ir.config_parameter"].sudo()
        size = params.get_param("cem_experience.minimum_group_size")
        return int(size or DEFAULT_MINIMUM_GROUP_SIZE)

    def action_compute(self):
        """Fill the lines from the scores of the period, company and scope.

        What a person overruled stays. A figure measured from fewer answers than the
        minimum group size is not kept, only its number of answers is. A draft becomes
        running.

        :raise UserError: the assessment is done
        """
        self.check_access("write")
        self._check_open()
        for assessment in self:
            assessment._compute_from_scores()

    def _compute_from_scores(self):
        self.ensure_one()
        minimum = self._minimum_group_size()
        samples = self._samples()
        known = self.line_ids.dimension_id.ids
        self._add_lines(
            self.env["cem.dimension"].browse(
                {dimension for dimension, _m in samples if dimension not in known}
            )
        )
        for line in self.line_ids:
            vals = {}
            for figure in FIGURES:
                sample = samples.get((line.dimension_id.id, figure), NO_SAMPLE)
                enough = sample.count >= minimum
                vals |= {
                    f"{figure}_count": sample.count,
                    f"{figure}_measured": sample.mean if enough else 0.0,
                    f"{figure}_deviation": (
                        sample.standard_deviation or 0.0 if enough else 0.0
                    ),
                }
            line.write(vals)
        self.write(
            {
                "minimum_group_size": minimum,
                "date_computed": fields.Datetime.now(),
                "state": "running",
            }
        )

    def _score_scope(self):
        """What customers said, of whatever day, that this assessment judges."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("measure", "in", FIGURES),
            ("source", "not in", COMPANY_SOURCES),
            ("dimension_id.kind", "=", "driver"),
        ]
        if self.journey_id:
            domain.append(("journey_id", "=", self.journey_id.id))
        return domain

    def _score_domain(self):
        """The scores that this assessment judges."""
        return [
            *self._score_scope(),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]

    def _samples(self):
        """Count, mean and deviation per dimension and measure.

        :return: mapping (dimension id, measure) -> Sample
        """
        sums = self.env["cem.figure"]._sums(
            self._score_scope(),
            self.date_from,
            self.date_to,
            ("dimension_id", "measure"),
        )
        return {key: found.sample for key, found in sums.items()}

    def action_scores(self):
        """Open the answers behind the figures."""
        self.ensure_one()
        return self.env["cem.score"]._action_open(self._score_domain())
