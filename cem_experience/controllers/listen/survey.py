from odoo import http
from odoo.http import request
from odoo.tools import format_date, format_datetime, is_html_empty

from odoo.addons.survey.controllers.main import Survey


class CemSurvey(Survey):
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
        sheet = sheet.sudo()
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
