"""What benchmarks (dev/bench/) and proofs (dev/proof/) have in common.

Such a module has a docstring of one line and a function ``main()`` that returns (or
yields) figures. It runs in a process and on a database of its own, in which our addons
are installed, without demo data::

    \"\"\"Answers a second, ours and Odoo's.\"\"\"
    from measuring import Figure, environment, interleaved, server

    def main():
        with environment() as env:  # this process, superuser; commit what servers need
            env["res.partner"].create({"name": "Li"})
            env.cr.commit()
        with server() as odoo:  # a real Odoo process on a free port
            times = interleaved(
                {"ours": lambda: get(odoo.url + "/a"), "odoo": lambda: get(odoo.url)}
            )
            yield Figure(
                "one page", 1 / times["ours"], "1/s", 1 / times["odoo"],
                against="survey", want=5, memory=odoo.peak_rss(),
            )
"""

from .databases import database, environment, execute, new_cursor, plain, twin
from .figures import Figure
from .processes import free_port, peak_rss, server, spawn
from .timing import interleaved, timed

__all__ = [
    "Figure",
    "database",
    "environment",
    "execute",
    "free_port",
    "interleaved",
    "new_cursor",
    "peak_rss",
    "plain",
    "server",
    "spawn",
    "timed",
    "twin",
]
