from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.score import scales

CEM_FIELDS = {
    "cem_counts",
    "cem_value",
    "cem_dimension_id",
    "cem_touchpoint_id",
    "sequence",
    "question_id",
    "matrix_question_id",
}


class SurveyQuestionAnswer(models.Model):
    """A choice (or the row of a matrix) and what it says as a score."""

    _inherit = "survey.question.answer"

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
        return super().create(vals_list)

    def write(self, vals):
        if {"question_id", "matrix_question_id"} & set(vals):
            questions = self.question_id | self.matrix_question_id
            questions.survey_id._cem_check_unanswered()
        result = super().write(vals)
        if CEM_FIELDS & set(vals):
            (self.question_id | self.matrix_question_id)._cem_rescore()
        return result

    def unlink(self):
        questions = self.question_id | self.matrix_question_id
        questions.survey_id._cem_check_unanswered()
        result = super().unlink()
        questions.exists()._cem_rescore()
        return result

    def _cem_raw_value(self):
        """The answer that this choice stands for on the question's scale, or None."""
        self.ensure_one()
        question = self.question_id
        if self.cem_counts == "none":
            return None
        if self.cem_counts == "value":
            return self.cem_value
        placed = question.suggested_answer_ids.filtered(
            lambda choice: choice.cem_counts == "position"
        ).sorted(lambda choice: (choice.sequence, choice.id))
        if len(placed) < 2:
            return None
        low, high = question.cem_scale_min, question.cem_scale_max
        return low + placed.ids.index(self.id) * (high - low) / (len(placed) - 1)
