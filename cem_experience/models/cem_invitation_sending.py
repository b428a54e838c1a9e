import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models, tools

from .cem_invitation_obstacles import REMINDER_REASONS, UNREACHABLE_REASONS

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# Odoo gives up on a mail server after a minute; whoever has been sending for longer
# than this is dead.
INTERRUPTED_AFTER = timedelta(minutes=15)
RETRY_AFTER = timedelta(minutes=15)
MAX_TRIES = 20


class DeliveryInDoubt(Exception):
    """The mail server was being spoken to when something went wrong."""


class CemInvitation(models.Model):
    """How an invitation goes out: at most once, whatever dies on the way.

    Each row is claimed, and the claim committed, before the mail server is spoken to.
    So a process that is killed in between leaves a row in state ``sending``, which
    nobody sends again; it is reported as interrupted, for only the mail server knows
    whether the message left. Odoo's own mail queue is not used, because it would send
    such a message a second time.
    """

    # Several files by what changes together, each short enough to hold in the head.
    _inherit = "cem.invitation"

    # ------------------------------------------------------------------
    # Scheduled actions
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due."""
        self._report_interrupted()
        self._begin_claim()
        self._postpone_until_allowed(
            ("waiting",), "scheduled_date", fields.Datetime.now()
        )
        self._work_off(
            [
                ("state", "=", "waiting"),
                ("scheduled_date", "<=", fields.Datetime.now()),
            ],
            "scheduled_date, id",
            "_claim_invitation",
            "_deliver_invitation",
        )

    @api.model
    def _cron_remind(self):
        """Close what has expired; remind those who have not answered."""
        now = fields.Datetime.now()
        self.search(
            [("state", "in", ("sent", "opened")), ("deadline", "<=", now)]
        ).write({"state": "expired", "next_reminder_date": False})
        self._begin_claim()
        self._postpone_until_allowed(("sent", "opened"), "next_reminder_date", now)
        self._work_off(
            [
                ("state", "in", ("sent", "opened")),
                ("next_reminder_date", "<=", now),
            ],
            "next_reminder_date, id",
            "_claim_reminder",
            "_deliver_reminder",
        )
        self._work_off(
            [("thank_due", "=", True)], "id", "_claim_thanks", "_deliver_thanks"
        )

    @api.model
    def _report_interrupted(self):
        self.search(
            [
                ("state", "=", "sending"),
                ("sent_date", "<", fields.Datetime.now() - INTERRUPTED_AFTER),
            ]
        ).write({"state": "failed", "reason": "interrupted"})

    @api.model
    def _work_off(self, domain, order, claim, deliver):
        """Claim and deliver the rows of ``domain``, each in transactions of its own.

        :param claim: name of a method that returns whether to deliver the row
        :param deliver: name of a method; it returns False if the mail server does not
            answer, when there is no point in trying the other rows now
        """
        cron = self.env["ir.cron"]
        due = self.search(domain, limit=BATCH_SIZE, order=order)
        remaining = self.search_count(domain)
        for invitation in due:
            remaining -= 1
            claimed, reachable = False, True
            try:
                self._begin_claim()
                claimed = invitation._still_due(domain) and getattr(invitation, claim)()
                cron._commit_progress(0, remaining=remaining)
                if claimed:
                    reachable = getattr(invitation, deliver)() is not False
            except psycopg2.OperationalError:
                # Another process changed the row just now. It is looked at next time,
                # unless it had been claimed: then it shows as interrupted.
                self.env.cr.rollback()
                _logger.info("%s is being changed by somebody else", invitation)
            except Exception as error:
                # One bad row neither stops nor loses the rest.
                self.env.cr.rollback()
                _logger.info("%s could not be sent", invitation, exc_info=True)
                invitation._note_failure(error)
            if not reachable:
                # Nothing remains to be done before the next regular run.
                remaining = 0
            time_left = cron._commit_progress(1, remaining=remaining)
            if not reachable or not time_left:
                break

    @api.model
    def _begin_claim(self):
        """Let one process at a time decide who is written to, on fresh figures.

        Locking the table is the one statement that PostgreSQL runs before it takes
        the transaction's snapshot: what another process has just sent is seen. The
        mode keeps out other claims only, no reader or writer.
        """
        self.env["ir.cron"]._commit_progress(0)
        self.env.cr.execute("LOCK TABLE cem_invitation IN SHARE UPDATE EXCLUSIVE MODE")
        self.env.invalidate_all()

    def _still_due(self, domain):
        return self.try_lock_for_update() and self.filtered_domain(domain)

    def _note_failure(self, error):
        vals = {"note": str(error), "next_reminder_date": False}
        if self.state in ("waiting", "sending"):
            vals["state"] = "failed"
            if isinstance(error, DeliveryInDoubt):
                vals["reason"] = "interrupted"
            else:
                vals |= {"reason": self._failure_reason(), "sent_date": False}
        self.write(vals)

    def _failure_reason(self):
        return "mail_error"

    # ------------------------------------------------------------------
    # Invitation
    # ------------------------------------------------------------------

    def _claim_invitation(self):
        """Make everything ready, and the row ours; False if it must not go out."""
        self.ensure_one()
        now = fields.Datetime.now()
        days = self.touchpoint_id.ask_expiry_days or self._number_setting(
            "expiry_days", 14
        )
        if self.scheduled_date + timedelta(days=days) < now:
            # Nobody remembers by now what the question is about.
            self._not_sent("too_late")
            return False
        allowed = self._allowed_from(now)
        if allowed > now:
            # Nobody is written to at night: it waits, and is looked at again then.
            self.scheduled_date = allowed
            return False
        # The address may have changed, or been mended, in the meantime.
        self.email = self.partner_id.email
        self._note_obstacles()
        if self.state != "waiting":
            return False
        deadline = now + timedelta(days=days)
        if not self.survey_id.cem_anonymous:
            if not self.user_input_id:
                self.user_input_id = self._create_answer_sheet()
            self.user_input_id.deadline = deadline
        self.write({"state": "sending", "sent_date": now, "deadline": deadline})
        return True

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

    def _deliver_invitation(self):
        failure = self._send_mail(
            self.touchpoint_id.ask_template_id
            or self.env.ref("cem_experience.mail_template_invitation")
        )
        if failure is None:
            self.write(
                {"state": "sent", "note": False}
                | {"next_reminder_date": self._next_reminder(self.sent_date)}
            )
            return True
        failure_type, text = failure
        if not failure_type and self.try_count < MAX_TRIES:
            # The mail server was not reached at all, so nothing has gone out.
            self.write(
                {
                    "state": "waiting",
                    "sent_date": False,
                    "scheduled_date": fields.Datetime.now() + RETRY_AFTER,
                    "try_count": self.try_count + 1,
                    "note": text,
                }
            )
            return False
        self.write(
            {
                "state": "failed",
                "reason": self._failure_reason(),
                "sent_date": False,
                "note": text,
            }
        )
        return True

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------

    def _next_reminder(self, after):
        touchpoint = self.touchpoint_id
        if self.reminder_count >= touchpoint.ask_reminder_max:
            return False
        at = after + timedelta(days=max(touchpoint.ask_reminder_days, 1))
        return at if at < self.deadline else False

    def _claim_reminder(self):
        """Count the reminder before it goes out, so that none goes out twice."""
        self.ensure_one()
        now = fields.Datetime.now()
        asked = self.user_input_id or self.survey_id.cem_anonymous
        if not asked or self._obstacles(only=REMINDER_REASONS):
            # A ticket that was opened again, say: not the time to insist.
            self.next_reminder_date = False
            return False
        allowed = self._allowed_from(now)
        if allowed > now:
            self.next_reminder_date = allowed if allowed < self.deadline else False
            return False
        self.reminder_count += 1
        self.next_reminder_date = self._next_reminder(now)
        return True

    def _deliver_reminder(self):
        failure = self._send_mail(
            self.env.ref("cem_experience.mail_template_invitation_reminder")
        )
        if failure is None:
            return True
        failure_type, text = failure
        self.note = text
        if not failure_type:
            self.reminder_count -= 1
            self.next_reminder_date = fields.Datetime.now() + RETRY_AFTER
            return False
        return True

    # ------------------------------------------------------------------
    # Thank-you
    # ------------------------------------------------------------------

    def _claim_thanks(self):
        """Thank once: what a dying process did not send is not sent again."""
        self.ensure_one()
        self.thank_due = False
        return (
            self.state == "answered"
            and bool(self.touchpoint_id.ask_thank_template_id)
            and not self._obstacles(only=UNREACHABLE_REASONS)
        )

    def _deliver_thanks(self):
        failure = self._send_mail(self.touchpoint_id.ask_thank_template_id)
        if failure is None:
            return True
        failure_type, self.note = failure
        if not failure_type:
            # The mail server was not reached at all, so nothing has gone out.
            self.thank_due = True
            return False
        return True

    # ------------------------------------------------------------------
    # E-mail
    # ------------------------------------------------------------------

    def _stop_url(self):
        """Page on which the customer says: no more of these."""
        return f"{self.get_base_url()}/cem/invitation/{self.access_token}/stop"

    def _mail_headers(self):
        one_click = (
            f"{self.get_base_url()}/cem/invitation/{self.access_token}/one_click"
        )
        return {
            # Out-of-office replies to a question nobody reads are not wanted.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "List-Unsubscribe": f"<{one_click}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def _send_mail(self, template):
        """Hand one message to the mail server, now.

        :return: None if it was taken, else (failure type, text); the type is False
            if the mail server was not even reached
        :raise DeliveryInDoubt: the mail server went away half way
        """
        self.ensure_one()
        mail_id = template.send_mail(
            self.id,
            email_values={
                "email_to": tools.formataddr(
                    (self.partner_id.name or "", self.email_normalized)
                ),
                "recipient_ids": [],
                "headers": repr(self._mail_headers()),
                "auto_delete": True,
            },
        )
        mail = self.env["mail.mail"].browse(mail_id)
        try:
            mail.send()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            raise DeliveryInDoubt(str(error)) from error
        if not mail.exists() or mail.state != "exception":
            return None
        failure = mail.failure_type, mail.failure_reason or ""
        # What became of it stands on the invitation: two accounts would differ.
        mail.unlink()
        return failure
