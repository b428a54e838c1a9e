from odoo import http
from odoo.http import request
from odoo.tools import format_date, format_datetime, is_html_empty

from odoo.addons.survey.controllers.main import Survey

from .answer_page import AnswerPages


class CemSurvey(Survey):
    def _cem_survey(self, survey_token, answer_token=None):
        """An experience survey and the sheet that is meant; none if it is another."""
        survey, sheet = self._fetch_from_access_token(survey_token, answer_token)
        return survey.filtered(lambda one: one.survey_type == "cem"), sheet

    @http.route()
    def survey_start(self, survey_token, answer_token=None, email=False, **post):
        """Odoo's own link to a survey is as open as ours: it has the same bounds."""
        known = answer_token or request.cookies.get(f"survey_{survey_token}")
        survey, sheet = self._cem_survey(survey_token, known)
        if survey and not sheet:
            pages = AnswerPages()
            address = pages._address()
            # whoever answers may not read at what pace others do
            pace = request.env["cem.answer.pace"].sudo()
            if pace._is_too_fast(survey, address):
                lang = pages._browser_lang()
                company = survey.cem_company_id or request.env.company
                # nobody is logged in; how a company looks is what anybody sees
                look = company.sudo()._cem_page_branding()
                return pages._say(look, "too_fast", lang, status=429)
            request.update_context(cem_paced_address=address or "")
        return super().survey_start(
            survey_token, answer_token=answer_token, email=email, **post
        )

    @http.route()
    def survey_retry(self, survey_token, answer_token, **post):
        """One answer counts: an experience is not tried again as an exam is."""
        survey, sheet = self._cem_survey(survey_token, answer_token)
        if survey and sheet and not sheet.test_entry:
            return request.redirect(sheet._cem_continue_url())
        return super().survey_retry(survey_token, answer_token, **post)

    def _check_validity(
        self,
        survey_sudo,
        answer_sudo,
        answer_token,
        ensure_token=True,
        check_partner=True,
    ):
        """Let staff fill in, for a customer on the phone, the sheet they opened.

        Odoo refuses a logged-in user any sheet of somebody else. The exception is as
        narrow as can be: the very person who opened the sheet, and only while it is
        marked as answered by phone.
        """
        user = request.env.user
        if (
            answer_sudo
            and answer_sudo.cem_by_phone
            and answer_sudo.create_uid == user
            and user.has_group("cem_experience.group_cem_user")
        ):
            check_partner = False
        if answer_sudo and survey_sudo.cem_anonymous:
            # An anonymous sheet is nobody's, also where somebody is logged in.
            check_partner = False
        return super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            ensure_token=ensure_token,
            check_partner=check_partner,
        )

    def _fetch_from_access_token(self, survey_token, answer_token):
        """Speak the language in which the customer began, whatever the browser says."""
        records = super()._fetch_from_access_token(survey_token, answer_token)
        survey, answer = records
        lang = answer.lang_id.code
        if survey.survey_type != "cem" or not lang:
            return records
        request.update_context(lang=lang)
        return survey.with_context(lang=lang), answer.with_context(lang=lang)

    @http.route()
    def survey_display_page(self, survey_token, answer_token, cem_lang=None, **post):
        """Let customers change the language while they answer."""
        if cem_lang:
            access = self._get_access_data(survey_token, answer_token)
            survey, answer = access["survey_sudo"], access["answer_sudo"]
            if (
                access["validity_code"] is True
                and survey.survey_type == "cem"
                and cem_lang in survey._get_supported_lang_codes()
            ):
                # An anonymous sheet does not say it: the address does.
                if not survey.cem_anonymous:
                    answer.lang_id = request.env["res.lang"]._lang_get(cem_lang)
                return request.redirect(answer._cem_continue_url(cem_lang), 303)
        return super().survey_display_page(survey_token, answer_token, **post)

    def _prepare_survey_data(self, survey_sudo, answer_sudo, **post):
        data = super()._prepare_survey_data(survey_sudo, answer_sudo, **post)
        if survey_sudo.survey_type == "cem" and answer_sudo.state == "in_progress":
            names = request.env["res.lang"]._get_data
            data["cem_languages"] = [
                (code, names(code=code).name)
                for code in survey_sudo._get_supported_lang_codes()
                if code != request.env.lang
            ]
        return data

    @http.route(
        "/cem/sheet/<int:sheet_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def answered_sheet(self, sheet_id, **_kwargs):
        """What was answered, for whoever may read it: as Odoo's page, without its key.

        Odoo's own address holds the key of the sheet, with which it can be changed.
        """
        sheet = request.env["survey.user_input"].browse(sheet_id).exists()
        if not sheet:
            raise request.not_found()
        sheet.check_access("read")
        # Odoo's page is made for respondents, who have no rights; this one is read only.
        # What is not asked any more was answered all the same.
        sheet = sheet.sudo().with_context(active_test=False)
        survey = sheet.survey_id
        corrected = survey.scoring_type in (
            "scoring_with_answers",
            "scoring_with_answers_after_page",
        )
        return request.render(
            "survey.survey_page_print",
            {
                "is_html_empty": is_html_empty,
                "review": False,
                "survey": survey,
                "answer": sheet,
                "questions_to_display": sheet._get_print_questions(),
                "scoring_display_correction": corrected and sheet,
                "format_datetime": lambda at: format_datetime(
                    request.env, at, dt_format=False
                ),
                "format_date": lambda day: format_date(request.env, day),
                "graph_data": False,
            },
        )
