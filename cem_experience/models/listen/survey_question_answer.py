from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import formatLang

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...tools.score import scales

MEANING = {
    "active",
    "cem_counts",
    "cem_value",
    "cem_dimension_id",
    "cem_touchpoint_id",
    "matrix_question_id",
    "question_id",
    "sequence",
    "value",
}


class SurveyQuestionAnswer(models.Model):
    """A choice (or the row of a matrix) and what it says as a score."""

    _inherit = "survey.question.answer"

    active = fields.Boolean(
        default=True,
        help="Not active: it is not offered any more; who has chosen it keeps the score.",
    )
    cem_counts = fields.Selection(
        [
            ("position", "By its place"),
            ("value", "With this value"),
            ("none", "Not counted"),
        ],
        string="Counts",
        required=True,
        default="position",
        help="By its place: the first choice is the lowest answer of the scale, the "
        "last one the highest. Not counted: “I do not know”.",
    )
    cem_value = fields.Float(string="Value", help="On the question's own scale.")
    cem_dimension_id = fields.Many2one(
        "cem.dimension",
        string="Dimension of the Row",
        index="btree_not_null",
        ondelete="restrict",
        help="For a row of a matrix; otherwise the question's dimension counts.",
    )
    cem_touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        string="Touchpoint of the Row",
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.constrains("cem_counts", "cem_value", "question_id")
    def _check_cem_value(self):
        for question in self.question_id.filtered("cem_measure"):
            if question.question_type not in ("simple_choice", "matrix"):
                continue
            low, high = question.cem_scale_min, question.cem_scale_max
            choices = question.suggested_answer_ids
            by_value = choices.filtered(lambda choice: choice.cem_counts == "value")
            for choice in by_value:
                if not low <= choice.cem_value <= high:
                    raise ValidationError(
                        self.env._(
                            "Choice “%(choice)s” of “%(title)s” has value %(value)g, "
                            "which is not between %(low)g and %(high)g.",
                            choice=choice.value,
                            title=question.title,
                            value=choice.cem_value,
                            low=low,
                            high=high,
                        )
                    )
            placed = choices.filtered(lambda choice: choice.cem_counts == "position")
            fixed = scales.MEASURE_SCALES.get(question.cem_measure)
            if placed and fixed and len(placed) != fixed[1] - fixed[0] + 1:
                raise ValidationError(
                    self.env._(
                        "“%(title)s” needs %(count)s choices (%(low)s to %(high)s), or "
                        "a value for each choice.",
                        title=question.title,
                        count=int(fixed[1] - fixed[0] + 1),
                        low=f"{fixed[0]:g}",
                        high=f"{fixed[1]:g}",
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        names = ("question_id", "matrix_question_id")
        self.question_id.browse(
            {vals[name] for vals in vals_list for name in names if vals.get(name)}
        ).survey_id._cem_check_unanswered()
        answers = super().create(vals_list)
        answers._cem_questions()._cem_settle()
        return answers

    def write(self, vals):
        questions = self._cem_questions()
        if {"active", "question_id", "matrix_question_id"} & set(vals):
            questions.survey_id._cem_check_unanswered()
        result = super().write(vals)
        if MEANING & set(vals):
            (questions | self._cem_questions())._cem_settle()
        return result

    def unlink(self):
        self._cem_check_deletable()
        questions = self._cem_questions()
        questions.survey_id._cem_check_unanswered()
        result = super().unlink()
        questions.exists()._cem_settle()
        return result

    def _cem_questions(self):
        return self.question_id | self.matrix_question_id

    def _cem_settles_later(self):
        return self.with_env(self.question_id._cem_settles_later().env)

    def _cem_translated(self):
        self._cem_questions()._cem_translated()

    def _cem_check_deletable(self):
        """Refuse to delete a choice, or a row of a matrix, that has been chosen.

        :raise UserError: with what to do instead
        """
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        # who edits a survey is told that there are answers, and not which
        for answer in self.sudo():
            question = answer._cem_questions()
            if question.survey_id.survey_type != "cem":
                continue
            count = (
                self.env["survey.user_input.line"]
                .sudo()
                .search_count(
                    [
                        ("question_id", "=", question.id),
                        ("user_input_id.test_entry", "=", False),
                        "|",
                        ("suggested_answer_id", "=", answer.id),
                        ("matrix_row_id", "=", answer.id),
                    ]
                )
            )
            if count:
                raise UserError(
                    self.env._(
                        "“%(choice)s” of “%(title)s” has been chosen (%(count)s) and "
                        "cannot be deleted. Archive it: switch off “Active” in its line. "
                        "Then it is not offered any more, and what was said stays.",
                        choice=answer.value or "",
                        title=question.title,
                        count=formatLang(self.env, count, digits=0),
                    )
                )
