from odoo import api, fields, models
from odoo.tools import SQL, sql

from ..score.cem_score import MEASURES

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
    # as of the scores, to which other addons add
    source = fields.Selection(
        lambda self: (
            self.env["cem.score"]._fields["source"]._description_selection(self.env)
        ),
        readonly=True,
    )
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
                keys=names_sql(KEYS),
                sums=names_sql(SUMS),
                totals=totals_sql(),
                rows=SQL(" UNION ALL ").join(score_rows_sql(*part) for part in parts),
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


def names_sql(names, table=None):
    if table:
        return SQL(", ").join(SQL.identifier(table, name) for name in names)
    return SQL(", ").join(SQL.identifier(name) for name in names)


def totals_sql():
    return SQL(", ").join(
        SQL("SUM(%(name)s) AS %(name)s", name=SQL.identifier(name)) for name in SUMS
    )


def same_keys_sql(left, right):
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


def score_rows_sql(table, sign):
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
        keys=names_sql(KEYS[1:]),
        sign=SQL(str(sign)),
        bins=bins,
        table=SQL.identifier(table),
    )
