"""What asking and answering keep of people; see ``tools/base/personal.py``."""

from odoo import models

from ...tools.base.personal import Personal

OURS = (("survey_id.survey_type", "=", "cem"),)


class CemInvitation(models.Model):
    _inherit = "cem.invitation"

    _cem_personal = Personal(
        addresses=("email",),
        phones=("phone",),
        identity=("email", "email_normalized", "phone", "res_name", "note"),
        keys=("access_token",),
        hand_out=(
            *("touchpoint_id", "res_name", "channel", "email", "phone", "state"),
            *("reason", "scheduled_date", "sent_date", "reminder_count"),
        ),
    )


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    _cem_personal = Personal(
        addresses=("email",),
        identity=("email", "nickname"),
        words=("cem_comment",),
        keys=("access_token",),
        hand_out=(
            "survey_id",
            "state",
            "start_datetime",
            "end_datetime",
            "cem_comment",
        ),
        domain=OURS,
    )


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    _cem_personal = Personal(
        people=("user_input_id.partner_id",),
        addresses=("user_input_id.email",),
        words=("value_char_box", "value_text_box"),
        hand_out=(
            *("question_id", "matrix_row_id", "suggested_answer_id", "value_scale"),
            *("value_numerical_box", "value_char_box", "value_text_box"),
            *("value_date", "value_datetime"),
        ),
        domain=(("user_input_id.survey_id.survey_type", "=", "cem"),),
    )


class CrmLead(models.Model):
    """Leads come from contacts of ours, and from activities."""

    _inherit = "crm.lead"

    _cem_personal = Personal(
        addresses=("email_from",),
        identity=(
            *("contact_name", "partner_name", "email_from", "email_normalized"),
            *("phone", "phone_sanitized", "function", "website", "street", "street2"),
            *("zip", "city", "email_cc"),
        ),
        words=("name", "description"),
        hand_out=(
            *("name", "contact_name", "email_from", "phone", "street", "zip", "city"),
            *("description", "create_date"),
        ),
    )


class MailMessage(models.Model):
    """Whatever a customer wrote, wherever it stands: on an order, in a chat."""

    _inherit = "mail.message"

    _cem_personal = Personal(
        people=("author_id",),
        addresses=("email_from",),
        identity=("email_from", "reply_to"),
        words=("subject", "body"),
        hand_out=("date", "subject", "body"),
    )
