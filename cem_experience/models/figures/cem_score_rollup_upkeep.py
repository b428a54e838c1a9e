from odoo import api, models
from odoo.tools import SQL

from ..base.notifications import RELOAD, notification
from .cem_score_rollup import (
    BINS,
    KEYS,
    SUMS,
    names_sql,
    same_keys_sql,
    score_rows_sql,
    totals_sql,
)

# So many rows are folded, and committed, together.
BATCH_ROWS = 50000
# Number of the lock that whoever rewrites rows takes; any number of our own.
LOCK = 20190607


class CemScoreRollup(models.Model):
    """What keeps the sums short and right: folding, checking, rebuilding."""

    _inherit = "cem.score.rollup"

    # ------------------------------------------------------------------
    # Folding
    # ------------------------------------------------------------------

    @api.model
    def _try_lock(self):
        """Whether this transaction may rewrite rows; nobody else may until it ends."""
        [(locked,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK)
        )
        return locked

    @api.model
    def _fold(self, limit=BATCH_ROWS):
        """Fold the oldest rows that were added since, in one statement.

        What it folds, it takes away: a transaction that fails, or is killed, leaves
        everything as it was, and running it twice folds nothing twice. Rows that are not
        committed yet are not seen, and come next time. Its cost hangs on the new rows.

        :return: number of rows folded; 0 if somebody else is folding
        """
        if not self._try_lock():
            return 0
        [(count,)] = self.env.execute_query(
            SQL(
                """
                WITH fresh AS (
                    DELETE FROM cem_score_rollup
                     WHERE id IN (
                           SELECT id FROM cem_score_rollup
                            WHERE NOT folded ORDER BY id LIMIT %(limit)s
                           )
                 RETURNING %(keys)s, %(sums)s
                ),
                touched AS (SELECT DISTINCT %(keys)s FROM fresh),
                old AS (
                    DELETE FROM cem_score_rollup rollup
                     USING touched
                     WHERE rollup.folded AND %(same)s
                 RETURNING %(old_keys)s, %(old_sums)s
                ),
                merged AS (
                    INSERT INTO cem_score_rollup (folded, %(keys)s, %(sums)s)
                    SELECT TRUE, %(keys)s, %(totals)s
                      FROM (SELECT * FROM fresh UNION ALL SELECT * FROM old) rows
                  GROUP BY %(keys)s
                    HAVING SUM(answers) <> 0
                )
                SELECT COUNT(*) FROM fresh
                """,
                limit=limit,
                keys=names_sql(KEYS),
                sums=names_sql(SUMS),
                same=same_keys_sql("rollup", "touched"),
                old_keys=names_sql(KEYS, "rollup"),
                old_sums=names_sql(SUMS, "rollup"),
                totals=totals_sql(),
            )
        )
        self.invalidate_model()
        return count

    @api.model
    def _cron_fold(self):
        """Fold what has come since, batch by batch."""
        while count := self._fold():
            remaining = BATCH_ROWS if count == BATCH_ROWS else 0
            if not self.env["ir.cron"]._commit_progress(count, remaining=remaining):
                return
            if not remaining:
                return

    # ------------------------------------------------------------------
    # Checking and rebuilding
    # ------------------------------------------------------------------

    @api.model
    def _differences(self):
        """How many keys do not hold what the scores hold; 0 is right.

        Both are read in one statement, and so at the same moment.
        """
        self.env.flush_all()
        [(count,)] = self.env.execute_query(
            SQL(
                """
                WITH wanted AS (
                    SELECT %(keys)s, %(totals)s FROM (%(rows)s) rows GROUP BY %(keys)s
                ), held AS (
                    SELECT %(keys)s, %(totals)s FROM cem_score_rollup
                  GROUP BY %(keys)s
                    HAVING SUM(answers) <> 0
                )
                SELECT COUNT(*)
                  FROM wanted FULL JOIN held ON %(same)s
                 WHERE wanted.answers IS NULL OR held.answers IS NULL
                    OR (%(wanted)s) IS DISTINCT FROM (%(held)s)
                    OR ABS(wanted.total - held.total) > 1e-6
                    OR ABS(wanted.squares - held.squares) > 1e-6
                """,
                keys=names_sql(KEYS),
                totals=totals_sql(),
                rows=score_rows_sql("cem_score", 1),
                same=same_keys_sql("wanted", "held"),
                wanted=names_sql(("answers", *BINS), "wanted"),
                held=names_sql(("answers", *BINS), "held"),
            )
        )
        return count

    @api.model
    def _rebuild(self):
        """Sum all scores up anew; answers may come in meanwhile.

        What is not committed yet is seen neither here nor there, and adds its row.

        :return: False if somebody else is folding
        """
        self.env.flush_all()
        if not self._try_lock():
            return False
        self.env.cr.execute(SQL("DELETE FROM cem_score_rollup"))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cem_score_rollup (folded, %(keys)s, %(sums)s)
                SELECT TRUE, %(keys)s, %(totals)s FROM (%(rows)s) rows GROUP BY %(keys)s
                """,
                keys=names_sql(KEYS),
                sums=names_sql(SUMS),
                totals=totals_sql(),
                rows=score_rows_sql("cem_score", 1),
            )
        )
        self.invalidate_model()
        return True

    def action_check(self):
        """Tell whether the sums are those of the scores."""
        self.check_access("read")
        count = self._differences()
        if count:
            message = self.env._(
                "%(count)s sums are not those of the scores. Rebuild them.", count=count
            )
        else:
            message = self.env._("All sums are those of the scores.")
        return notification(message, "danger" if count else "success", then=RELOAD)

    def action_rebuild(self):
        """Sum all scores up anew; whoever may read the sums may do so."""
        self.check_access("read")
        if not self._rebuild():
            return notification(
                self.env._("The sums are being folded right now. Try again."),
                "warning",
                then=RELOAD,
            )
        return notification(self.env._("The sums have been rebuilt."), then=RELOAD)
