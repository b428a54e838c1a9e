"""The rooms of cem_experience, and who uses whom: what check_rooms.py reads and judges."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
CORE = "cem_experience"
# From the bottom up. Those of one line are equals.
ROOMS = [
    ["base"],
    ["design"],
    ["customer"],
    ["score"],
    ["listen", "intake"],
    ["figures"],
    ["judge"],
    ["act"],
    ["prove"],
    ["show"],
    # what not everybody needs: addons
    ["audit", "contact", "connect"],
]
ADDONS = {f"{CORE}_{room}": room for room in ROOMS[-1]}
HOUSE = (CORE, *ADDONS)
LEVEL = {room: level for level, line in enumerate(ROOMS) for room in line}
KINDS = ("models", "wizard", "report", "controllers", "tools", "views", "data")
KINDS += ("security", "static")
# Names that one room defines, but Odoo's own models or plain values have, too.
COMMON = {
    "_answers",
    "cem_answer",
    "_change",
    "_fields",
    "_name",
    "_read_group",
    "_render",
    "_start",
    "activity_type_id",
    "channel_ids",
    "date_order",
    "email_normalized",
    "late_count",
    "message_ids",
    "minimum_group_size",
    "model_name",
    "nps_group",
    "question_ids",
    "satisfaction_count",
    "scale_max",
    "scale_min",
    "survey_id",
    "with_parts",
    # the type of a view, and the method that gives it its rows
    "cem_timeline",
}


def addon_of(path):
    return path.relative_to(ROOT).parts[0]


def parts_of(path):
    """Folders and name of a file within its addon."""
    return path.relative_to(ROOT).parts[1:]


def room_of(path):
    """The room of a file of the core addon or of one that is a room, or None."""
    parts = parts_of(path)
    if parts[0] not in KINDS:
        return None
    if addon_of(path) in ADDONS:
        return ADDONS[addon_of(path)]
    inner = parts[2:] if parts[0] == "static" else parts[1:]
    return inner[0] if inner and inner[0] in LEVEL else None


def literal(node):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None


def assigned(class_node):
    """What a class says of itself: _name, _inherit and the like."""
    return {
        target.id: literal(node.value)
        for node in class_node.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def model_of(class_node):
    """The model that a class defines or extends, and whether it defines it."""
    said = assigned(class_node)
    inherit = said.get("_inherit") or []
    inherit = [inherit] if isinstance(inherit, str) else list(inherit)
    name = said.get("_name") or (inherit[0] if len(inherit) == 1 else None)
    return name, bool(said.get("_name")) and said.get("_name") not in inherit, inherit


# Kinds of fields that are our own
OWN_FIELDS = (
    *("CountOfAnswers", "GroupByAnswers", "LocalHtml", "MeanOfAnswers", "Picture"),
)


def is_field(node):
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return False
    if isinstance(node.value.func, ast.Name):
        return node.value.func.id in OWN_FIELDS
    return (
        isinstance(node.value.func, ast.Attribute)
        and isinstance(node.value.func.value, ast.Name)
        and node.value.func.value.id == "fields"
    )


def comodel_of(call):
    if getattr(call.func, "attr", None) not in ("Many2one", "One2many", "Many2many"):
        return None
    given = [k.value for k in call.keywords if k.arg == "comodel_name"] or call.args
    return literal(given[0]) if given else None


def is_hook(method):
    return any(
        isinstance(decorator, ast.Name) and decorator.id == "hook"
        for decorator in method.decorator_list
    )


class House:
    def __init__(self):
        self.files = {}  # path -> room
        self.trees = {}
        self.texts = {}
        self.models = {}  # name -> room that defines it
        self.names = defaultdict(set)  # method or field -> rooms that define it
        self.parts = defaultdict(dict)  # model -> field or method -> room, comodel
        self.xml_ids = defaultdict(set)
        self.methods = defaultdict(lambda: defaultdict(list))  # model -> method
        self.hooks = {}  # (model, method) -> (room, docstring)
        self.arrows = []  # (room, room, where, what)
        for path in sorted(
            path for addon in HOUSE for path in (ROOT / addon).rglob("*")
        ):
            if path.suffix not in (".py", ".js", ".xml", ".csv") or not path.is_file():
                continue
            room = room_of(path)
            if room:
                self.files[path] = room
                self.texts[path] = path.read_text(encoding="utf-8")
                if path.suffix == ".py":
                    self.trees[path] = ast.parse(self.texts[path])

    # --- what each room defines ---------------------------------------------
    def define(self):
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    self.define_class(path, node)
        for path, room in self.files.items():
            if path.suffix == ".xml":
                for name in re.findall(
                    r'<(?:record|template|menuitem|report|asset|act_window|function)\b[^>]*?\bid="([\w.]+)"',
                    self.texts[path],
                ):
                    self.xml_ids[self.full_id(path, name)].add(room)
        self.tables = {name.replace(".", "_"): name for name in self.models}

    def full_id(self, path, name):
        return name if "." in name else f"{addon_of(path)}.{name}"

    def define_class(self, path, node):
        room = self.files[path]
        model, new, _inherit = model_of(node)
        if not model:
            for part in node.body:  # of a controller, or of a named tuple
                if isinstance(part, ast.FunctionDef):
                    self.names[part.name].add(room)
                elif isinstance(part, ast.AnnAssign):
                    self.names[part.target.id].add(room)
            return
        if new:
            self.models.setdefault(model, room)
        for part in node.body:
            if is_field(part):
                name = part.targets[0].id
                self.names[name].add(room)
                self.part(model, name, room, comodel_of(part.value))
            elif isinstance(part, ast.FunctionDef):
                self.names[part.name].add(room)
                self.part(model, part.name, room, None)
                self.methods[model][part.name].append(path)
                if is_hook(part):
                    self.hooks[model, part.name] = (room, ast.get_docstring(part))

    def part(self, model, name, room, comodel):
        """The lowest room that gives a model this part owns it."""
        known = self.parts[model].get(name)
        if not known or LEVEL[room] < LEVEL[known[0]]:
            self.parts[model][name] = (room, comodel)

    # --- who uses what -------------------------------------------------------
    def arrow(self, path, line, target, what):
        room = self.files[path]
        if target and target != room:
            self.arrows.append((room, target, f"{path.relative_to(ROOT)}:{line}", what))

    def only_room(self, name):
        """The one room that defines a method or field of this name."""
        rooms = self.names.get(name, ())
        if len(rooms) == 1 and "_" in name and name not in COMMON:
            return next(iter(rooms))
        return None

    def xml_room(self, name):
        rooms = self.xml_ids.get(name, ())
        return next(iter(rooms)) if len(rooms) == 1 else None

    def look(self):
        self.define()
        for path, room in self.files.items():
            if path.suffix == ".py":
                self.look_at_python(path)
            elif path.suffix == ".xml" and "static" not in path.parts:
                self.look_at_xml(path)
            elif path.suffix == ".js":
                self.look_at_script(path, room)

    def look_at_python(self, path):
        tools = "tools" in parts_of(path)
        documents = set()
        for node in ast.walk(self.trees[path]):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                first = node.body[0] if node.body else None
                if isinstance(first, ast.Expr) and isinstance(
                    first.value, ast.Constant
                ):
                    documents.add(first.value)
        own = self.own_names(path)
        for node in ast.walk(self.trees[path]):
            if isinstance(node, ast.ImportFrom):
                self.look_at_import(path, node)
            elif tools:
                continue
            elif isinstance(node, ast.Attribute):
                if node.attr not in own:
                    self.arrow(path, node.lineno, self.only_room(node.attr), node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node not in documents:
                    self.look_at_string(path, node, own)

    def own_names(self, path):
        """Names of functions, classes and arguments that the file itself defines."""
        own = set()
        for node in ast.walk(self.trees[path]):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                own.add(node.name)
        return own

    def look_at_import(self, path, node):
        parts = list(parts_of(path)[:-1])
        if node.level:
            if addon_of(path) in ADDONS:
                return
            base = parts[: len(parts) - node.level + 1]
            full = base + (node.module or "").split(".")
        elif (node.module or "").startswith("odoo.addons."):
            addon, *full = node.module.split(".")[2:]
            if addon in ADDONS:
                self.arrow(path, node.lineno, ADDONS[addon], node.module)
            if addon != CORE:
                return
        else:
            return
        full = [part for part in full if part]
        names = (
            [full] if len(full) > 1 else [[*full, alias.name] for alias in node.names]
        )
        for name in names:
            target = next((part for part in name[1:2] if part in LEVEL), None)
            self.arrow(path, node.lineno, target, ".".join(name))

    def look_at_string(self, path, node, own):
        text = node.value
        if text in self.models:
            self.arrow(path, node.lineno, self.models[text], text)
        elif re.fullmatch(r"\w+", text):
            self.arrow(path, node.lineno, self.only_room(text), text)
        elif text in self.xml_ids:
            self.arrow(path, node.lineno, self.xml_room(text), text)
        elif re.fullmatch(r"[\w.]+", text):
            for name in text.split("."):
                self.arrow(path, node.lineno, self.only_room(name), name)
        else:
            for word in set(re.findall(r"\bcem_\w+", text)):
                if word in self.tables:
                    self.arrow(path, node.lineno, self.models[self.tables[word]], word)

    def look_at_xml(self, path):
        text = re.sub(
            r"<!--.*?-->",
            lambda m: re.sub(r"[^\n]", " ", m[0]),
            self.texts[path],
            flags=re.S,
        )
        patterns = (
            (r'\b(?:ref|parent|action|t-call|inherit_id)="([\w.]+)"', self.xml_room),
            (r"ref\(\s*'([\w.]+)'\s*\)", self.xml_room),
            (r"%\(([\w.]+)\)d", self.xml_room),
            (r'<field name="(?:model|res_model|relation)">([\w.]+)<', self.models.get),
            (r'<record\b[^>]*\bmodel="([\w.]+)"', self.models.get),
        )
        for pattern, room_of_name in patterns:
            for match in re.finditer(pattern, text):
                name = match[1]
                if room_of_name is self.xml_room:
                    name = self.full_id(path, name)
                line = text.count("\n", 0, match.start(1)) + 1
                self.arrow(path, line, room_of_name(name), name)

        for record in ElementTree.fromstring(text.encode()).iter("record"):
            if record.get("model") == "ir.ui.view":
                model = record.findtext("field[@name='model']")
                arch = record.find("field[@name='arch']")
                if model and arch is not None:
                    self.look_at_view(path, record.get("id"), model, arch)

    def look_at_view(self, path, view, model, node):
        for child in node:
            name = child.get("name")
            inner = model
            if child.tag in ("field", "button") and name in self.parts[model]:
                target, comodel = self.parts[model][name]
                self.arrow(path, view, target, f"{model}.{name}")
                if comodel and len(child):
                    inner = comodel
            if inner:
                self.look_at_view(path, view, inner, child)

    def look_at_script(self, path, room):
        for number, line in enumerate(self.texts[path].splitlines(), 1):
            match = re.search(r'from "([^"]+)"', line)
            if not match:
                continue
            source = match[1]
            addon, *rest = source.removeprefix("@").split("/")
            if source.startswith("@") and addon in ADDONS:
                self.arrow(path, number, ADDONS[addon], source)
            elif source.startswith(f"@{CORE}/"):
                self.arrow(path, number, rest[0], source)
            elif source.startswith("."):
                target = (path.parent / source).resolve()
                if (ROOT / CORE / "static/src") in target.parents:
                    self.arrow(path, number, room_of(target), source)

    # --- what is wrong -------------------------------------------------------
    def forbidden(self):
        return [arrow for arrow in self.arrows if LEVEL[arrow[0]] <= LEVEL[arrow[1]]]

    def overridden_twice(self):
        hooks = {name for _model, name in self.hooks}
        for model, methods in sorted(self.methods.items()):
            for method, everywhere in sorted(methods.items()):
                for addon in HOUSE:
                    paths = [path for path in everywhere if addon_of(path) == addon]
                    if len(paths) < 2 or method == "__init__":
                        continue
                    rooms = Counter(self.files[path] for path in paths)
                    if method in hooks and max(rooms.values()) == 1:
                        continue
                    places = ", ".join(str(path.relative_to(ROOT)) for path in paths)
                    yield f"{model}.{method}: {places}"
