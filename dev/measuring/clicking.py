"""One person in a browser who opens all screens of ours and presses all buttons.

What is found and clicked in the page is in clicking_*.js; here is what comes after what.
"""

import base64
import json
import os
import re
from collections import Counter
from pathlib import Path

from .browser import chromium
from .databases import database, environment

OURS = "cem_experience"
SCRIPTS = [
    Path(__file__).with_name(f"clicking_{part}.js")
    for part in ("watch", "screens", "buttons")
]
# Records that differ in one of these show different buttons.
TELLING = (
    *("state", "stage_id", "kind", "type", "source", "survey_type", "active"),
    *("ask_trigger", "user_id"),
)
MOST_RECORDS = 6
# Pressed last: after them the record is another one, or gone.
LAST = re.compile(
    r"unlink|delete|withdraw|cancel|archive|undo|stop|close|refuse|draft|done|finish|"
    r"freeze|reset|expire|forget|void|revoke"
)
SCREENS = ("list", "kanban", "form", "pivot", "graph", "calendar", "activity")


class Person:
    """Somebody who is logged in.

    :ivar count: how many pages, views, fields, buttons and so on were visited
    :ivar problems: where they were, and what went wrong there
    :ivar told: what they were told they must mend, such as a field to fill in
    :ivar words: what they could read in Latin letters: words, and whether these stand
        where no data stand, such as in a label
    """

    def __init__(self, page, url, login, reads=False):
        self.page, self.url, self.login = page, url, login
        self.reads = reads
        self.count = Counter()
        self.problems, self.told = {}, {}
        self.fields, self.pressed, self.opened = set(), set(), set()
        self.words, self.outside = {}, []

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------

    def begin(self):
        self.page.call("Page.navigate", url=f"{self.url}/odoo")
        self.page.wait_for(
            "Boolean(window.clicking && window.odoo?.__WOWL_DEBUG__"
            " && document.querySelector('.o_main_navbar'))"
        )
        self.page.evaluate("clicking.start()")
        if self.reads:
            self.page.evaluate("clicking.readAlong()")

    def do(self, where, call, *arguments):
        """Call a function of clicking.js; note what went wrong meanwhile."""
        listed = ", ".join(json.dumps(argument) for argument in arguments)
        try:
            result = self.page.evaluate(f"clicking.{call}({listed})")
            self.note(where)
            return result
        except RuntimeError as error:
            # A link that leads out of the client, such as to a preview.
            if not re.search("navigated|context|not defined|Cannot read", str(error)):
                self.problems.setdefault(where, str(error)[:600])
            self.count["pages outside"] += 1
            self.outside.append(f"{where}: {call}: {str(error)[:300]}")
            self.begin()
            return None

    def note(self, where):
        seen = self.page.evaluate("clicking.take()")
        self.count.update(seen["count"])
        for problem in dict.fromkeys(seen["problems"]):
            self.problems.setdefault(f"{where}: {problem[:60]}", problem)
        for words in seen["told"]:
            self.told.setdefault(where, words)
        for words, is_label in seen["words"]:
            known = self.words.get(words)
            if not known or is_label > known[0]:
                self.words[words] = (is_label, where)

    def picture(self, where):
        """Keep what is seen there, if somebody wants to look at it: ``SHOTS=folder``."""
        folder = os.environ.get("SHOTS")
        if folder:
            name = re.sub(r"\W+", "_", f"{self.login} {where}")
            shot = self.page.call("Page.captureScreenshot", format="png")["data"]
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(shot))

    # ------------------------------------------------------------------
    # What a person does
    # ------------------------------------------------------------------

    def visit_all(self, only=None, destructive=False):
        """Open every menu of ours, and all that is behind it.

        :param only: part of the xml id of a menu; others are left out
        :param destructive: press what changes a record for good, and only that
        """
        self.begin()
        for menu in self.page.evaluate(f"clicking.menus({OURS!r})"):
            if only and only not in menu["xmlid"]:
                continue
            self.count["menus"] += 1
            self.visit(menu["xmlid"], menu["actionID"], destructive)
        return self

    def visit(self, where, action, destructive):
        here = self.do(where, "open", action)
        self.picture(where)
        if not here:
            return
        if here["dialog"]:
            self.do(where, "after")
            return
        if here["type"] == "ir.actions.client":
            self.client_page(where, action)
            return
        if here["type"] != "ir.actions.act_window":
            return
        if not destructive:
            self.do(where, "eachView")
        self.records(where, here, destructive)
        # Buttons of rows and cards are there in the list itself.
        for kind in ("list", "kanban"):
            if any(view[1] == kind for view in here["views"]):
                self.rows(where, action, here["model"], kind, destructive)
        if any(view[1] == "list" for view in here["views"]):
            self.chosen(where, action, here["model"], destructive)

    def records(self, where, here, destructive):
        if not any(view[1] == "form" for view in here["views"]):
            return
        view = next(view[0] for view in here["views"] if view[1] == "form")
        numbers = self.sample(where, here)
        with environment(user=self.login, on=database()) as env:
            if env[here["model"]].has_access("create"):
                numbers = [*numbers, None]
        for number in numbers:
            key = (here["model"], view, number)
            if key in self.opened:
                continue
            self.opened.add(key)
            self.form(where, here["model"], view, number, here["context"], destructive)

    def sample(self, where, here):
        """Some records of an action that differ in what tells buttons apart."""
        with environment(user=self.login, on=database()) as env:
            model = env[here["model"]].with_context(**here["context"])
            names = [
                n for n in TELLING if n in model._fields and model._fields[n].store
            ]
            try:
                if not names:
                    return model.search(here["domain"], limit=2).ids
                groups = model._read_group(
                    here["domain"], names, ["id:max"], limit=MOST_RECORDS
                )
                return [row[-1] for row in groups if row[-1]]
            except Exception as error:
                self.problems[f"{where}: records"] = str(error)[:300]
                return []

    def form(self, where, model, view, number, context, destructive):
        action = {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": number or False,
            "views": [[view, "form"]],
            "context": context,
        }
        where = f"{where} > {model} {number or 'new'}"
        if not self.do(where, "open", action):
            return
        if not destructive:
            self.count["records" if number else "new records"] += 1
            typed = self.do(where, "form", model, sorted(self.fields))
            self.fields |= set(typed or ())
            self.picture(where)
        if not number:
            return
        for name in self.todo(where, model, destructive):
            self.do(where, "open", action)
            self.press(where, model, name)

    def rows(self, where, action, model, kind, destructive):
        self.do(where, "open", action, {"viewType": kind})
        for name in self.todo(where, f"{model} {kind}", destructive):
            self.do(where, "open", action, {"viewType": kind})
            self.press(where, f"{model} {kind}", name)

    def chosen(self, where, action, model, destructive):
        """What can be done with rows of a list that have been chosen."""
        place = f"{model} chosen"
        self.do(where, "open", action, {"viewType": "list"})
        for name in self.todo(where, place, destructive, "chosenButtons"):
            self.do(where, "open", action, {"viewType": "list"})
            self.press(where, place, name, "pressChosen")

    def todo(self, where, place, destructive, call="buttons"):
        found = self.do(where, call) or {}
        return [
            name
            for name in found
            if (place, name) not in self.pressed
            and bool(LAST.search(name.lower())) == destructive
        ]

    def press(self, where, place, name, call="press"):
        self.pressed.add((place, name))
        answer = self.do(f"{where} > button {name}", call, name)
        self.fields |= set((answer or {}).get("fields", ()))

    def client_page(self, where, action):
        if ("page", where) in self.opened:
            return
        self.opened.add(("page", where))
        for label in self.do(where, "clientButtons") or ():
            answer = self.do(f"{where} > {label}", "pressClient", label)
            if not answer or answer.get("gone"):
                self.do(where, "open", action)


def click_everything(url, login, reads=False, **options):
    """What one person finds; see :class:`Person`.

    :param reads: whether all that can be read is kept
    :param options: for :meth:`Person.visit_all`
    """
    from .browser import log_in

    with chromium() as page:
        page.call("Page.enable")
        page.call(
            "Page.addScriptToEvaluateOnNewDocument",
            source="\n".join(part.read_text(encoding="utf-8") for part in SCRIPTS),
        )
        log_in(page, url, login)
        return Person(page, url, login, reads).visit_all(**options)
