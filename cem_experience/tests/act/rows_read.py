"""How many rows of which tables a piece of work reads, as PostgreSQL counts them.

The counters are those of the current transaction, so that nothing else is counted. Used
by the tests, and by ``dev/bench``.
"""

from contextlib import contextmanager


@contextmanager
def rows_read(env, tables, found):
    """Rows read meanwhile, by scans of whole tables or by their indexes.

    A row that an index leads to counts once.

    :param tables: names of tables
    :param found: dict that gets the numbers by table
    """
    env.flush_all()
    before = _read(env, tables)
    yield found
    env.flush_all()
    after = _read(env, tables)
    found.update({table: after[table] - before[table] for table in after})


def _read(env, tables):
    env.cr.execute(
        """
        SELECT name, SUM(pg_stat_get_xact_tuples_returned(id))::int
          FROM UNNEST(%s) name,
       LATERAL (SELECT to_regclass(name)::oid AS id
                 UNION ALL
                SELECT indexrelid FROM pg_index WHERE indrelid = to_regclass(name)
               ) relations
         GROUP BY name
        """,
        [list(tables)],
    )
    return dict(env.cr.fetchall())
