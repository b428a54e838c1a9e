from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ...tools.listen import meaning as meanings
from ...tools.score import scales
from ..score.cem_score import MEASURES
from .cem_answer import LONGEST_COMMENT
from .survey_question_meaning import MEANING

SCORED_TYPES = ("scale", "numerical_box", "simple_choice", "matrix")
CEM_FIELDS = {
    "cem_measure",
    "cem_dimension_id",
    "cem_touchpoint_id",
    "cem_reversed",
    "cem_scale_min",
    "cem_scale_max",
    "scale_min",
    "scale_max",
    "question_type",
}
# What a respondent is asked and may choose from; anything else is text.
SHAPE = {
    "active",
    "survey_id",
    "is_page",
    "question_type",
    "matrix_subtype",
    "scale_min",
    "scale_max",
    "triggering_answer_ids",
    "random_questions_count",
}


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    cem_survey_type = fields.Selection(
        related="survey_id.survey_type", string="Type of Survey"
    )
    cem_measure = fields.Selection(
        MEASURES,
        string="Measure",
        help="What the answer says. It is never guessed: a question without a measure "
        "is not scored.",
    )
    cem_dimension_id = fields.Many2one(
        "cem.dimension", string="Dimension", index="btree_not_null", ondelete="restrict"
    )
    cem_touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        string="Touchpoint",
        index="btree_not_null",
        ondelete="restrict",
    )
    cem_reversed = fields.Boolean(
        string="Reverse-worded",
        help="Agreement is bad news here (“I had to wait long”), so the score is "
        "turned around.",
    )
    cem_scale_min = fields.Float(
        string="Lowest Answer",
        compute="_compute_cem_scale",
        store=True,
        readonly=False,
    )
    cem_scale_max = fields.Float(
        string="Highest Answer",
        compute="_compute_cem_scale",
        store=True,
        readonly=False,
    )

    @api.depends("cem_measure", "question_type", "scale_min", "scale_max")
    def _compute_cem_scale(self):
        for question in self:
            fixed = scales.MEASURE_SCALES.get(question.cem_measure)
            if question.question_type == "scale":
                low, high = question.scale_min, question.scale_max
            elif fixed:
                low, high = fixed
            elif question.cem_scale_min < question.cem_scale_max:
                continue
            else:
                low, high = 0, 10
            question.cem_scale_min, question.cem_scale_max = low, high

    @api.onchange("cem_measure")
    def _onchange_cem_measure(self):
        fixed = scales.MEASURE_SCALES.get(self.cem_measure)
        if fixed and self.question_type == "scale":
            self.scale_min, self.scale_max = max(fixed[0], 0), fixed[1]

    @api.constrains(*CEM_FIELDS)
    def _check_cem_scale(self):
        for question in self.filtered("cem_measure"):
            if question.question_type not in SCORED_TYPES:
                raise ValidationError(
                    self.env._(
                        "Question “%(title)s” cannot carry a measure: only scales, "
                        "numbers, single choices and matrices can be scored.",
                        title=question.title,
                    )
                )
            try:
                scales.check_scale(
                    question.cem_measure, question.cem_scale_min, question.cem_scale_max
                )
            except ValueError as error:
                fixed = scales.MEASURE_SCALES.get(question.cem_measure)
                if not fixed:
                    message = self.env._(
                        "The highest answer of “%(title)s” must be above the lowest.",
                        title=question.title,
                    )
                else:
                    message = self.env._(
                        "%(measure)s is asked from %(low)s to %(high)s, but "
                        "“%(title)s” goes from %(found_low)g to %(found_high)g.",
                        measure=self.env["cem.score"]._measure_label(
                            question.cem_measure
                        ),
                        low=f"{fixed[0]:g}",
                        high=f"{fixed[1]:g}",
                        title=question.title,
                        found_low=question.cem_scale_min,
                        found_high=question.cem_scale_max,
                    )
                raise ValidationError(message) from error

    @api.constrains("cem_measure", "question_type", "suggested_answer_ids")
    def _check_cem_answers(self):
        self.suggested_answer_ids._check_cem_value()

    @api.constrains("cem_measure", "matrix_subtype")
    def _check_cem_matrix(self):
        for question in self:
            if (
                question.cem_measure
                and question.question_type == "matrix"
                and question.matrix_subtype != "simple"
            ):
                raise ValidationError(
                    self.env._(
                        "Matrix “%(title)s” must allow one choice per row to be scored.",
                        title=question.title,
                    )
                )

    @api.constrains(
        *("cem_measure", "question_type", "suggested_answer_ids", "matrix_row_ids"),
        "cem_dimension_id",
    )
    def _check_cem_answerable(self):
        """Refuse a question that nobody can answer, or whose answers are about nothing."""
        if self.env.context.get("install_module"):
            # Files name a question first, and then its choices.
            return
        for question in self.filtered("cem_measure"):
            meaning = question._cem_meaning()
            if missing := meanings.missing(meaning):
                raise ValidationError(question._cem_missing(missing))

    def _cem_missing(self, missing):
        texts = {
            "choices": self.env._(
                "“%(title)s” cannot be answered: it needs two choices that count, at "
                "least. Add them on the page “Answers”, or choose “Scale” as its type.",
                title=self.title,
            ),
            "rows": self.env._(
                "“%(title)s” cannot be answered: it has no rows. Add them on the page "
                "“Answers”.",
                title=self.title,
            ),
            "dimension": self.env._(
                "Say which dimension “%(title)s” is about: %(measure)s counts for a "
                "dimension. It stands on the page “Experience Score”; of a matrix, each "
                "row may have its own.",
                title=self.title,
                measure=self.env["cem.score"]._measure_label(self.cem_measure),
            ),
        }
        return texts[missing]

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            # Odoo's scale starts at 0-10; a measure with a scale of its own sets it
            # unless the caller says otherwise (and is refused if that is wrong).
            fixed = scales.MEASURE_SCALES.get(vals.get("cem_measure"))
            if fixed and vals.get("question_type") == "scale" and fixed[0] >= 0:
                vals.setdefault("scale_min", fixed[0])
                vals.setdefault("scale_max", fixed[1])
        self.survey_id.browse(
            {vals["survey_id"] for vals in vals_list if vals.get("survey_id")}
        )._cem_check_unanswered()
        for vals in vals_list:
            vals.pop("cem_change", None)
        said = ["cem_explains_id" in vals for vals in vals_list]
        asked_later = self._cem_settles_later()
        questions = super(SurveyQuestion, asked_later).create(vals_list)
        questions = questions.with_env(self.env)
        questions._cem_limit_numbers()
        questions._cem_settle()
        questions._cem_place_words(
            {one.id for one, was in zip(questions, said, strict=True) if was}
        )
        return questions

    def write(self, vals):
        vals = dict(vals)
        decision = vals.pop("cem_change", None)
        if SHAPE & set(vals):
            surveys = self.survey_id.browse(vals.get("survey_id") or [])
            (self.survey_id | surveys)._cem_check_unanswered()
        changed = self._cem_settles_later()
        result = super(SurveyQuestion, changed).write(vals)
        if MEANING & set(vals):
            self._cem_limit_numbers()
            self._cem_settle(decision)
        if "cem_explains_id" in vals and not self._cem_is_settled_later():
            self._cem_rescore()
        return result

    def unlink(self):
        self._cem_check_deletable()
        self.survey_id._cem_check_unanswered()
        inputs = self._cem_answered_inputs()
        self.env["cem.score"]._detach("question_id", self.ids)
        result = super().unlink()
        inputs.exists()._cem_sync_scores()
        return result

    def _cem_limit_numbers(self):
        """Let the survey page itself refuse numbers off the scale."""
        for question in self:
            if not question.cem_measure or question.question_type != "numerical_box":
                continue
            limits = {
                "validation_required": True,
                "validation_min_float_value": question.cem_scale_min,
                "validation_max_float_value": question.cem_scale_max,
            }
            if any(question[name] != value for name, value in limits.items()):
                question.write(limits)

    def _cem_answered_inputs(self):
        # Who may edit a question may not see all its answers, yet their scores
        # have to follow the edit.
        return (
            self.env["survey.user_input"]
            .sudo()
            .search(
                [
                    ("user_input_line_ids.question_id", "in", self.ids),
                    ("state", "in", ("in_progress", "done")),
                ]
            )
        )

    def _cem_rescore(self):
        """Let the scores of existing answers follow a changed question."""
        if self.ids:
            self._cem_answered_inputs()._cem_sync_scores()

    def validate_question(self, answer, comment=None):
        """Refuse a text that is longer than anybody writes by hand."""
        if self.survey_id.survey_type == "cem" and any(
            isinstance(text, str) and len(text) > LONGEST_COMMENT
            for text in (answer, comment)
        ):
            limit = formatLang(self.env, LONGEST_COMMENT, digits=0)
            return {
                self.id: self.env._(
                    "This text is too long. Please say it in at most %s characters.",
                    limit,
                )
            }
        return super().validate_question(answer, comment)
