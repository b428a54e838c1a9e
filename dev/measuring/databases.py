"""The database of a measurement: made, dropped, and opened from Python."""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

QUIET = os.environ | {"PGOPTIONS": "-c client_min_messages=warning"}


def _name(module):
    return f"{os.environ['CEM_MEASURE_BASE']}_{module}"


def make(module):
    """Copy the database that has our addons; its files too."""
    base, name = os.environ["CEM_MEASURE_BASE"], _name(module)
    drop(module)
    subprocess.run(["createdb", "-T", base, name], check=True, env=QUIET)
    store = Path(os.environ["CEM_MEASURE_DATA"]) / "filestore"
    if (store / base).is_dir():
        # Files of the store are never rewritten, so links will do.
        shutil.copytree(store / base, store / name, copy_function=os.link)
    text = Path(os.environ["CEM_MEASURE_CONF"]).read_text(encoding="utf-8")
    text = re.sub(r"(?m)^db_name = .*$", f"db_name = {name}", text)
    # A server of one database, as most companies run it: with a filter, Odoo would
    # list all databases at each request that has no session.
    text = re.sub(r"(?m)^dbfilter = .*\n", "", text)
    _conf(module).write_text(text, encoding="utf-8")


def _conf(module):
    return Path(os.environ["CEM_MEASURE_CONF"]).with_name(f"measure-{module}.conf")


def drop(module):
    name = _name(module)
    command = ["dropdb", "--if-exists", "--force", name]
    # PostgreSQL's own vacuum may be busy in it, and is not ours to end.
    for _try in range(10):
        if not subprocess.run(command, check=False, env=QUIET).returncode:
            break
        time.sleep(3)
    else:
        subprocess.run(command, check=True, env=QUIET)
    shutil.rmtree(
        Path(os.environ["CEM_MEASURE_DATA"]) / "filestore" / name, ignore_errors=True
    )


def settings(module):
    """Environment of the process that measures."""
    return {"CEM_DB": _name(module), "CEM_CONF": str(_conf(module))}


def database():
    """Name of the database of this measurement."""
    return os.environ["CEM_DB"]


@contextmanager
def twin(suffix):
    """Name of a copy of the database as it is now; gone at the end of the ``with``."""
    with _copy(database(), suffix) as name:
        yield name


@contextmanager
def plain(suffix="plain"):
    """Name of a database like ours, in which none of our addons is installed."""
    with _copy(os.environ["CEM_MEASURE_PLAIN"], suffix) as name:
        yield name


@contextmanager
def demonstration(suffix):
    """Name of a copy of the demonstration's database, which is this one's meanwhile.

    Only for a proof that says ``DEMONSTRATION = True``.
    """
    original = os.environ["CEM_MEASURE_DEMO"]
    store = Path(os.environ["CEM_MEASURE_DATA"]) / "filestore"
    source = Path(os.environ["CEM_MEASURE_DEMO_DATA"]) / "filestore" / original
    with _copy(original, suffix) as name:
        if source.is_dir():
            shutil.copytree(source, store / name, copy_function=os.link)
        before = database()
        os.environ["CEM_DB"] = name
        try:
            yield name
        finally:
            os.environ["CEM_DB"] = before
            shutil.rmtree(store / name, ignore_errors=True)


@contextmanager
def _copy(original, suffix):
    from odoo.sql_db import close_db

    name = f"{database()}_{suffix}"
    # a database with connections cannot be copied
    close_db(original)
    subprocess.run(["dropdb", "--if-exists", "--force", name], check=True, env=QUIET)
    subprocess.run(["createdb", "-T", original, name], check=True, env=QUIET)
    try:
        yield name
    finally:
        close_db(name)
        subprocess.run(["dropdb", "--force", name], check=True, env=QUIET)


_is_set_up = False


def _open(name=None):
    global _is_set_up
    from odoo.modules.registry import Registry

    if not _is_set_up:
        from odoo.service import server
        from odoo.tools import config

        config.parse_config(
            [
                *("-c", os.environ["CEM_CONF"]),
                *("--log-level=warn", "--no-http", "--max-cron-threads=0"),
            ],
            setup_logging=True,
        )
        server.load_server_wide_modules()
        _is_set_up = True
    return Registry(name or database())


def new_cursor(name=None):
    """A database transaction of Odoo; use it in a ``with``."""
    return _open(name).cursor()


@contextmanager
def environment(user=None, on=None, **context):
    """Odoo's ``env`` in this process: superuser, or the user with that login.

    What is to be kept, or seen by servers, must be committed: ``env.cr.commit()``.

    :param on: name of another database, such as a :func:`twin`
    """
    with new_cursor(on) as cr:
        from odoo import SUPERUSER_ID, api

        env = api.Environment(cr, SUPERUSER_ID, context)
        if user:
            env = env(user=env["res.users"].search([("login", "=", user)]).id)
        yield env


def execute(statement, parameters=None):
    """Run one SQL statement in a transaction of its own; its rows, if it has any."""
    with new_cursor() as cr:
        cr.execute(statement, parameters)
        rows = cr.fetchall() if cr.description else []
        cr.commit()
        return rows
