"""Each role opens every screen and presses every button, on copies of the demo data."""

import os
import re
from functools import cache
from pathlib import Path

import polib
from measuring import Figure, environment, server
from measuring.clicking import click_everything
from measuring.databases import demonstration
from measuring.users import make_user

GROUPS = {
    "staff": "cem_experience.group_cem_user",
    "manager": "cem_experience.group_cem_manager",
    "administrator": "cem_experience.group_cem_administrator",
}
COUNTED = (
    *("menus", "pages", "views", "records", "new records", "tabs", "fields", "filters"),
    *("group-bys", "buttons", "actions on rows", "wizards", "pages outside"),
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names that stand in Latin letters in Chinese, too: products, formats, measures, keys,
# addresses, numbers with their units.
KEPT = re.compile(
    r"^(NPS|CSAT|CES|PDF|CSV|XLSX|JSON|API|URL|SMS|QR|RFM|SLA|FAQ|ID|CRM|UJM|Mermaid|"
    r"Odoo|LimeSurvey|REST|Webhook|Excel|WhatsApp|Standard Webhooks|p|n|OK|"
    r"[A-Z]|\W*[\d.,:%+–-]+\W*[A-Za-z]{0,3}|\S+[@/_]\S+|\S+\.(com|csv|xlsx|json))$"
)


@cache
def terms():
    """English words of ours with what they are in Chinese."""
    found = {}
    for path in Path(__file__).parents[2].glob("cem_experience*/i18n/zh_CN.po"):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                found.setdefault(entry.msgid.strip(), set()).add(entry.msgstr.strip())
    return found


def untranslated(words):
    """Which words are English on a Chinese screen although they are the product's."""
    for said, (is_label, where) in sorted(words.items()):
        if CHINESE.search(said) or KEPT.match(said):
            continue
        chinese = terms().get(said, set())
        if is_label or (chinese and said not in chinese):
            yield said, f"{where}: should be {' or '.join(chinese) or 'translatable'}"


def only_own_groups(env, role):
    """The person of the demonstration, or a new one, with no group beside the role's."""
    group = env.ref(GROUPS[role])
    user = env["res.users"].search([("login", "=", role)])
    if user:
        user.group_ids = env.ref("base.group_user") | group
    else:
        make_user(env, role, "base.group_user", GROUPS[role])
    return user


def main():
    roles = os.environ.get("ROLES", "staff manager administrator chinese").split()
    only = os.environ.get("MENU")
    for role in roles:
        person = None
        counts, problems, told, words = {}, {}, {}, {}
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
                        odoo.url, login, only=only, destructive=destructive
                    )
                    log = odoo.log.read_text(encoding="utf-8", errors="replace")
            for kind, number in person.count.items():
                counts[kind] = counts.get(kind, 0) + number
            problems |= person.problems
            told |= person.told
            words |= person.words
            for line in re.findall(r"^.* (?:ERROR|CRITICAL) .*$", log, re.M):
                problems.setdefault(f"log: {line[40:140]}", line[:600])
        for kind in COUNTED:
            yield Figure(f"{role}: {kind}", counts.get(kind, 0))
        if role == "chinese":
            missing = dict(untranslated(words))
            for said, where in missing.items():
                print(f"   ENGLISH {said!r}: {where}")
            yield Figure(
                "chinese: words in English", len(missing), reference=0, ok=not missing
            )
        for where, words_told in told.items():
            print(f"   told {role}: {where}: {words_told[:160]!r}")
        for where, problem in problems.items():
            print(f"   WRONG {role}: {where}\n      {problem}")
        yield Figure(f"{role}: errors", len(problems), reference=0, ok=not problems)
