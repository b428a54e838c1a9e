from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class SurveySurvey(models.Model):
    _inherit = "survey.survey"
    _cem_company_field = "cem_company_id"

    survey_type = fields.Selection(
        selection_add=[("cem", "Customer Experience")],
        ondelete={"cem": "set default"},
    )
    cem_company_id = fields.Many2one(
        "res.company",
        string="Scores Belong To",
        default=lambda self: self.env.company,
        help="Company whose figures the answers count in.",
    )
    cem_score_count = fields.Integer(compute="_compute_cem_score_count")

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("cem_experience.group_cem_manager"):
            for survey in self:
                survey.allowed_survey_types = [
                    *(survey.allowed_survey_types or []),
                    "cem",
                ]
        return result

    @api.depends("survey_type")
    def _compute_cem_score_count(self):
        counts = dict(
            self.env["cem.score"]._read_group(
                [("question_id.survey_id", "in", self.ids)],
                ["question_id"],
                ["__count"],
            )
        )
        per_survey = dict.fromkeys(self.ids, 0)
        for question, count in counts.items():
            # A question may be hidden from the user, its score is not.
            per_survey[question.sudo().survey_id.id] += count
        for survey in self:
            survey.cem_score_count = per_survey.get(survey.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Ask every customer in the own language, unless some are chosen.

        Odoo limits a new survey to the language of whoever makes it, or of whoever
        installs the addon.
        """
        return super().create(
            [
                {"lang_ids": [], **vals} if vals.get("survey_type") == "cem" else vals
                for vals in vals_list
            ]
        )

    @api.model
    def _generate_session_codes(self, *args, **kwargs):
        # Odoo forgets the codes of archived surveys, which the database does not:
        # now and then, a new survey could not be made.
        everything = self.with_context(active_test=False)
        return super(SurveySurvey, everything)._generate_session_codes(*args, **kwargs)

    def write(self, vals):
        # What was promised to those who have answered is checked before all else.
        self._cem_check_promises(vals)
        self._cem_check_selection(vals)
        self._cem_check_kind(vals)
        result = super().write(vals)
        if {"survey_type", "cem_company_id"} & set(vals):
            self._cem_all_questions()._cem_rescore()
        return result

    def _cem_all_questions(self):
        """Those that are not asked any more, too."""
        return self.with_context(active_test=False).question_and_page_ids

    def _cem_check_kind(self, vals):
        """Refuse to make another kind of survey of one whose answers count.

        :raise UserError: with what to do instead
        """
        if "survey_type" not in vals or self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        changed = self.filtered(
            lambda survey: survey.survey_type == "cem" and vals["survey_type"] != "cem"
        )
        # as in _cem_check_promises()
        for survey in changed.sudo():
            if survey._cem_was_answered():
                raise UserError(
                    self.env._(
                        "“%s” has been answered, and its answers would count no more. "
                        "Copy the survey and make another kind of the copy. If nobody "
                        "is to be asked any more, archive it.",
                        survey.title,
                    )
                )

    def _cem_check_deletable(self):
        """Refuse to delete a survey that customers have answered.

        :raise UserError: with what to do instead
        """
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        # as in _cem_check_promises()
        for survey in self.sudo().filtered(lambda one: one.survey_type == "cem"):
            if survey._cem_was_answered():
                raise UserError(
                    self.env._(
                        "“%s” has been answered and cannot be deleted: all that customers "
                        "said would go with it. Archive it (menu Actions): then nobody is "
                        "asked any more, and what was said stays.",
                        survey.title,
                    )
                )

    def unlink(self):
        self._cem_check_deletable()
        # The database deletes the answers below by itself; their scores must go too.
        # Reading answers of all kinds of survey needs rights that the one who may
        # delete the survey does not necessarily have.
        sheets = self.sudo().user_input_ids
        sheets._cem_withdraw_scores()
        scores = self.env["cem.score"]
        scores._detach("user_input_id", sheets.ids)
        scores._detach("question_id", self.sudo()._cem_all_questions().ids)
        return super().unlink()

    def action_cem_scores(self):
        self.ensure_one()
        return self.env["cem.score"]._action_open(
            [("question_id.survey_id", "=", self.id)]
        )

    def action_cem_start_by_phone(self):
        """Open the questions for a member of staff who reads them out on the phone."""
        self.ensure_one()
        partner = self.env["res.partner"].browse(
            self.env.context.get("cem_partner_id", [])
        )
        if self.survey_type != "cem":
            raise UserError(self.env._("This is no customer-experience survey."))
        if self.cem_anonymous:
            raise UserError(
                self.env._(
                    "This survey is anonymous, but you know whom you are talking to. "
                    "Send the customer the link instead."
                )
            )
        self.check_access("read")
        partner.check_access("read")
        # Staff may not create answer sheets at will: this one is for a survey and a
        # customer that they may both read (checked above).
        user_input = self.sudo()._create_answer(
            partner=partner,
            check_attempts=False,
            cem_by_phone=True,
            cem_channel="phone",
        )
        return {
            "type": "ir.actions.act_url",
            "name": self.env._("Answer by phone"),
            "url": user_input.get_start_url(),
            "target": "new",
        }
