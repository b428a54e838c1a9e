"""Runs a Python script from standard input with Odoo's `env`, as the superuser.

    shell.py CONF < script.py

Only what the script prints goes to standard output (Odoo logs to standard
error). Nothing is kept unless the script says env.cr.commit(). The exit code
is not zero if the script raises. With a terminal as input: Odoo's own shell.
"""

import os
import sys


def main(conf):
    import odoo
    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.service import server
    from odoo.tools import config

    if sys.stdin.isatty():
        os.execv(sys.executable, [sys.executable, "-m", "odoo", "shell", "-c", conf])
    source = sys.stdin.read()
    config.parse_config(
        ["-c", conf, "--log-level=warn", "--no-http", "--max-cron-threads=0"],
        setup_logging=True,
    )
    server.load_server_wide_modules()
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env = env(context=env["res.users"].context_get())
        names = {"__name__": "__main__", "env": env, "self": env.user, "odoo": odoo}
        try:
            exec(compile(source, "<stdin>", "exec"), names)
        finally:
            cr.rollback()
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
