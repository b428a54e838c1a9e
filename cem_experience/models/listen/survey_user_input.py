from odoo import api, fields, models

from ...tools.base.typed import cleaned

CHANNELS = [
    ("mail", "E-mail"),
    ("sms", "SMS"),
    ("link", "Link or QR Code"),
    ("kiosk", "Kiosk"),
    ("embed", "Web Page"),
    ("portal", "Portal"),
    ("phone", "Phone"),
]


SCORE_FIELDS = {"state", "test_entry", "partner_id", "end_datetime", "cem_comment"}


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    cem_by_phone = fields.Boolean(
        string="Answered by Phone",
        readonly=True,
        help="A member of staff read the questions out and noted the answers.",
    )
    cem_problem = fields.Text(
        string="Not Counted",
        readonly=True,
        help="Answers that could not be scored, and why.",
    )
    cem_res_model = fields.Char(readonly=True)
    cem_res_id = fields.Many2oneReference(
        string="About", model_field="cem_res_model", readonly=True
    )
    cem_user_id = fields.Many2one(
        "res.users",
        string="Responsible when Asked",
        readonly=True,
        index="btree_not_null",
    )
    cem_touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        string="Touchpoint",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Where the customer answered without having been invited, as on a kiosk.",
    )
    cem_channel = fields.Selection(CHANNELS, string="Answered Through", readonly=True)
    cem_kiosk_id = fields.Many2one(
        "cem.kiosk",
        string="Kiosk",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    cem_comment = fields.Text(
        string="Comment",
        readonly=True,
        help="What the customer wrote beside the first answer.",
    )
    cem_score_ids = fields.One2many("cem.score", "user_input_id", string="Scores")
    cem_invitation_ids = fields.One2many(
        "cem.invitation", "user_input_id", string="Invitation"
    )

    @api.model_create_multi
    def create(self, vals_list):
        anonymous = self._cem_anonymous_surveys(vals_list)
        if anonymous:
            vals_list = self._cem_make_anonymous(vals_list, anonymous)
        user_inputs = super().create(vals_list)
        # What has just begun has no scores yet, and none to withdraw.
        user_inputs._cem_closed()._cem_sync_scores()
        if anonymous:
            # last: what comes before may leave a time and a login on the sheet
            user_inputs._cem_anonymise()
        return user_inputs

    def write(self, vals):
        before = self._cem_closed()
        result = super().write(vals)
        if "state" in vals:
            self._cem_follow_invitation(vals["state"])
        if SCORE_FIELDS & set(vals):
            (self._cem_closed() | before)._cem_sync_scores()
        # last, as in create()
        self._cem_anonymise()
        return result

    def unlink(self):
        self._cem_withdraw_scores()
        self.env["cem.score"]._detach("user_input_id", self.ids)
        return super().unlink()

    def _cem_follow_invitation(self, state):
        """Note on the invitation that the customer began, or finished."""
        # The respondent, often nobody in particular, has no right on invitations.
        invitations = self.sudo().cem_invitation_ids
        if state == "in_progress":
            invitations._note_opened()
        elif state == "done":
            invitations._note_answered()

    def _cem_closed(self):
        """Answer sheets that count as they stand, if their survey's answers do.

        An unfinished one does where the survey says so.
        """
        return self.filtered(
            lambda answer: (
                answer.state == "done"
                or (
                    answer.state == "in_progress" and answer.survey_id.cem_count_partial
                )
            )
        )

    def _cem_counted(self):
        return self._cem_closed().filtered(
            lambda answer: (
                answer.survey_id.survey_type == "cem"
                and not answer.test_entry
                # what is anonymous counts once it has been mixed with others
                and not answer.cem_unmixed
                # nor what a manager has left out, whoever reads the sheet
                and not answer.sudo().cem_burst_id.is_left_out
            )
        )

    def _cem_current_scores(self):
        # Scores are written for the respondent, who is often nobody in particular
        # (public user) and has no right on them.
        return self.env["cem.score"].sudo().search([("user_input_id", "in", self.ids)])

    def _cem_current_remarks(self):
        # the same for words without a mark
        return self.env["cem.remark"].sudo().search([("user_input_id", "in", self.ids)])

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Let customers mend on Odoo's page what they answered on ours before.

        Their first answer stands on that page, so it is not overwritten unseen; and
        Odoo would refuse the whole page because of it.
        """
        # An anonymous sheet does not say through what it came, only that it waits.
        ours = self.cem_channel or self.cem_unmixed
        begun = ours and self.state == "in_progress"
        return super()._save_lines(
            question, cleaned(answer), cleaned(comment), overwrite_existing or begun
        )

    def _cem_continue_url(self, lang=None):
        """Odoo's own page with the questions that are still open.

        :param lang: code of the language spoken so far, where the sheet does not know
        """
        self.ensure_one()
        url = f"/survey/{self.survey_id.access_token}/{self.access_token}"
        lang = self.lang_id.code or lang
        return self.env["ir.http"]._url_for(url, lang) if lang else url

    def _cem_withdraw_scores(self):
        if self.ids:
            self._cem_current_scores()._withdraw()
            self._cem_current_remarks().unlink()

    def _cem_sync_scores(self):
        """Make the scores of these answer sheets say what the answers say.

        Running it again changes nothing. Called wherever an answer may have been
        completed, changed or deleted, by whatever way.
        """
        # whose answers are gone because of their age, whose scores stay as they are
        self = self.filtered(lambda sheet: not sheet.cem_reduced)
        # The first test is for the millions of answers to other kinds of survey.
        if not self.ids or "cem" not in self.survey_id.mapped("survey_type"):
            if self.ids:
                self._cem_withdraw_scores()
            return
        wanted, remarks = [], []
        # Dimensions, weights and partners are read for the respondent.
        for user_input in self.sudo()._cem_counted():
            scores, words = user_input._cem_wanted_scores()
            wanted += scores
            remarks += user_input._cem_wanted_remark(words)
        # first, for whoever is told of scores reads the remarks of their sheet
        current = self._cem_current_remarks()
        current._keep(current, remarks)
        current = self._cem_current_scores()
        current.browse()._synchronise(current, wanted, "user_input_line_id")

    def _cem_score_frame(self):
        """What all scores of this answer sheet have in common, as values."""
        self.ensure_one()
        company = self._cem_company()
        invitation = self.cem_invitation_ids[:1]
        frame = {
            "partner_id": self.partner_id.id,
            "date": fields.Date.context_today(
                self.with_context(tz=company._cem_page_branding()["tz"] or "UTC"),
                self.end_datetime or self.create_date,
            ),
            "source": "survey",
            "company_id": company.id,
            # The same questions serve several touchpoints.
            "touchpoint_id": (invitation.touchpoint_id or self.cem_touchpoint_id).id,
            "res_model": self.cem_res_model,
            "res_id": self.cem_res_id,
            "user_input_id": self.id,
        }
        if self.cem_user_id:
            frame["user_id"] = self.cem_user_id.id
        if invitation:
            frame["value_tier_id"] = invitation.value_tier_id.id
        return frame

    @api.model
    def _cem_framed(self, frame, answer):
        """Values of one score: what its question says goes before the sheet."""
        touchpoint = self.env["cem.touchpoint"].browse(
            answer["touchpoint_id"] or frame["touchpoint_id"]
        )
        return {
            **frame,
            **answer,
            "touchpoint_id": touchpoint.id,
            "journey_id": touchpoint.journey_id.id,
        }

    def _cem_wanted_scores(self):
        """Values of the scores that this completed answer sheet stands for.

        :return: list of values, and list of the words that go with none of them
        """
        self.ensure_one()
        frame = self._cem_score_frame()
        comments = self._cem_comments()
        wanted, problems = [], []
        for line in self.user_input_line_ids:
            question, version = line.question_id, line.cem_version_id
            raw = None
            try:
                raw = line._cem_raw_value()
                if raw is None:
                    continue
                answer = version._score_values(raw, line.matrix_row_id.id)
            except ValueError:
                # The answer itself stays on the sheet: only its score is missing.
                problems.append(line._cem_problem(raw))
                continue
            wanted.append(
                {
                    **self._cem_framed(frame, answer),
                    "user_input_line_id": line.id,
                    "comment": comments.pop(question.id, False),
                }
            )
        if (self.cem_problem or "") != "\n".join(problems):
            self.cem_problem = "\n".join(problems)
        return wanted, list(comments.values())

    def _cem_wanted_remark(self, words):
        """Values of the words on a completed sheet that go with no mark, in a list."""
        self.ensure_one()
        words = "\n".join(words)
        if not words:
            return []
        frame = self._cem_framed(self._cem_score_frame(), {"touchpoint_id": False})
        # the tier is frozen for figures; words have none
        frame.pop("value_tier_id", None)
        return [{**frame, "comment": words}]

    def _notify_new_participation_subscribers(self):
        """Look for followers first: from our own page this has to be quick."""
        if self.env.context.get("cem_lean") and not self.survey_id._cem_followed():
            return None
        # A message in the very moment would tell when an anonymous answer came.
        told = self.filtered(lambda sheet: not sheet.cem_unmixed)
        return super(SurveyUserInput, told)._notify_new_participation_subscribers()

    def _cem_comments(self):
        """The customer's own words by id of the question whose mark they go with.

        0 is for those that go with none.
        """
        said = [
            (
                line.question_id._cem_words_of(),
                line.value_text_box or line.value_char_box,
            )
            for line in self.user_input_line_ids
            if not line.question_id.save_as_email
        ]
        # It stands beside the first question.
        said.append((self.survey_id.question_ids[:1].id or 0, self.cem_comment))
        comments = {}
        for key, words in said:
            words = (words or "").strip()
            if words:
                comments[key] = (
                    f"{comments[key]}\n{words}" if key in comments else words
                )
        return comments


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(self._cem_with_version(vals_list))
        lines.user_input_id._cem_closed()._cem_sync_scores()
        # last, as for the sheets
        lines.user_input_id._cem_anonymise()
        return lines

    def write(self, vals):
        inputs = self.user_input_id._cem_closed()
        result = super().write(vals)
        self._cem_answered_again(vals)
        (inputs | self.user_input_id._cem_closed())._cem_sync_scores()
        # last, as for the sheets
        self.user_input_id._cem_anonymise()
        return result

    def unlink(self):
        inputs = self.user_input_id._cem_closed()
        result = super().unlink()
        inputs._cem_sync_scores()
        return result

    def _cem_answer_text(self):
        """The answer as its customer would write it down."""
        self.ensure_one()
        if self.answer_type == "suggestion":
            return self.suggested_answer_id.value
        if self.answer_type == "numerical_box":
            return f"{self.value_numerical_box:g}"
        value = self._get_answer_value() if self.answer_type else ""
        return str(value if value is not None else "")
