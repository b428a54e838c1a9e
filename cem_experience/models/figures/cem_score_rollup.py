from odoo import api, fields, models
from odoo.tools import SQL, sql

from ..base.notifications import RELOAD, notification
from ..score.cem_score import MEASURES, SOURCES

# What is told apart; the rest of a score is summed up.
KEYS = (
    "month",
    "company_id",
    "measure",
    "source",
    "dimension_id",
    "touchpoint_id",
    "journey_id",
    "value_tier_id",
)
REQUIRED_KEYS = KEYS[:4]
BINS = tuple(f"bin_{number}" for number in range(11))
SUMS = ("answers", "total", "squares", *BINS)
# So many rows are folded, and committed, together.
BATCH_ROWS = 50000
# Number of the lock that whoever rewrites rows takes; any number of our own.
LOCK = 20190607


class CemScoreRollup(models.Model):
    """Scores summed up: a histogram per month and per thing that was asked about.

    A histogram of the values 0-10 gives counts, means, deviations, medians, shares of
    the top boxes and NPS, at a cost that hangs on the number of months and touchpoints,
    and not on the number of answers.

    **Exact at any time.** A trigger of the database adds a row here, in the same
    transaction, for whatever happens to scores: written by the ORM or by COPY, corrected,
    withdrawn, deleted, emptied of a tier that is gone. Rows are only ever added
    (``folded`` is False), with minus signs for what leaves: nobody who answers waits for
    another. A scheduled action folds them together; a reader sums up all rows there are,
    and so does not care how far it has come.

    Columns are called as those of ``cem.score``, so that a domain on scores that speaks
    of nothing else holds here too; see ``cem.figure``.
    """

    _name = "cem.score.rollup"
    _inherit = "cem.small.groups.mixin"
    _description = "Summed-up Scores"
    _order = "month desc, id desc"
    _rec_name = "month"
    _log_access = False
    # No foreign keys: each would be checked with every answer. When a tier goes, its
    # scores are emptied of it, and the trigger hears of that.
    _auto = False
    _small_groups_size = "answers:sum"
    _small_groups_counted = dict.fromkeys(("total", "squares"), ("answers:sum",))
    _small_groups_marks = ("total", "squares")

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    measure = fields.Selection(MEASURES, readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    dimension_id = fields.Many2one("cem.dimension", readonly=True)
    touchpoint_id = fields.Many2one("cem.touchpoint", readonly=True)
    journey_id = fields.Many2one("cem.journey", readonly=True)
    value_tier_id = fields.Many2one("cem.value.tier", readonly=True)
    answers = fields.Integer(readonly=True)
    total = fields.Float(string="Sum", readonly=True)
    squares = fields.Float(
        string="Sum of Squares", readonly=True, export_string_translation=False
    )
    folded = fields.Boolean(
        readonly=True, help="Rows that are not yet folded count just the same."
    )

    # ------------------------------------------------------------------
    # Table and trigger
    # ------------------------------------------------------------------

    def init(self):
        columns = set(sql.table_columns(self.env.cr, self._table))
        if columns != {"id", "folded", *KEYS, *SUMS}:
            self._create_table()
        # The table of scores may come after this one.
        self.pool.post_init(self._create_triggers, bool(columns))

    @api.model
    def _create_table(self):
        types = {"month": "date", "measure": "varchar", "source": "varchar"}
        columns = [
            SQL(
                "%s %s %s",
                SQL.identifier(name),
                SQL(types.get(name, "integer")),
                SQL("NOT NULL" if name in REQUIRED_KEYS else ""),
            )
            for name in KEYS
        ]
        columns += [
            SQL(
                "%s %s NOT NULL",
                SQL.identifier(name),
                SQL("float8" if name in ("total", "squares") else "integer"),
            )
            for name in SUMS
        ]
        self.env.cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS cem_score_rollup;
                CREATE TABLE cem_score_rollup (
                    id bigserial PRIMARY KEY,
                    folded boolean NOT NULL DEFAULT FALSE,
                    %s
                );
                CREATE INDEX cem_score_rollup_month_idx
                    ON cem_score_rollup (company_id, month);
                CREATE INDEX cem_score_rollup_tail_idx
                    ON cem_score_rollup (id) WHERE NOT folded;
                """,
                SQL(", ").join(columns),
            )
        )

    @api.model
    def _create_triggers(self, is_filled):
        """Let the database tell this table of every change of a score.

        :param is_filled: False where the table has just been made
        """
        changed = "%s OR ABS(%s) > 1e-9 OR ABS(%s) > 1e-9"
        statements = {
            name: SQL(
                """
                INSERT INTO cem_score_rollup (%(keys)s, %(sums)s)
                SELECT %(keys)s, %(totals)s
                  FROM (%(rows)s) rows
              GROUP BY %(keys)s
                HAVING %(changed)s
                """,
                keys=_names(KEYS),
                sums=_names(SUMS),
                totals=_totals(),
                rows=SQL(" UNION ALL ").join(_score_rows(*part) for part in parts),
                changed=SQL(
                    changed,
                    SQL("SUM(answers) <> 0"),
                    SQL("SUM(total)"),
                    SQL("SUM(squares)"),
                ),
            )
            for name, parts in {
                "insert": [("fresh", 1)],
                "update": [("fresh", 1), ("gone", -1)],
                "delete": [("gone", -1)],
            }.items()
        }
        tables = {
            "insert": "NEW TABLE AS fresh",
            "update": "OLD TABLE AS gone NEW TABLE AS fresh",
            "delete": "OLD TABLE AS gone",
        }
        for event, statement in statements.items():
            name = SQL.identifier(f"cem_score_rollup_{event}")
            self.env.cr.execute(
                SQL(
                    """
                    CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger
                    LANGUAGE plpgsql AS $body$
                    BEGIN
                        %(statement)s;
                        RETURN NULL;
                    END $body$;
                    DROP TRIGGER IF EXISTS %(name)s ON cem_score;
                    CREATE TRIGGER %(name)s AFTER %(event)s ON cem_score
                    REFERENCING %(tables)s
                    FOR EACH STATEMENT EXECUTE FUNCTION %(name)s();
                    """,
                    name=name,
                    statement=statement,
                    event=SQL(event),
                    tables=SQL(tables[event]),
                )
            )
        if not is_filled:
            self._rebuild()

    @api.model
    def _drop_triggers(self):
        """For the uninstallation: functions do not go with the tables."""
        for event in ("insert", "update", "delete"):
            self.env.cr.execute(
                SQL(
                    "DROP FUNCTION IF EXISTS %s() CASCADE",
                    SQL.identifier(f"cem_score_rollup_{event}"),
                )
            )

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
                keys=_names(KEYS),
                sums=_names(SUMS),
                same=_same_keys("rollup", "touched"),
                old_keys=_names(KEYS, "rollup"),
                old_sums=_names(SUMS, "rollup"),
                totals=_totals(),
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
                keys=_names(KEYS),
                totals=_totals(),
                rows=_score_rows("cem_score", 1),
                same=_same_keys("wanted", "held"),
                wanted=_names(("answers", *BINS), "wanted"),
                held=_names(("answers", *BINS), "held"),
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
                keys=_names(KEYS),
                sums=_names(SUMS),
                totals=_totals(),
                rows=_score_rows("cem_score", 1),
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


def _names(names, table=None):
    if table:
        return SQL(", ").join(SQL.identifier(table, name) for name in names)
    return SQL(", ").join(SQL.identifier(name) for name in names)


def _totals():
    return SQL(", ").join(
        SQL("SUM(%(name)s) AS %(name)s", name=SQL.identifier(name)) for name in SUMS
    )


def _same_keys(left, right):
    """Equal keys, unknown ones too, in a way that can be hashed."""
    return SQL(" AND ").join(
        SQL("%s = %s", SQL.identifier(left, name), SQL.identifier(right, name))
        if name in REQUIRED_KEYS
        else SQL(
            "COALESCE(%s, 0) = COALESCE(%s, 0)",
            SQL.identifier(left, name),
            SQL.identifier(right, name),
        )
        for name in KEYS
    )


def _score_rows(table, sign):
    """Scores that count, as rows of the rollup; a value belongs to the nearest bin.

    The square of next to nothing is left out: PostgreSQL refuses an underflow.
    """
    bins = SQL(", ").join(
        SQL(
            "%(sign)s * (FLOOR(value + 0.5) = %(bin)s)::integer AS %(name)s",
            sign=SQL(str(sign)),
            bin=SQL(str(number)),
            name=SQL.identifier(name),
        )
        for number, name in enumerate(BINS)
    )
    return SQL(
        """
        SELECT DATE_TRUNC('month', date)::date AS month, %(keys)s,
               %(sign)s AS answers, %(sign)s * value AS total,
               %(sign)s * CASE WHEN value > 1e-9 THEN value * value ELSE 0 END
                   AS squares, %(bins)s
          FROM %(table)s
         WHERE active IS TRUE
        """,
        keys=_names(KEYS[1:]),
        sign=SQL(str(sign)),
        bins=bins,
        table=SQL.identifier(table),
    )
