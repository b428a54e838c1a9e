"""What a view shows and offers, read from its XML as the web client reads it.

Views come from the server without what a role may not see (``get_views``); what is
left depends on the record: :func:`is_shown` evaluates that as the client does.
"""

from dataclasses import dataclass, field

from lxml import etree

from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

X2MANY = ("one2many", "many2many")
SUBVIEWS = ("list", "kanban", "form")
# Conditions of kanban cards are JavaScript: only a browser can say.
UNKNOWN = ("t-if", "t-elif", "t-else", "t-foreach")


@dataclass
class Button:
    """Something to press, and when it is there."""

    name: str
    type: str
    args: str = ""
    context: str = ""
    hidden: list = field(default_factory=list)
    sure: bool = True
    label: str = ""
    in_header: bool = False  # of a list: pressed for the chosen records


@dataclass
class Input:
    """A field in which a letter brings up choices."""

    name: str
    relation: str
    domain: str
    context: str
    hidden: list


@dataclass
class Screen:
    """A view, or the lines of an x2many field on it."""

    model: str
    fields: dict = field(default_factory=dict)  # name -> specification to read it
    types: dict = field(default_factory=dict)
    buttons: list = field(default_factory=list)
    inputs: list = field(default_factory=list)
    lines: dict = field(default_factory=dict)  # x2many field -> Screen
    can_create: bool = True
    can_edit: bool = True

    def specification(self):
        specification = {}
        for name, options in self.fields.items():
            specification[name] = dict(options)
            if name in self.lines:
                specification[name]["fields"] = self.lines[name].specification()
        return specification


def read_view(arch, models, model):
    """The :class:`Screen` of a form, list or kanban view."""
    root = etree.fromstring(arch)
    screen = Screen(model)
    _read(root, screen, models, [], True)
    screen.can_create = root.get("create", "1") not in ("0", "false", "False")
    screen.can_edit = root.get("edit", "1") not in ("0", "false", "False")
    return screen


def _read(node, screen, models, hidden, sure):
    for child in node:
        if not isinstance(child.tag, str):
            continue
        own = [
            child.get(name)
            for name in ("invisible", "column_invisible")
            if child.get(name)
        ]
        hides = hidden + own
        known = sure and not any(child.get(name) for name in UNKNOWN)
        if child.tag == "field" and child.get("name"):
            _read_field(child, screen, models, hides)
            continue
        kind = child.get("type")
        if child.get("name") and kind in ("object", "action") and child.tag != "widget":
            screen.buttons.append(
                Button(
                    child.get("name"),
                    kind,
                    child.get("args") or "",
                    child.get("context") or "",
                    hides,
                    known,
                    child.get("string") or " ".join("".join(child.itertext()).split()),
                    _is_in_list_header(child),
                )
            )
        _read(child, screen, models, hides, known)


def _is_in_list_header(node):
    above = node.getparent()
    return above.tag == "header" and above.getparent().tag == "list"


def _read_field(node, screen, models, hides):
    name = node.get("name")
    description = models[screen.model]["fields"].get(name)
    if description is None:
        return
    kind = description["type"]
    screen.types[name] = description
    specification = screen.fields.setdefault(name, {})
    if kind == "many2one":
        specification["fields"] = {"display_name": {}}
    elif kind in X2MANY:
        lines = screen.lines.setdefault(name, Screen(description["relation"]))
        for view in node:
            if view.tag in SUBVIEWS:
                known = len(lines.inputs)
                _read(view, lines, models, [], True)
                if view.tag != "form" and not view.get("editable"):
                    del lines.inputs[known:]
        if not lines.fields:
            lines.fields["display_name"] = {}
    if node.get("context"):
        specification["context"] = {}
    readonly = node.get("readonly") or ("1" if description.get("readonly") else "")
    tags = kind == "many2many" and not any(view.tag in SUBVIEWS for view in node)
    if (kind == "many2one" or tags) and node.get("widget") != "statusbar":
        screen.inputs.append(
            Input(
                name,
                description["relation"],
                node.get("domain") or description.get("domain") or "[]",
                node.get("context") or "{}",
                hides + ([readonly] if readonly else []),
            )
        )


class Names(dict):
    """Names in a client's expression: the values of a record, and what it always has."""

    def __init__(self, env, values, context, parent=None):
        today = datetime.date.today()
        super().__init__(
            values,
            context=context,
            uid=env.uid,
            allowed_company_ids=env.companies.ids,
            companies=_Companies(env),
            current_company_id=env.company.id,
            current_date=str(today),
            context_today=lambda: today,
            datetime=datetime,
            time=time,
            relativedelta=dateutil.relativedelta.relativedelta,
            parent=parent,
            active_id=values.get("id", False),
            active_ids=[values["id"]] if values.get("id") else [],
            active_model=context.get("active_model"),
        )
        for name in ("true", "True"):
            self[name] = True
        for name in ("false", "False"):
            self[name] = False


class _Companies:
    def __init__(self, env):
        self.active_id = env.company.id
        self.multi_company = len(env.companies) > 1
        self.allowed_ids = env.companies.ids
        self.active_ids = env.companies.ids

    def has(self, *_args):
        return True


class Parent:
    """Values of the record that lines are part of, as ``parent.name``."""

    def __init__(self, values):
        self.__dict__.update(values)

    def __getattr__(self, name):
        raise NameError(f"parent.{name} is not on the form")


def evaluate(expression, names):
    return safe_eval(expression.strip(), dict(names), mode="eval")


def is_shown(hidden, names):
    return not any(evaluate(expression, names) for expression in hidden)


def client_values(screen, record):
    """The values of a read record as expressions see them."""
    values = {"id": record.get("id", False)}
    for name, value in record.items():
        kind = screen.types.get(name, {}).get("type")
        if kind == "many2one" and isinstance(value, dict):
            value = value["id"]
        elif kind in X2MANY:
            value = [line["id"] if isinstance(line, dict) else line for line in value]
        values[name] = value
    return values
