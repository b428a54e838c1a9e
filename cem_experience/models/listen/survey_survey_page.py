import hashlib
import json

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...tools.base import colours
from ...tools.listen import meaning as meanings

# A page for one question has room for a scale from 0 to 10.
MOST_OPTIONS = 11
DEFAULT_COLOUR = "#714b67"
# What a respondent was told, and relied on.
PROMISES = {"cem_anonymous", "cem_count_partial"}


class SurveySurvey(models.Model):
    """What the one-question answer page asks, and what the survey promises."""

    _inherit = "survey.survey"

    cem_anonymous = fields.Boolean(
        string="Anonymous",
        help="Nobody can find out who gave which answer: neither customer nor time is "
        "stored, and answers count only once enough of them have been mixed. It "
        "cannot be changed after the first answer.",
    )
    cem_count_partial = fields.Boolean(
        string="Count Unfinished Answers",
        help="Count what a customer answered before stopping halfway. Otherwise only "
        "finished answers count. It cannot be changed after the first answer.",
    )

    def _cem_check_promises(self, vals):
        """Refuse to take back what those who have answered relied on.

        :raise UserError: ``vals`` changes a promise of a survey that was answered
        """
        changed = self.filtered(
            lambda survey: any(
                bool(vals[name]) != survey[name] for name in PROMISES & set(vals)
            )
        )
        # Whoever edits a survey may not see all its answers; their number is enough.
        if changed.sudo()._cem_was_answered():
            raise UserError(
                self.env._(
                    "Somebody has answered this survey already, and relied on what it "
                    "promised. Copy the survey and change the copy."
                )
            )

    def _cem_check_selection(self, vals):
        """Refuse to change how an answered anonymous survey picks its questions."""
        if vals.get("questions_selection"):
            changed = self.filtered(
                lambda one: one.questions_selection != vals["questions_selection"]
            )
            changed._cem_check_unanswered()

    def _cem_check_unanswered(self):
        """Refuse to change what an anonymous survey asks once somebody has answered.

        Who sees a question, or a choice, that others did not is known by it.

        :raise UserError: one of these surveys is anonymous and has been answered
        """
        # as in _cem_check_promises()
        for survey in self.sudo().filtered("cem_anonymous"):
            if survey._cem_was_answered():
                raise UserError(
                    self.env._(
                        "“%s” is anonymous and has been answered: who is asked anything "
                        "else than the others could be recognised by it. Copy the "
                        "survey and change the copy. Texts can still be mended.",
                        survey.title,
                    )
                )

    def _cem_was_answered(self):
        inputs = self.env["survey.user_input"].with_context(active_test=False)
        return bool(
            self
            and inputs.search_count(
                [
                    ("survey_id", "in", self.ids),
                    ("state", "!=", "new"),
                    ("test_entry", "=", False),
                ],
                limit=1,
            )
        )

    @api.constrains("cem_anonymous", "users_login_required")
    def _check_cem_anonymous(self):
        for survey in self:
            if survey.cem_anonymous and survey.users_login_required:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be anonymous and ask people to log in.",
                        survey.title,
                    )
                )

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------

    @tools.ormcache("self.id")
    def _cem_open(self):
        """Whether anybody with a link may answer now."""
        self.ensure_one()
        # respondents have no right on surveys; the caller holds its token
        survey = self.sudo()
        return bool(
            survey.active and survey.question_ids and not survey.users_login_required
        )

    @tools.ormcache("self._ids")
    def _cem_followed(self):
        """Whether anybody is to be told of new answers."""
        # The respondent, often nobody in particular, may not read followers.
        followers = self.env["mail.followers"].sudo()
        domain = [("res_model", "=", "survey.survey"), ("res_id", "in", self.ids)]
        return bool(followers.search_count(domain, limit=1))

    @tools.ormcache("self.id", "lang")
    def _cem_page(self, lang):
        """Everything the answer page says about this survey, as plain values.

        :param lang: code of an installed language
        :return: dict; None if the survey cannot begin on that page (its first
            question is a matrix, say), and Odoo's own page has to do
        """
        self.ensure_one()
        # as in _cem_open()
        survey = self.sudo().with_context(lang=lang)
        question, *others = survey.question_ids or [None]
        if (
            question is None
            or survey.questions_selection == "random"
            or survey.is_time_limited
            or survey.certification
            or question.is_time_limited
        ):
            return None
        options = question._cem_options()
        if not options:
            return None
        words = others[0] if others else question.browse()
        if (
            words.question_type not in ("text_box", "char_box")
            or words.save_as_email
            or words.save_as_nickname
            or words.validation_required
            or words.validation_email
            or words.triggering_answer_ids
        ):
            words = question.browse()
        return {
            "survey_id": survey.id,
            "company_id": survey.cem_company_id.id,
            "title": survey.title,
            "question_id": question.id,
            "question_type": question.question_type,
            "version_id": question.cem_version_id.id,
            "shown": question._cem_shown(options),
            "question": question.title,
            "options": options,
            "low": question.scale_min_label or "",
            "high": question.scale_max_label or "",
            "words_id": words.id,
            "words_type": words.question_type,
            "words": words.title or "",
            # else they are a remark of the sheet
            "words_explain": not words or words.cem_explains_id == question,
            "words_required": words.constr_mandatory,
            "question_ids": survey.question_ids.ids,
            "more": bool(survey.question_ids - question - words),
            "thanks": (
                None
                if tools.is_html_empty(survey.description_done)
                else survey.description_done
            ),
            "langs": survey._get_supported_lang_codes(),
            "lang_id": self.env["res.lang"]._get_data(code=lang).id or None,
            "anonymous": survey.cem_anonymous,
            "partial": survey.cem_count_partial,
            "sequences": {one.id: one.sequence for one in question + words},
            "passed": survey.scoring_success_min <= 0,
            "plain": survey._cem_is_plain(),
            "scores": {mark: question._cem_mark_values(mark) for mark, _l in options},
        }

    def _cem_is_plain(self):
        """Whether answers are opinions only: no points, no promise, no conditions."""
        choices = self.question_ids.suggested_answer_ids
        return bool(
            self.survey_type == "cem"
            and not self.cem_anonymous
            and not any(self.question_ids.mapped("is_scored_question"))
            and not any(self.question_ids.mapped("answer_score"))
            and not any(self.question_ids.mapped("answer_numerical_box"))
            and not self.question_ids.triggering_answer_ids
            and not any(choices.mapped("answer_score"))
            and not any(choices.mapped("is_correct"))
        )


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _cem_options(self):
        """Possible answers as a list of (value, label); empty if the page has no room.

        The value is what a link or a form carries: the number itself, or the id of
        the choice.
        """
        self.ensure_one()
        if self.question_type == "scale":
            low, high = self.scale_min, self.scale_max
        elif self.question_type == "numerical_box" and self.cem_measure:
            low, high = self.cem_scale_min, self.cem_scale_max
        elif self.question_type == "simple_choice":
            choices = self.suggested_answer_ids
            if len(choices) > MOST_OPTIONS or not all(choices.mapped("value")):
                return []
            return [(str(choice.id), choice.value) for choice in choices]
        else:
            return []
        if low != int(low) or high != int(high) or high - low >= MOST_OPTIONS:
            return []
        numbers = map(str, range(int(low), int(high) + 1))
        return [(number, number) for number in numbers]

    def _cem_shown(self, options):
        """A mark of the scale as customers see it: another one, another mark."""
        texts = self.cem_version_id.texts or {}
        seen = [self.question_type, [value for value, _label in options], texts]
        text = json.dumps(seen, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def _cem_mark_values(self, mark):
        """What one of :meth:`_cem_options` says as a score; None if it is not scored.

        A mark off the scale of its measure is False: it has no score, and somebody
        has to be told.
        """
        version = self.cem_version_id
        if not version:
            return None
        if self.question_type == "simple_choice":
            answer = ("suggestion", None, int(mark))
        else:
            answer = (self.question_type, int(mark))
        try:
            raw = meanings.answered(version.meaning, *answer)
            return None if raw is None else version._score_values(raw)
        except ValueError:
            return False


class ResCompany(models.Model):
    _inherit = "res.company"

    @tools.ormcache("self.id")
    def _cem_page_branding(self):
        """What pages for customers show of the company, as plain values."""
        self.ensure_one()
        # name, logo and colours are what every mail of the company shows
        company = self.sudo()
        accent = colours.safe(company.email_secondary_color, DEFAULT_COLOUR)
        return {
            "id": company.id,
            "name": company.name,
            "lang": company.partner_id.lang,
            "tz": company.partner_id.tz,
            "logo": f"/logo.png?company={company.id}" if company.logo_web else False,
            "accent": accent,
            "on_accent": colours.text_on(accent),
            "link": colours.readable_on_white(accent),
        }
