from odoo.http import request

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
