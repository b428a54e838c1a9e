import logging

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Beyond that it does not matter how many are left.
MOST_COUNTED = 10000


class CemFollowup(models.Model):
    """Which answers the rules have not looked at yet."""

    _inherit = "cem.followup"

    @api.model
    def _forget_old(self):
        """Answers that could not be dealt with become history like all others.

        So do those of customers who have been deleted meanwhile.
        """
        self.env["cem.score"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_score SET followup_pending = FALSE
                 WHERE followup_pending IS TRUE AND active IS TRUE
                   AND (partner_id IS NULL
                        OR date < (NOW() AT TIME ZONE 'UTC')::date - %s - 1)
             RETURNING partner_id
                """,
                self.env["cem.score"]._followup_max_age(),
            )
        )
        forgotten = {partner_id for [partner_id] in self.env.cr.fetchall()}
        self.env["cem.score"].invalidate_model(["followup_pending"])
        forgotten.discard(None)
        if forgotten:
            _logger.warning(
                "Answers of customers %s are too old now to be followed up",
                sorted(forgotten),
            )

    @api.model
    def _lock_pending(self, limit, skip):
        """Pending scores, complete customers, that no other process is at work on."""
        Score = self.env["cem.score"]
        Score.flush_model()
        # Two statements, the first on the partial index of pending rows, the second
        # on that of customers: the cost is that of the batch, whatever is waiting.
        customers = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM cem_score
                 WHERE followup_pending IS TRUE AND active IS TRUE
                   AND id <> ALL(%(skip)s)
                   AND partner_id IS NOT NULL
                 ORDER BY id LIMIT %(limit)s
                """,
                skip=skip,
                limit=limit,
            )
        )
        if not customers:
            return Score
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cem_score
                 WHERE followup_pending IS TRUE AND active IS TRUE
                   AND id <> ALL(%(skip)s)
                   AND partner_id = ANY(%(partners)s)
                 ORDER BY id LIMIT %(most)s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                skip=skip,
                partners=list({partner_id for [partner_id] in customers}),
                # Thousands of answers of one customer do not fit in the memory; the
                # rest joins the case later.
                most=10 * limit,
            )
        )
        Score.invalidate_model(["followup_pending", "active"])
        return Score.browse(score_id for [score_id] in rows)

    @api.model
    def _count_pending(self, skip):
        return self.env["cem.score"].search_count(
            [("followup_pending", "=", True), ("id", "not in", skip)],
            limit=MOST_COUNTED,
        )

    @api.model
    def _corrections(self, scores):
        """By new score: the answers it corrects that opened a case still open."""
        old = (
            self.env["cem.score"]
            .with_context(active_test=False)
            .search([("superseded_by_id", "in", scores.ids)])
        )
        if not old:
            return {}
        cases = self.search([("score_ids", "in", old.ids), ("date_closed", "=", False)])
        known = cases.score_ids
        return {
            new.with_env(self.env): olds & known
            for new, olds in old.grouped("superseded_by_id").items()
            if olds & known
        }
