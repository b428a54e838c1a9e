"""New records and wizards: filled in with what must be, saved, and pressed."""

from odoo import Command
from odoo.service.model import call_kw

from .screens import X2MANY, Names, client_values, evaluate, is_shown


class NewRecords:
    """Empty forms, for :class:`~.clicker_page.Page`."""

    def new(self, screen, specification):
        """Open an empty form; fill in what must be; save; press its buttons."""
        key = ("new", self.model, str(sorted(self.context.items(), key=str)))
        if key in self.clicker.done:
            return
        self.clicker.done.add(key)
        wizard = self.env[self.model]._transient
        self.clicker.count["wizards" if wizard else "new records"] += 1
        answer = self.call("new", self.model, "onchange", [], {}, [], specification)
        if not answer:
            return
        values = answer["value"]
        names = Names(
            self.env,
            {**dict.fromkeys(screen.types, False), **client_values(screen, values)},
            {**self.env.context, **self.context},
        )
        self.type_letters(screen, names)
        if not wizard:
            return
        buttons = []
        for button in screen.buttons:
            try:
                if is_shown(button.hidden, names):
                    buttons.append(button)
            except Exception as error:
                self.clicker.problems[
                    f"{self.what} > {self.model} button {button.name}: shown?"
                ] = str(error)
        for button in buttons:
            key = (
                "button",
                self.model,
                button.name,
                button.context,
                str(self.context.get("active_model")),
            )
            if key in self.clicker.done:
                continue
            self.clicker.done.add(key)
            self.press_new(button, screen, values, names)

    def press_new(self, button, screen, values, names):
        """Save a wizard and press, in one go: the saved record is gone afterwards."""
        what = f"{self.what} > wizard {self.model} button {button.label or button.name}"
        self.clicker.count["buttons"] += 1
        context = {**self.env.context, **self.context}

        def run():
            written = self.writable(screen, values)
            [saved] = call_kw(
                self.env[self.model],
                "web_save",
                [[], written, screen.specification()],
                {"context": context},
            )
            self.env.flush_all()
            own = Names(self.env, client_values(screen, saved), context)
            more = evaluate(button.context or "{}", own)
            if button.type == "action":
                return None
            action = call_kw(
                self.env[self.model],
                button.name,
                [[saved["id"]]],
                {"context": {**context, **more}},
            )
            self.env.flush_all()
            return action

        self.clicker.attempt(
            what, run, lambda action: self.follow_answer(what, action, {})
        )

    def writable(self, screen, values):
        written = {}
        for name, description in screen.types.items():
            value = values.get(name)
            kind = description["type"]
            if kind in X2MANY:
                commands = []
                for line in value or []:
                    if isinstance(line, list | tuple):
                        commands.append(self._command(screen, name, line))
                if commands:
                    written[name] = commands
                continue
            if kind == "many2one":
                value = value["id"] if isinstance(value, dict) else value
            if not value and description.get("required"):
                value = self.fill(name, description)
            if description.get("readonly") and not value:
                continue
            written[name] = value
        return written

    def _command(self, screen, name, line):
        if line[0] == Command.CREATE:
            lines = screen.lines[name]
            return [line[0], 0, self.writable_line(lines, line[2])]
        return list(line)

    def writable_line(self, lines, values):
        result = {}
        for name, value in values.items():
            if name == "id":
                continue
            if isinstance(value, dict):
                value = value.get("id")
            if isinstance(value, list):
                value = [list(v) for v in value if isinstance(v, list | tuple)]
            result[name] = value
        return result

    def fill(self, name, description):
        kind = description["type"]
        if kind == "many2one":
            domain = description.get("domain")
            domain = domain if isinstance(domain, list) else []
            found = self.env[description["relation"]].search(domain, limit=1)
            return found.id
        if kind in ("char", "text", "html"):
            return "Something"
        if kind == "selection":
            return description["selection"][0][0]
        if kind == "date":
            return "2026-12-24"
        if kind == "datetime":
            return "2026-12-24 10:00:00"
        if kind == "binary":
            return "UklGRg=="
        return 1 if kind in ("integer", "float", "monetary") else False
