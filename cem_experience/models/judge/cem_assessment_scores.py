from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.figures.figures import NONE
from .cem_assessment import SURVEY_MEASURES


class CemAssessment(models.Model):
    """Step 2: the figures of an assessment, from scores.

    The one place where an assessment reads what was said.
    """

    _inherit = "cem.assessment"

    computed_answers = fields.Integer(
        readonly=True, copy=False, aggregator=None, export_string_translation=False
    )
    computed_total = fields.Float(
        readonly=True, copy=False, aggregator=None, export_string_translation=False
    )
    answers_changed = fields.Boolean(
        compute="_compute_answers_changed",
        export_string_translation=False,
        help="Answers came, were corrected or were withdrawn after the figures had been "
        "computed.",
    )

    @api.depends("computed_answers", "computed_total", "date_computed")
    def _compute_answers_changed(self):
        for assessment in self:
            assessment.answers_changed = bool(
                assessment.date_computed
                and assessment.computed_answers
                and assessment._answers_now()
                != (assessment.computed_answers, round(assessment.computed_total, 2))
            )

    def _answers_now(self):
        """Number of the answers that are judged, and the sum of their scores."""
        self.ensure_one()
        # Nobody reads these two; whether they are others than before is no secret.
        scores = self.env["cem.score"].sudo()
        [(count, total)] = scores._read_group(
            self._score_domain(), [], ["__count", "value:sum"]
        )
        return count, round(total or 0.0, 2)

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
        minimum = self.env["ir.config_parameter"]._cem_minimum_group_size()
        found, problems = self._sums()
        known = self.line_ids.dimension_id.ids
        self._add_lines(
            self.env["cem.dimension"].browse(
                {dimension for dimension, _m in found if dimension not in known}
            )
        )
        for line in self.line_ids:
            vals = {}
            for figure in SURVEY_MEASURES:
                sums = found.get((line.dimension_id.id, figure), NONE)
                enough, sample = sums.answers >= minimum, sums.sample
                vals |= {
                    f"{figure}_count": sums.answers,
                    f"{figure}_effective_count": 0 if sums.whole else sums.count,
                    f"{figure}_measured": sample.mean or 0.0 if enough else 0.0,
                    f"{figure}_deviation": (
                        sample.standard_deviation or 0.0 if enough else 0.0
                    ),
                }
            line._cem_as_server().write(vals)
        count, total = self._answers_now()
        self._cem_as_server().write(
            {
                "minimum_group_size": minimum,
                "computed_answers": count,
                "computed_total": total,
                "date_computed": fields.Datetime.now(),
                "weighting_note": self.env["cem.figure"]._weighting_note(problems),
                "state": "running",
            }
        )

    def _score_scope(self):
        """What customers said, of whatever day, that this assessment judges."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("measure", "in", SURVEY_MEASURES),
            ("source", "not in", self.env["cem.score"]._company_sources()),
            ("dimension_id.kind", "=", "driver"),
        ]
        if self.journey_id:
            domain.append(("journey_id", "=", self.journey_id.id))
        return list(Domain(domain) & self._scope_domain())

    def _score_domain(self):
        """The scores that this assessment judges."""
        return [
            *self._score_scope(),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]

    def _sums(self):
        """Answers summed up per dimension and measure, weighed where that is asked for.

        :return: tuple (mapping of (dimension id, measure) to
            :class:`~..tools.figures.Sums` or :class:`~..tools.weighting.Weighted`,
            mapping of a measure that cannot be weighed to why)
        """
        figure = self.env["cem.figure"]
        # what is weighed by is no secret, whoever may see the records
        population = self.population_id.sudo()
        sums = figure._weighable_sums(
            self._score_scope(),
            self.date_from,
            self.date_to,
            ("dimension_id", "measure"),
            population,
        )
        return figure._weighted_sums(
            sums, population, SURVEY_MEASURES if population else ()
        )

    def action_scores(self):
        """Open the answers behind the figures."""
        self.ensure_one()
        return self.env["cem.score"]._action_open(self._score_domain())
