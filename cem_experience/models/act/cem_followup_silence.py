import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from .cem_followup_open import BATCH, CustomerBusy

_logger = logging.getLogger(__name__)

# Answers may be recorded some days after they were given.
LATE_DAYS = 3


class CemFollowupRule(models.Model):
    _inherit = "cem.followup.rule"

    silence_checked = fields.Date(
        readonly=True,
        copy=False,
        help="Customers who had fallen silent by that day have been looked at.",
    )


class CemFollowup(models.Model):
    """No answer is one, too: bad marks after which nothing was heard."""

    _inherit = "cem.followup"

    @api.model
    def _open_silent_customers(self):
        """Let the rules of silence look at the days since they were last looked at.

        :return: whether there is time left
        """
        today = fields.Date.today()
        for rule in self.env["cem.followup.rule"].search([("kind", "=", "silence")]):
            if rule.silence_checked and rule.silence_checked >= today:
                continue
            seen, failed = [], []
            while found := self._open_silent(rule, seen, failed):
                if not self.env["ir.cron"]._commit_progress(found, remaining=1):
                    return False
            if not failed:
                rule.silence_checked = today
            self.env["ir.cron"]._commit_progress(remaining=1)
        return True

    @api.model
    def _open_silent(self, rule, seen, failed, limit=BATCH):
        """Open cases of customers who fell silent since the rule was last looked at.

        Whoever has got a case is no longer found, so it does not matter how often
        this runs, or where it was killed.

        :param seen: list of score ids to pass over; those of this batch are added
        :param failed: list to which the ids are added that could not be dealt with
        :return: number of answers looked at
        """
        self.flush_model()
        self.env["cem.score"].flush_model()
        checked = rule.silence_checked or fields.Date.today() - timedelta(
            days=self.env["cem.score"]._followup_max_age()
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.id FROM cem_score s
                 WHERE s.company_id = ANY(%(companies)s)
                   AND s.date > %(since)s AND s.id <> ALL(%(seen)s)
                   AND %(condition)s
                 ORDER BY s.date, s.id LIMIT %(limit)s
                """,
                companies=(
                    rule.company_id or rule.company_id.search([("active", "=", True)])
                ).ids,
                since=checked - timedelta(days=rule.days + LATE_DAYS),
                seen=seen,
                condition=rule._condition(),
                limit=limit,
            )
        )
        scores = self.env["cem.score"].browse(score_id for [score_id] in rows)
        seen.extend(scores.ids)
        customers = scores.grouped(lambda score: (score.partner_id, score.company_id))
        for (partner, company), mine in customers.items():
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    # an answer that is being taken back just now leads to no case
                    locked = mine.try_lock_for_update(allow_referencing=True)
                    if len(locked) == len(mine):
                        self._process_customer(partner, company, mine, {rule: mine}, {})
                        continue
            except (psycopg2.OperationalError, psycopg2.IntegrityError, CustomerBusy):
                _logger.info("Follow-up of silent customer %s: next run", partner.id)
            except Exception:
                _logger.warning(
                    "Follow-up of silent customer %s could not be opened",
                    partner.id,
                    exc_info=True,
                )
            failed.extend(mine.ids)
        return len(scores)
