from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.figures import intervals
from .cem_assessment import SURVEY_MEASURES

# What a person may overrule.
OVERRULABLE = (*SURVEY_MEASURES, "ideal")


class CemAssessmentLine(models.Model):
    """One dimension carried through steps 2 to 4 of the method.

    A Float cannot hold "not known", so each figure goes with a ``has_`` field. Where
    that is False, the figure is 0.0 in the database and shown as a dash, nothing is
    computed from it and no mean counts it. Marks are 0-10, satisfaction and gap
    -10..10, the weighted ones -100..100.

    ``..._effective_count`` is the effective number of answers where they are weighed to known
    shares of the customers, 0 where they are not.

    Intervals are at 95 % and speak of the measured experience; what a person set
    (expectation, ideal) is taken as exact. Without ``has_..._interval`` (experience
    overruled, one answer, or gap 0 by definition) low and high equal the figure.
    """

    _name = "cem.assessment.line"
    _description = "Assessed Dimension"
    _order = "assessment_id desc, sequence, id"
    _rec_name = "dimension_id"

    assessment_id = fields.Many2one(
        "cem.assessment", required=True, index=True, ondelete="cascade"
    )
    dimension_id = fields.Many2one(
        "cem.dimension", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="dimension_id.sequence", store=True)
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, index=True
    )
    journey_id = fields.Many2one(related="assessment_id.journey_id", store=True)
    date_to = fields.Date(
        related="assessment_id.date_to", store=True, string="End of Period"
    )
    state = fields.Selection(related="assessment_id.state", string="Assessment State")
    population_id = fields.Many2one(
        related="assessment_id.population_id", store=True, string="Weighted To"
    )

    # Step 2a
    experience = fields.Float(
        compute="_compute_experience",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Actual experience (0-10): mean of the answers, or what a person set.",
    )
    has_experience = fields.Boolean(compute="_compute_has_figures", store=True)
    experience_measured = fields.Float(
        string="Measured Experience", readonly=True, aggregator=None
    )
    experience_deviation = fields.Float(readonly=True, aggregator=None)
    experience_count = fields.Integer(string="Experience Answers", readonly=True)
    experience_effective_count = fields.Integer(readonly=True, aggregator=None)
    experience_overruled = fields.Boolean(string="Overrule Experience")
    experience_reason = fields.Char(string="Reason (Experience)")

    # Step 2b
    expectation = fields.Float(
        compute="_compute_expectation",
        store=True,
        readonly=False,
        aggregator="avg",
        help="What customers expected (0-10).",
    )
    has_expectation = fields.Boolean(compute="_compute_has_figures", store=True)
    expectation_measured = fields.Float(
        string="Measured Expectation", readonly=True, aggregator=None
    )
    expectation_deviation = fields.Float(readonly=True, aggregator=None)
    expectation_count = fields.Integer(string="Expectation Answers", readonly=True)
    expectation_effective_count = fields.Integer(readonly=True, aggregator=None)
    expectation_overruled = fields.Boolean(string="Overrule Expectation")
    expectation_reason = fields.Char(string="Reason (Expectation)")
    expectation_origin = fields.Selection(
        [
            ("survey", "Survey"),
            ("staff", "Front-line staff"),
            ("management", "Management judgement"),
        ],
        compute="_compute_expectation_origin",
        store=True,
        readonly=False,
        help="Where the expectation comes from.",
    )

    # Step 2d
    importance = fields.Float(
        compute="_compute_importance",
        store=True,
        readonly=False,
        aggregator="avg",
        help="Weight (0-10): not every experience matters equally.",
    )
    has_importance = fields.Boolean(compute="_compute_has_figures", store=True)
    importance_measured = fields.Float(
        string="Measured Importance", readonly=True, aggregator=None
    )
    importance_deviation = fields.Float(readonly=True, aggregator=None)
    importance_count = fields.Integer(string="Importance Answers", readonly=True)
    importance_effective_count = fields.Integer(readonly=True, aggregator=None)
    importance_overruled = fields.Boolean(string="Overrule Importance")
    importance_reason = fields.Char(string="Reason (Importance)")

    answer_count = fields.Integer(
        string="Answers",
        related="experience_count",
        store=True,
        aggregator="sum",
        help="Answers about the actual experience: what the gap and its interval rest "
        "on.",
    )

    _dimension_uniq = models.Constraint(
        "UNIQUE (assessment_id, dimension_id)",
        "A dimension is judged once in an assessment.",
    )
    _mark_range = models.Constraint(
        """CHECK (
            COALESCE(experience, 0) BETWEEN 0 AND 10
            AND COALESCE(expectation, 0) BETWEEN 0 AND 10
            AND COALESCE(importance, 0) BETWEEN 0 AND 10
            AND COALESCE(ideal, 0) BETWEEN 0 AND 10
        )""",
        "Experience, expectation, importance and ideal lie between 0 and 10.",
    )

    # ------------------------------------------------------------------
    # Step 2: measured, or overruled
    # ------------------------------------------------------------------

    @api.depends(
        *(f"{figure}_count" for figure in SURVEY_MEASURES),
        *(f"{figure}_overruled" for figure in SURVEY_MEASURES),
        "assessment_id.minimum_group_size",
    )
    def _compute_has_figures(self):
        for line in self:
            # without answers there is nothing to show, however small groups may be
            minimum = max(line.assessment_id.minimum_group_size, 1)
            for figure in SURVEY_MEASURES:
                line[f"has_{figure}"] = (
                    line[f"{figure}_overruled"] or line[f"{figure}_count"] >= minimum
                )

    # One method a figure: with a common one, setting one figure would keep the ORM
    # from computing the others.
    @api.depends("experience_measured", "experience_overruled", "has_experience")
    def _compute_experience(self):
        self._compute_figure("experience")

    @api.depends("expectation_measured", "expectation_overruled", "has_expectation")
    def _compute_expectation(self):
        self._compute_figure("expectation")

    @api.depends("importance_measured", "importance_overruled", "has_importance")
    def _compute_importance(self):
        self._compute_figure("importance")

    def _compute_figure(self, figure):
        for line in self:
            if line[f"{figure}_overruled"]:
                line[figure] = line[figure]
            else:
                known = line[f"has_{figure}"]
                line[figure] = line[f"{figure}_measured"] if known else 0.0

    @api.depends("expectation_overruled", "has_expectation")
    def _compute_expectation_origin(self):
        for line in self:
            if not line.has_expectation:
                line.expectation_origin = False
            elif not line.expectation_overruled:
                line.expectation_origin = "survey"
            elif line.expectation_origin not in ("staff", "management"):
                line.expectation_origin = "management"

    def _known(self, figure):
        """The figure, or None where it is not known."""
        self.ensure_one()
        return self[figure] if self[f"has_{figure}"] else None

    def _source(self, figure):
        """What the arithmetic of intervals needs: a sample, or a fixed judgement.

        Weighted answers count for what they are worth.
        """
        self.ensure_one()
        value = self._known(figure)
        if self[f"{figure}_overruled"]:
            return intervals.Fixed(value)
        return intervals.Sample(
            (self[f"{figure}_effective_count"] or self[f"{figure}_count"])
            if value is not None
            else 0,
            value,
            self[f"{figure}_deviation"],
        )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; a figure given in ``vals`` counts as overruled."""
        for vals in vals_list:
            for figure in OVERRULABLE:
                if vals.get(f"{figure}_overruled") and figure not in vals:
                    self._raise_no_figure(figure)
        lines = super().create([self._mark_overruled(vals) for vals in vals_list])
        lines.assessment_id._check_open()
        lines._note_overruled({line: {} for line in lines})
        return lines

    def write(self, vals):
        """Write figures; a figure given in ``vals`` counts as overruled.

        :raise UserError: the assessment is done, or an unknown figure is marked as
            overruled without saying what it is
        """
        self.assessment_id._check_open()
        for figure in OVERRULABLE:
            if vals.get(f"{figure}_overruled") and figure not in vals:
                if not all(self.mapped(f"has_{figure}")):
                    self._raise_no_figure(figure)
        before = self._overrule_states(vals)
        result = super().write(self._mark_overruled(vals))
        self._note_overruled(before)
        return result

    @api.model
    def _mark_overruled(self, vals):
        """Whoever sets a figure, in whatever way, has overruled what was measured."""
        vals = dict(vals)
        for figure in OVERRULABLE:
            if figure in vals and not vals.setdefault(f"{figure}_overruled", True):
                # taken back in the same breath: what is measured counts
                del vals[figure]
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        # deleting a whole assessment comes here after it has been asked itself
        self.assessment_id._check_open()

    @api.model
    def _raise_no_figure(self, figure):
        raise UserError(
            self.env._(
                "Nothing is known about “%s” yet. To set it by hand, type the figure "
                "too.",
                self._fields[figure]._description_string(self.env),
            )
        )

    def action_scores(self):
        """Open the answers behind this line."""
        self.ensure_one()
        action = self.assessment_id.action_scores()
        action["domain"] = [
            *action["domain"],
            ("dimension_id", "=", self.dimension_id.id),
        ]
        return action

    def _next_cycle_values(self):
        """What of this line is carried into the next cycle."""
        self.ensure_one()
        vals = {"dimension_id": self.dimension_id.id}
        if self.importance_overruled:
            vals |= {
                "importance": self.importance,
                "importance_reason": self.importance_reason,
            }
        return vals
