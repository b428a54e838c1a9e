"""An action that is open: its views, its records, and their buttons."""

from lxml import etree

from odoo.addons.web.controllers.utils import clean_action

from .clicker_new import NewRecords
from .clicker_search import LETTER, Search
from .screens import Names, Parent, client_values, evaluate, is_shown, read_view

OURS = "cem_experience"
# Records that differ in one of these show different buttons.
TELLING = (
    *("state", "stage_id", "kind", "type", "source", "survey_type", "active"),
    *("ask_trigger", "user_id"),
)
MOST_RECORDS = 8
MOST_STEPS = 5
RECORDS_IN_VIEWS = ("list", "kanban", "form")


class Page(Search, NewRecords):
    """An action that is open."""

    def __init__(self, clicker, what, model, context, domain, action, depth):
        self.depth = depth
        self.clicker, self.what, self.model = clicker, what, model
        self.context, self.domain, self.action = context, domain, action
        self.env = clicker.env
        # What else Odoo offers on its own records is not ours to mend.
        self.is_ours = model.startswith("cem.") or not depth

    def call(self, did, model, method, *args, context=None, **kwargs):
        return self.clicker.call(
            f"{self.what} > {did}",
            model,
            method,
            *args,
            context={**self.context, **(context or {})},
            **kwargs,
        )

    def open(self, views):
        search = self.action.get("search_view_id") or [False]
        search_id = search[0] if isinstance(search, list | tuple) else search
        loaded = self.clicker.get_views(
            self.what,
            self.model,
            {"views": views, "search": search_id},
            self.context,
            self.action.get("id"),
        )
        if not loaded:
            return
        models = loaded["models"]
        screens = {
            kind: read_view(view["arch"], models, self.model)
            for kind, view in loaded["views"].items()
            if kind in RECORDS_IN_VIEWS
        }
        for kind, screen in screens.items():
            if kind != "form":
                self.read_many(kind, screen, loaded)
        if any(
            kind in loaded["views"]
            for kind in ("list", "kanban", "pivot", "graph", "calendar")
        ):
            self.search(loaded, screens)
        for kind in ("pivot", "graph"):
            if kind in loaded["views"]:
                self.figures(kind, loaded)
        if "form" in screens:
            self.forms(screens["form"])
        for kind in ("list", "kanban"):
            if kind in screens:
                self.rows(kind, screens[kind])
        self.toolbar(loaded)
        self.gear(loaded)

    def toolbar(self, loaded):
        for kind, view in loaded["views"].items():
            for entry in (view.get("toolbar") or {}).get("action", []):
                ids = self.sample(1)
                key = ("toolbar", self.model, entry["id"])
                if not ids or key in self.clicker.done or not self.is_ours:
                    continue
                self.clicker.done.add(key)
                self.clicker.count["buttons"] += 1
                context = {
                    "active_id": ids[0],
                    "active_ids": ids,
                    "active_model": self.model,
                }
                self.follow(
                    f"{kind} > {entry['name']}",
                    self.clicker.load_action(
                        f"{self.what} > {entry['name']}", entry["id"], context
                    ),
                    context,
                )

    def gear(self, loaded):
        """What Odoo itself offers for chosen records, unless the screen says no."""
        for kind in ("list", "form"):
            key = ("gear", self.model, kind)
            if kind not in loaded["views"] or key in self.clicker.done:
                continue
            self.clicker.done.add(key)
            ids = self.sample(2)
            if not ids or not self.is_ours:
                continue
            screen = etree.fromstring(loaded["views"][kind]["arch"])
            for method in self.offered(screen, loaded):
                self.clicker.count["buttons"] += 1
                self.call(f"{kind} > {method}", self.model, method, ids, chosen=True)

    def offered(self, screen, loaded):
        def has(*names):
            return all(screen.get(n, "1").lower() not in ("0", "false") for n in names)

        if has("create", "duplicate"):
            yield "copy"
        active = loaded["models"][self.model]["fields"].get("active")
        if active and not active.get("readonly"):
            yield from ("action_archive", "action_unarchive")
        if has("delete"):
            yield "unlink"

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    def sample(self, most=MOST_RECORDS):
        """Some records that differ in what tells buttons apart."""
        model = self.env[self.model]
        telling = [n for n in TELLING if n in model._fields and model._fields[n].store]

        def pick():
            domain = self.domain
            if self.action.get("res_id"):
                return [self.action["res_id"]]
            if not telling:
                return model.with_context(**self.context).search(domain, limit=2).ids
            context = {
                **self.context,
                "active_test": self.context.get("active_test", True),
            }
            groups = model.with_context(**context)._read_group(
                domain, telling, ["id:max"], limit=most
            )
            return [row[-1] for row in groups if row[-1]]

        return self.clicker.attempt(f"{self.what} > records", pick) or []

    def forms(self, screen):
        specification = screen.specification()
        read = 0
        for record_id in self.sample():
            key = ("form", self.model, record_id, str(self.action.get("views")))
            if key in self.clicker.done:
                continue
            self.clicker.done.add(key)
            rows = self.call(
                "form",
                self.model,
                "web_read",
                [record_id],
                specification,
                context={"bin_size": True},
            )
            if rows:
                self.clicker.count["records"] += 1
                read += 1
                self.record(screen, rows[0])
        if screen.can_create and not self.action.get("res_id") and self.may_create():
            self.new(screen, specification)

    def may_create(self):
        return self.env[self.model].has_access("create")

    def record(self, screen, record, parent=None):
        values = client_values(screen, record)
        names = Names(self.env, values, {**self.env.context, **self.context}, parent)
        if screen.can_edit and self.env[self.model].has_access("write"):
            self.type_letters(screen, names)
        for button in screen.buttons:
            self.consider(button, screen.model, names, record["id"])
        for name, lines in screen.lines.items():
            for line in (record.get(name) or [])[:4]:
                if not isinstance(line, dict) or not lines.buttons:
                    continue
                line_names = Names(
                    self.env,
                    client_values(lines, line),
                    names["context"],
                    Parent(values),
                )
                for button in lines.buttons:
                    self.consider(button, lines.model, line_names, line["id"])

    def rows(self, kind, screen):
        if not screen.buttons:
            return
        for record_id in self.sample():
            rows = self.call(
                kind, self.model, "web_read", [record_id], screen.specification()
            )
            if rows:
                values = client_values(screen, rows[0])
                names = Names(self.env, values, {**self.env.context, **self.context})
                for button in screen.buttons:
                    self.consider(button, self.model, names, record_id)

    def type_letters(self, screen, names):
        for box in screen.inputs:
            self.type_letter(screen.model, box, names)
        for lines in screen.lines.values():
            for box in lines.inputs:
                line_names = Names(self.env, {}, names["context"], Parent(names))
                line_names.update(dict.fromkeys(lines.types, False))
                self.type_letter(lines.model, box, line_names)

    def type_letter(self, model, box, names):
        key = ("letter", model, box.name)
        if key in self.clicker.done:
            return
        try:
            if not is_shown(box.hidden, names):
                return
            domain = (
                evaluate(box.domain, names)
                if isinstance(box.domain, str)
                else box.domain
            )
            context = evaluate(box.context, names)
        except Exception as error:
            self.clicker.problems[f"{self.what} > {model}.{box.name}: domain"] = str(
                error
            )
            return
        self.clicker.done.add(key)
        self.clicker.count["fields"] += 1
        self.call(
            f"{LETTER} in {model}.{box.name}",
            box.relation,
            "web_name_search",
            LETTER,
            {"display_name": {}},
            domain,
            "ilike",
            8,
            context=context,
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def consider(self, button, model, names, record_id):
        if not record_id or not self.is_ours_to_press(button, model):
            return
        writes = self.env[model].browse(record_id).has_access("write")
        key = ("button", model, button.name, button.context, writes)
        if key in self.clicker.done:
            return
        try:
            if not is_shown(button.hidden, names):
                return
        except Exception as error:
            self.clicker.problems[
                f"{self.what} > {model} button {button.name}: shown?"
            ] = str(error)
            return
        if not button.sure:
            return
        self.clicker.done.add(key)
        self.press(button, model, names, record_id)

    def is_ours_to_press(self, button, model):
        if self.is_ours or model.startswith("cem."):
            return True
        if button.type == "action":
            return False
        methods = (vars(cls).get(button.name) for cls in type(self.env[model]).mro())
        return any(OURS in method.__module__ for method in methods if method)

    def press(self, button, model, names, record_id):
        what = f"{model} button {button.label or button.name} ({button.name})"
        self.clicker.count["buttons"] += 1
        try:
            context = evaluate(button.context or "{}", names)
            arguments = evaluate(button.args or "[]", names)
        except Exception as error:
            self.clicker.problems[f"{self.what} > {what}: context"] = str(error)
            return
        active = {
            "active_id": record_id,
            "active_ids": [record_id],
            "active_model": model,
        }
        if button.type == "action":
            action = self.clicker.load_action(
                f"{self.what} > {what}", button.name, {**context, **active}
            )
            if action:
                action["context"] = self.merged(action, {**active, **context})
                self.follow(what, action, {**context, **active})
            return
        # as in /web/dataset/call_button
        self.call(
            what,
            model,
            button.name,
            [record_id],
            *arguments,
            context={**active, **context},
            then=lambda action: self.follow_answer(what, action, context),
            chosen=button.in_header,
        )

    def print(self, what, action, context):
        """The pages of a report, as HTML: a PDF is made of nothing else."""
        ids = context.get("active_ids") or (action.get("context") or {}).get(
            "active_ids"
        )
        reports = self.env["ir.actions.report"].with_context(**self.context)
        self.clicker.count["reports"] += 1
        self.clicker.attempt(
            f"{self.what} > {what} > print",
            lambda: reports._render_qweb_html(
                action["report_name"], ids, data=action.get("data")
            ),
        )

    def follow_answer(self, what, action, context):
        if isinstance(action, dict):
            self.follow(what, clean_action(action, env=self.env), context)

    def merged(self, action, context):
        own = action.get("context") or {}
        if isinstance(own, str):
            own = evaluate(own, Names(self.env, {}, {**self.env.context, **context}))
        return {**own, **context}

    def follow(self, what, action, context):
        if not action:
            return
        if action.get("type") == "ir.actions.server":
            self.call(
                what,
                "ir.actions.server",
                "run",
                [action["id"]],
                context=context,
                then=lambda answer: self.follow_answer(what, answer, context),
                chosen=True,
            )
            return
        if action.get("type") == "ir.actions.report":
            self.print(what, action, context)
            return
        if self.depth < MOST_STEPS:
            self.clicker.open(f"{self.what} > {what}", action, self.depth + 1)
