from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ...tools.base import tokens


class SurveyInvite(models.TransientModel):
    """Odoo's own way to invite: the key goes to the invited person and nobody else."""

    _inherit = "survey.invite"

    def _prepare_answers(self, partners, emails):
        """Whoever shares a survey writes no answer sheets, not even empty ones."""
        self.survey_id.check_access("read")
        # The sheets are made for those who are invited; see survey_survey.py.
        return super(SurveyInvite, self.sudo())._prepare_answers(partners, emails)

    def _send_mail(self, answer):
        """Write the mail for its reader; who sends it finds no copy of it."""
        wizard = self.with_context(**tokens.FOR_CUSTOMER)
        mail = super(SurveyInvite, wizard)._send_mail(answer)
        # Odoo shows messages to their author and to whoever made them, with the key of
        # the customer in them. No field tells who made a record; the database does.
        message = mail.mail_message_id
        message.author_id = False
        message.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET create_uid = %s WHERE id = %s",
                SUPERUSER_ID,
                message.id,
            )
        )
        message.invalidate_recordset(["create_uid"])
        return mail

    @api.depends("template_id", "survey_id", "partner_ids")
    def _compute_subject(self):
        """The subject in the language of those who are invited, as Odoo does the body.

        Odoo renders a template with its author's rights as long as nobody has changed
        it, and compares in the customers' language: a subject in the sender's own would
        be a change, which a manager may not make.
        """
        result = None
        for invite in self:
            langs = set(invite.partner_ids.mapped("lang")) - {False}
            if len(langs) == 1:
                invite = invite.with_context(lang=langs.pop())
            result = super(SurveyInvite, invite)._compute_subject()
        return result
