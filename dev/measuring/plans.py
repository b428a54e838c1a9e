"""How the database goes about the statements of a piece of work."""

from contextlib import contextmanager
from unittest.mock import patch

from .processes import log_file


@contextmanager
def statements(found):
    """Add to the list what is sent to the database meanwhile: pairs of text, values."""
    from odoo.sql_db import Cursor
    from odoo.tools import SQL

    execute = Cursor.execute

    def noted(self, query, params=None, **kwargs):
        found.append(
            (query.code, query.params) if isinstance(query, SQL) else (query, params)
        )
        return execute(self, query, params, **kwargs)

    with patch.object(Cursor, "execute", noted):
        yield


def keep_plans(env, found, tables, name="plans"):
    """Run the reading statements that name one of the tables again, and keep their plans.

    :param found: of :func:`statements`
    :return: tuple of the file with the plans, and their texts
    """
    plans = []
    for query, params in found:
        if query.lstrip()[:6].upper() not in ("SELECT", "WITH c", "WITH w"):
            continue
        if not any(table in query for table in tables):
            continue
        env.cr.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}", params)
        plan = "\n".join(line for (line,) in env.cr.fetchall())
        text = env.cr.mogrify(query, params).decode()
        plans.append(f"{text}\n\n{plan}\n")
    path = log_file(name)
    path.write_text(("\n" + "-" * 88 + "\n\n").join(plans), encoding="utf-8")
    return path, plans
