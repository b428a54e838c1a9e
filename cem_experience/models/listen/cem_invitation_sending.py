import logging
import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from ...tools.listen.smtp_route import DeliveryInDoubt, NotReached, Refused

_logger = logging.getLogger(__name__)

# Messages of one run of the scheduled action, and those that are claimed and written
# together.
RUN_SIZE = 1000
BATCH_SIZE = 50
# A worker hands over what it has claimed within this many seconds, or leaves it.
BATCH_SECONDS = 300
# Odoo gives up on a mail server after a minute; whoever has been sending for longer
# than this is dead.
INTERRUPTED_AFTER = timedelta(minutes=15)
RETRY_AFTER = timedelta(minutes=15)
MAX_TRIES = 20
MAX_IDLE = 3


class CemInvitation(models.Model):
    """How messages go out: each at most once, whatever dies on the way.

    They are claimed, written and handed over in batches, because that is many times
    faster, but each has a moment of its own:

    1. a batch is claimed: state ``sending`` with the ``claim`` of this worker,
       committed. From now on the quiet time and the quota count it;
    2. the messages are written in memory. Nothing has left;
    3. one by one: the row *enters*, which takes its ``claim`` away, committed, and only
       then is the mail server spoken to about it; then what became of it is committed.

    So after a SIGKILL at any moment a row that still has its claim has surely not been
    sent: it waits again. A row ``sending`` without a claim is in doubt, for only the
    mail server knows whether the message left: nobody sends it again, and it is
    reported as interrupted. There is at most one such row for each worker that dies.
    A worker that was only slow finds its claim gone and sends nothing. Odoo's own mail
    queue is not used, because it would send such a message a second time.

    Reminders and thank-yous go the same way; what they enter on says so by itself.
    """

    _inherit = "cem.invitation"

    claim = fields.Char(readonly=True, copy=False, export_string_translation=False)

    # ------------------------------------------------------------------
    # Scheduled actions
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due."""
        now = fields.Datetime.now()
        self._begin_claim()
        self._recover_interrupted(now)
        self._postpone_until_allowed(("waiting",), "scheduled_date", now)
        self._send_claimed(
            "invitation",
            [("state", "=", "waiting"), ("scheduled_date", "<=", now)],
            "scheduled_date, id",
        )

    @api.model
    def _cron_remind(self):
        """Close what has expired; remind those who have not answered."""
        now = fields.Datetime.now()
        self._begin_claim()
        self.search(
            [("state", "in", ("sent", "opened")), ("deadline", "<=", now)]
        ).write({"state": "expired", "next_reminder_date": False})
        self._postpone_until_allowed(("sent", "opened"), "next_reminder_date", now)
        self._send_claimed(
            "reminder",
            [("state", "in", ("sent", "opened")), ("next_reminder_date", "<=", now)],
            "next_reminder_date, id",
        )
        self._send_claimed("thanks", [("thank_due", "=", True)], "id")

    @api.model
    def _recover_interrupted(self, now):
        """Put back, or report, what dead workers left behind."""
        left = self.search(
            [("state", "=", "sending"), ("sent_date", "<", now - INTERRUPTED_AFTER)]
        )
        unsent = left.filtered("claim")
        unsent._unclaim()
        (left - unsent).write({"state": "failed", "reason": "interrupted"})

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

    # ------------------------------------------------------------------
    # Batch by batch
    # ------------------------------------------------------------------

    @api.model
    def _send_claimed(self, kind, domain, order):
        """Send the messages of a kind that are due, batch by batch.

        :param kind: "invitation", "reminder" or "thanks"; methods named after it say
            who is claimed, what it takes to enter, and what follows
        """
        cron = self.env["ir.cron"]
        handled = idle = 0
        while handled < RUN_SIZE:
            self._begin_claim()
            due = self.search(domain, limit=BATCH_SIZE, order=order)
            remaining = self.search_count(domain)
            claimed = self._claim(kind, due, domain)
            settled = len(due - claimed - due.exists().filtered_domain(domain))
            # What another process is busy with is looked at again, but not for ever.
            idle = 0 if claimed or settled else idle + 1
            if not due or idle == MAX_IDLE:
                cron._commit_progress(remaining=0)
                return
            handled += len(due)
            time_left = cron._commit_progress(
                settled, remaining=max(remaining - settled, 0)
            )
            if not time_left:
                claimed._release_unsent(kind)
                return
            if not claimed._deliver(kind):
                # Nothing remains to be done before the next regular run.
                cron._commit_progress(remaining=0)
                return

    def _claim(self, kind, due, domain):
        """Those of ``due`` that this worker is to send; the caller commits."""
        try:
            free = due.try_lock_for_update()
            rows = due.filtered(lambda i: i in free).filtered_domain(domain)
            return getattr(rows, f"_claim_{kind}")()
        except psycopg2.OperationalError:
            # Another process changed a row just now: all are looked at next time.
            self.env.cr.rollback()
            _logger.info("%s are being changed by somebody else", due)
            return due.browse()
        except Exception as error:
            # One bad row neither stops nor loses the rest.
            self.env.cr.rollback()
            if len(due) == 1:
                _logger.info("%s could not be sent", due, exc_info=True)
                due._note_failure(error)
                self.env["ir.cron"]._commit_progress(1)
                return due.browse()
        claimed = due.browse()
        for row in due:
            self._begin_claim()
            claimed |= self._claim(kind, row, domain)
        return claimed

    def _deliver(self, kind):
        """Hand over what has been claimed; False if a mail server was not there."""
        until = time.monotonic() + BATCH_SECONDS
        absent = set()
        messages = self._write_all(kind)
        try:
            for message in messages:
                row = self.browse(message.invitation_id)
                if message.route in absent or time.monotonic() > until:
                    row._release_unsent(kind)
                    continue
                error = row._hand_over(kind, message)
                if isinstance(error, NotReached):
                    absent.add(message.route)
        finally:
            for route in {message.route for message in messages}:
                route.close()
        return not absent

    def _write_all(self, kind):
        """The messages, ready to be sent; one that cannot be written fails alone."""
        try:
            return self._for_customer()._write_messages(kind)
        except psycopg2.OperationalError:
            self.env.cr.rollback()
            self._release_unsent(kind)
            return []
        except Exception as error:
            self.env.cr.rollback()
            if len(self) == 1:
                _logger.info("%s could not be written", self, exc_info=True)
                self._note_failure(error)
                self.env["ir.cron"]._commit_progress(1)
                return []
        return [message for row in self for message in row._write_all(kind)]

    def _hand_over(self, kind, message):
        """Send one message; the error that says why it has not left, or None."""
        error = None
        try:
            message.route.open()
            if not self._safely(f"_enter_{kind}", message):
                # Somebody else has taken it, or it is not wanted any more.
                return None
            message.send()
        except (NotReached, Refused, DeliveryInDoubt) as problem:
            error = problem
        self._safely(f"_settle_{kind}", message, error)
        return error

    def _safely(self, name, *args):
        """Call a method and commit; again if another process came in between."""
        for _try in range(3):
            try:
                result = getattr(self, name)(*args)
                self.env["ir.cron"]._commit_progress(name.startswith("_settle"))
                return result
            except psycopg2.OperationalError:
                self.env.cr.rollback()
        _logger.warning("%s of %s did not come through", name, self)
        return None

    def _release_unsent(self, kind):
        """Leave what was claimed, but not sent, to the next run."""
        if kind == "invitation":
            self._unclaim()
        self.env["ir.cron"]._commit_progress(0)

    def _note_failure(self, error):
        """Keep what went wrong: with an invitation, or with what follows it."""
        vals = {"note": str(error), "next_reminder_date": False, "claim": False}
        if self.state in ("waiting", "sending"):
            vals["state"] = "failed"
            if isinstance(error, DeliveryInDoubt):
                vals["reason"] = "interrupted"
            else:
                vals |= {"reason": self._failure_reason(), "sent_date": False}
        self.write(vals)
