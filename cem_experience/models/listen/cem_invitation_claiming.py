import uuid
from datetime import timedelta

from odoo import fields, models

from ...tools.listen.smtp_route import NotReached
from .cem_invitation_sending import MAX_TRIES, RETRY_AFTER


class CemInvitation(models.Model):
    """An invitation on its way: claimed, entered, sent. See how messages go out."""

    _inherit = "cem.invitation"

    # ------------------------------------------------------------------
    # Claimed
    # ------------------------------------------------------------------

    def _claim_invitation(self):
        """Make those ours that go out now; the others stay, or get their reason."""
        now = fields.Datetime.now()
        on_time = self.browse()
        for invitation in self:
            if invitation.scheduled_date + invitation._time_to_answer() < now:
                # Nobody remembers by now what the question is about.
                invitation._not_sent("too_late")
                continue
            allowed = invitation._allowed_from(now)
            if allowed > now:
                # Nobody is written to at night: it waits, and is looked at again.
                invitation.scheduled_date = allowed
                continue
            # The address may have changed, or been mended, in the meantime.
            if invitation.email != invitation.partner_id.email:
                invitation.email = invitation.partner_id.email
            on_time |= invitation
        on_time._note_obstacles()
        ours = on_time.filtered(lambda i: i.state == "waiting")._without_clashes(now)
        claim = str(uuid.uuid4())
        for time, invitations in ours.grouped(lambda i: i._time_to_answer()).items():
            invitations.write(
                {
                    "state": "sending",
                    "claim": claim,
                    "sent_date": now,
                    "deadline": now + time,
                }
            )
            invitations._prepare_sheets()
        return ours

    def _prepare_sheets(self):
        """Answer sheets that are open as long as the invitations are."""
        named = self.filtered(lambda i: not i.survey_id.cem_anonymous)
        for invitation in named.filtered(lambda i: not i.user_input_id):
            invitation.user_input_id = invitation._create_answer_sheet()
        named.user_input_id.write({"deadline": named[:1].deadline})

    def _create_answer_sheet(self):
        lang = self.partner_id.lang
        if lang not in self.survey_id._get_supported_lang_codes():
            lang = False
        # A note "created" on each sheet would say nothing, and cost as much as the sheet.
        survey = self.survey_id.with_context(
            mail_create_nolog=True, tracking_disable=True
        )
        return survey._create_answer(
            partner=self.partner_id,
            check_attempts=False,
            cem_res_model=self.res_model,
            cem_res_id=self.res_id,
            cem_user_id=self.user_id.id,
            lang_id=self.env["res.lang"]._get_data(code=lang).id if lang else False,
        )

    def _time_to_answer(self):
        days = self.touchpoint_id.ask_expiry_days
        return timedelta(
            days=days or self.env["ir.config_parameter"]._cem_number("expiry_days", 14)
        )

    def _without_clashes(self, now):
        """Those that may go out together.

        The rules have looked at each as if it were the only one. Of several to the same
        person, or about the same record, the first goes, and of a touchpoint with a
        quota as many as are left of it. The rules look at the others again when these
        have been claimed.
        """
        left = self._quota_left(now)
        seen, together = set(), self.browse()
        for invitation in self:
            touchpoint = invitation.touchpoint_id
            marks = {
                ("person", invitation.partner_id.id),
                ("address", invitation.email_normalized or invitation.partner_id.id),
                (touchpoint.id, invitation.res_model, invitation.res_id),
            }
            if seen & marks or left.get(touchpoint, 1) < 1:
                continue
            seen |= marks
            if touchpoint in left:
                left[touchpoint] -= 1
            together |= invitation
        return together

    def _unclaim(self):
        """Let those wait again that were claimed, and have surely not been sent."""
        self.filtered(lambda i: i.state == "sending" and i.claim).write(
            {"state": "waiting", "claim": False, "sent_date": False}
        )

    # ------------------------------------------------------------------
    # Entered, sent
    # ------------------------------------------------------------------

    def _invitation_template(self):
        return self.touchpoint_id.ask_template_id or self.env.ref(
            "cem_experience.mail_template_invitation"
        )

    def _enter_invitation(self, message):
        """Give up the claim: from here on nobody but the mail server knows."""
        self.env.cr.execute(
            """
            UPDATE cem_invitation SET claim = NULL, sent_date = %s
             WHERE id = %s AND state = 'sending' AND claim = %s
            """,
            [fields.Datetime.now(), self.id, message.claim],
        )
        return bool(self.env.cr.rowcount)

    def _settle_invitation(self, message, error):
        if error is None:
            # The customer may have opened it by now, or it took so long that it was
            # reported as interrupted.
            self.env.cr.execute(
                """
                UPDATE cem_invitation
                   SET state = CASE WHEN state = 'opened' THEN state ELSE 'sent' END,
                       reason = NULL, note = NULL, next_reminder_date = %s
                 WHERE id = %s AND (state IN ('sending', 'opened')
                                    OR state = 'failed' AND reason = 'interrupted')
                """,
                [message.next_reminder_date or None, self.id],
            )
            return
        not_now = isinstance(error, NotReached) or getattr(error, "later", False)
        if not_now and self.try_count < MAX_TRIES:
            # Nothing has gone out.
            self.write(
                {
                    "state": "waiting",
                    "claim": False,
                    "sent_date": False,
                    "scheduled_date": fields.Datetime.now() + RETRY_AFTER,
                    "try_count": self.try_count + 1,
                    "note": str(error),
                }
            )
            return
        self._note_failure(error)
