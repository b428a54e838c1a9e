import logging
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# Other systems spoken to at the same time
MOST_AT_ONCE = 8
# Seconds after which to look for new messages while somebody takes his time.
LOOK_AGAIN = 1
# Whoever has been sending for longer than this is dead.
INTERRUPTED_AFTER = timedelta(minutes=5)


class CemWebhookDelivery(models.Model):
    """The scheduled run: which messages are due, and several systems at a time."""

    _inherit = "cem.webhook.delivery"

    @api.model
    def _cron_deliver(self):
        """Send what is due, each message in transactions of its own.

        Each other system is spoken to on its own: while one of them takes its time over
        a message, the others get all of theirs. None gets two at once.
        """
        now = fields.Datetime.now()
        cron = self.env["ir.cron"]
        self.search(
            [("state", "=", "sending"), ("sent_date", "<", now - INTERRUPTED_AFTER)]
        ).write({"state": "waiting", "next_try": now})
        time_left = cron._commit_progress()
        passed = self.browse()  # another process has them
        with ThreadPoolExecutor(MOST_AT_ONCE) as threads:
            sending = {}
            while True:
                due = (
                    self._due(sending.values(), passed) if time_left else self.browse()
                )
                for delivery in due[: MOST_AT_ONCE - len(sending)]:
                    request = delivery._guarded(delivery._begin)
                    # Before it is sent: a process that is killed has said what it did.
                    time_left = cron._commit_progress(remaining=self._due_count())
                    if request:
                        sending[threads.submit(request)] = delivery
                    elif delivery.state == "waiting":
                        passed |= delivery
                if sending:
                    # Others' new messages do not wait for the one that takes its time.
                    done, _rest = wait(sending, LOOK_AGAIN, FIRST_COMPLETED)
                    for future in done:
                        delivery = sending.pop(future)
                        delivery._guarded(delivery._conclude, future)
                        time_left = cron._commit_progress(1) and time_left
                elif not due:
                    break
        self._wake_for_later()
        cron._commit_progress(remaining=self._due_count())

    @api.model
    def _due_domain(self):
        now = fields.Datetime.now()
        return [
            ("state", "=", "waiting"),
            ("next_try", "<=", now),
            ("webhook_id.active", "=", True),
            "|",
            ("webhook_id.paused_until", "=", False),
            ("webhook_id.paused_until", "<=", now),
        ]

    @api.model
    def _due_count(self):
        return self.search_count(self._due_domain())

    @api.model
    def _due(self, sending, passed):
        """The first message that is due of each webhook that is not being spoken to."""
        domain = [
            *self._due_domain(),
            ("webhook_id", "not in", [delivery.webhook_id.id for delivery in sending]),
            ("id", "not in", passed.ids),
        ]
        return self.union(
            *(
                self.search(
                    [*domain, ("webhook_id", "=", webhook.id)],
                    order="next_try, id",
                    limit=1,
                )
                for [webhook] in self._read_group(domain, ["webhook_id"])
            )
        )

    def _guarded(self, step, *args):
        """Take a step with one message; one bad row neither stops nor loses the rest."""
        try:
            return step(*args)
        except psycopg2.OperationalError:
            # Another process is at it.
            self.env.cr.rollback()
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("%s could not be sent", self, exc_info=True)
            self.write({"state": "failed", "error": str(error)})
        self.env["ir.cron"]._commit_progress()
        return None

    @api.model
    def _wake_for_later(self):
        [[later]] = self._read_group(
            [
                ("state", "=", "waiting"),
                ("next_try", ">", fields.Datetime.now()),
                ("webhook_id.active", "=", True),
            ],
            [],
            ["next_try:min"],
        )
        if later:
            self._wake(later)
