from datetime import timedelta

from odoo import fields, models

from ...tools.listen.smtp_route import NotReached
from .cem_invitation_obstacles import REMINDER_REASONS, UNREACHABLE_REASONS
from .cem_invitation_sending import RETRY_AFTER


class CemInvitation(models.Model):
    """What follows an invitation: reminders, and thanks for the answer."""

    _inherit = "cem.invitation"

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------

    def _next_reminder(self, after, reminders=0):
        """When the next reminder is due; False if there is to be none.

        :param after: when the message before it goes out
        :param reminders: how many have gone out by then
        """
        touchpoint = self.touchpoint_id
        if reminders >= touchpoint.ask_reminder_max:
            return False
        at = after + timedelta(days=max(touchpoint.ask_reminder_days, 1))
        return at if at < self.deadline else False

    def _claim_reminder(self):
        """Those who are reminded now; whoever enters first sends the reminder."""
        now = fields.Datetime.now()
        # What was opened again, say: not the time to insist.
        obstacles = self._obstacles(only=REMINDER_REASONS)
        reminded = self.browse()
        for invitation in self:
            asked = invitation.user_input_id or invitation.survey_id.cem_anonymous
            if not asked or invitation in obstacles:
                invitation.next_reminder_date = False
                continue
            allowed = invitation._allowed_from(now)
            if allowed > now:
                invitation.next_reminder_date = (
                    allowed if allowed < invitation.deadline else False
                )
                continue
            reminded |= invitation
        return reminded

    def _reminder_template(self):
        return self.env.ref("cem_experience.mail_template_invitation_reminder")

    def _enter_reminder(self, message):
        """Count the reminder before it goes out, so that none goes out twice."""
        self.env.cr.execute(
            """
            UPDATE cem_invitation
               SET reminder_count = %s, next_reminder_date = %s
             WHERE id = %s AND state IN ('sent', 'opened')
               AND next_reminder_date IS NOT NULL
               AND COALESCE(reminder_count, 0) = %s
            """,
            [
                message.reminder_count + 1,
                message.next_reminder_date or None,
                self.id,
                message.reminder_count,
            ],
        )
        return bool(self.env.cr.rowcount)

    def _settle_reminder(self, message, error):
        if error is None:
            return
        if isinstance(error, NotReached):
            self.write(
                {
                    "note": str(error),
                    "reminder_count": message.reminder_count,
                    "next_reminder_date": fields.Datetime.now() + RETRY_AFTER,
                }
            )
        else:
            self.note = str(error)

    # ------------------------------------------------------------------
    # Thank-you
    # ------------------------------------------------------------------

    def _claim_thanks(self):
        """Those who are thanked; the wish to thank others is forgotten."""
        obstacles = self._obstacles(only=UNREACHABLE_REASONS)
        thanked = self.filtered(
            lambda i: (
                i.state == "answered"
                and i.touchpoint_id.ask_thank_template_id
                and i not in obstacles
            )
        )
        (self - thanked).thank_due = False
        return thanked

    def _thanks_template(self):
        return self.touchpoint_id.ask_thank_template_id

    def _enter_thanks(self, message):
        """Thank once: what a dying process did not send is not sent again."""
        self.env.cr.execute(
            "UPDATE cem_invitation SET thank_due = FALSE "
            "WHERE id = %s AND thank_due IS TRUE",
            [self.id],
        )
        return bool(self.env.cr.rowcount)

    def _settle_thanks(self, message, error):
        if error is None:
            return
        self.note = str(error)
        if isinstance(error, NotReached):
            self.thank_due = True
