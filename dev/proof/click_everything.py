"""Each role opens every screen and presses every button, on copies of the demo data.

``ROLES="staff manager administrator chinese"`` (Chinese is a manager), ``MENU=part of an
xml id`` and ``SHOTS=folder for pictures`` make it narrower or show more. It takes four
minutes for staff and ten for each of the others on two cores.
"""

import os
import re

from measuring import Figure, environment, server
from measuring.clicking import click_everything
from measuring.databases import demonstration
from measuring.users import make_user
from measuring.wording import Wording

GROUPS = {
    "staff": "cem_experience.group_cem_user",
    "manager": "cem_experience.group_cem_manager",
    "administrator": "cem_experience.group_cem_administrator",
}
COUNTED = (
    *("menus", "pages", "views", "records", "new records", "tabs", "fields", "filters"),
    *("group-bys", "buttons", "actions on rows", "wizards", "pages outside"),
)


def only_own_groups(env, role):
    """The person of the demonstration, or a new one, with no group beside the role's."""
    group = env.ref(GROUPS[role])
    user = env["res.users"].search([("login", "=", role)])
    if user:
        user.group_ids = env.ref("base.group_user") | group
    else:
        make_user(env, role, "base.group_user", GROUPS[role])
    return user


def untranslated(wording, person):
    """English words on this person's Chinese screens: {words: (where, what is wrong)}."""
    read = {**dict.fromkeys(person.told.values(), (True, "told")), **person.words}
    return {
        said: (where, why)
        for said, (is_label, where) in sorted(read.items())
        if (why := wording.wrong(said, is_label))
    }


def main():
    roles = os.environ.get("ROLES", "staff manager administrator chinese").split()
    only = os.environ.get("MENU")
    for role in roles:
        person = None
        counts, problems, told, english, outside = {}, {}, {}, {}, []
        for destructive in (False, True):
            if destructive and role == "chinese":
                continue
            with demonstration(f"{role}_{int(destructive)}") as name:
                login = "manager" if role == "chinese" else role
                with environment(on=name) as env:
                    only_own_groups(env, login)
                    user = env["res.users"].search([("login", "=", login)])
                    user.lang = "zh_CN" if role == "chinese" else "en_US"
                    env.cr.commit()
                with server(f"--database={name}", name=f"odoo-{role}") as odoo:
                    person = click_everything(
                        odoo.url,
                        login,
                        reads=role == "chinese",
                        only=only,
                        destructive=destructive,
                    )
                    log = odoo.log.read_text(encoding="utf-8", errors="replace")
                if role == "chinese":
                    with environment(on=name) as env:
                        english = untranslated(Wording(env), person)
            for kind, number in person.count.items():
                if kind != "menus" or not destructive:  # the same ones again
                    counts[kind] = counts.get(kind, 0) + number
            problems |= person.problems
            told |= person.told
            outside += person.outside
            for line in re.findall(r"^.* (?:ERROR|CRITICAL) .*$", log, re.M):
                problems.setdefault(f"log: {line[40:140]}", line[:600])
        for kind in COUNTED:
            yield Figure(f"{role}: {kind}", counts.get(kind, 0))
        if role == "chinese":
            for said, (where, why) in english.items():
                print(f"   ENGLISH {said!r}: {why}; {where}")
            yield Figure(
                "chinese: words in English", len(english), reference=0, ok=not english
            )
        print(f"   left the client {role}: {outside}", flush=True)
        for where, words_told in told.items():
            print(f"   told {role}: {where}: {words_told[:160]!r}")
        for where, problem in problems.items():
            print(f"   WRONG {role}: {where}\n      {problem}")
        yield Figure(f"{role}: told what to mend", len(told))
        yield Figure(f"{role}: errors", len(problems), reference=0, ok=not problems)
