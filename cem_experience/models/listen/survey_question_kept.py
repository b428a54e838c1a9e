from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class SurveyQuestion(models.Model):
    """What customers have answered is archived, and not deleted."""

    _inherit = "survey.question"

    active = fields.Boolean(
        default=True,
        help="Not active: nobody is asked any more, and all answers stay.",
    )

    def _cem_check_deletable(self):
        """Refuse to delete what customers have answered.

        :raise UserError: with what to do instead
        """
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        # as in _cem_given()
        for question in self.sudo().filtered(
            lambda q: q.survey_id.survey_type == "cem"
        ):
            count = question._cem_answer_count()
            if count:
                raise UserError(
                    self.env._(
                        "“%(title)s” has been answered (%(count)s) and cannot be deleted: "
                        "the scores would go with it. Archive it: switch off “Active” on "
                        "its page “Experience Score”. Then nobody is asked any more, and "
                        "what was said stays.",
                        title=question.title,
                        count=formatLang(self.env, count, digits=0),
                    )
                )

    def _cem_answer_count(self):
        lines = self.env["survey.user_input.line"].search_count(
            [
                ("question_id", "in", self.ids),
                ("skipped", "=", False),
                ("user_input_id.test_entry", "=", False),
            ]
        )
        return lines or self.env["cem.score"].search_count(
            [("question_id", "in", self.ids)]
        )
