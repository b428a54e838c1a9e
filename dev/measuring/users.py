"""People of a measurement who log in; the password of each is the login."""

import requests

from .databases import database


def make_user(env, login, *groups, **values):
    """A new user in the groups of these xml ids."""
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "password": login,
            "group_ids": [(4, env.ref(group).id) for group in groups],
            **values,
        }
    )


def logged_in(url, login):
    """A session of somebody who has logged in; use it in a ``with``."""
    session = requests.Session()
    answer = session.post(
        f"{url}/web/session/authenticate",
        json={"params": {"db": database(), "login": login, "password": login}},
        timeout=60,
    ).json()
    if not answer.get("result", {}).get("uid"):
        raise RuntimeError(f"{login} does not log in: {answer}")
    return session
