"""Every way in which a client may try to write what only the server writes."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from ...models.base.guards import Guard
from .common import CemCommon

REFUSED = (AccessError, UserError, ValidationError)


def declared(text):
    """Read a list of reasons, each followed by models with their fields, indented.

    :return: {model: [(reason, names), ...]}
    """
    found, reason, model = {}, "", None
    for line in text.splitlines():
        if not line.strip():
            continue
        if not line.startswith(" "):
            # a reason may take several lines; after fields a new one begins
            reason = f"{reason} {line}" if model is None else line
            model = None
        elif line.startswith(" " * 8):
            found[model][-1][1].extend(line.split())
        else:
            model, _colon, names = line.strip().partition(":")
            found.setdefault(model, []).append((reason.strip(), names.split()))
    return found


class GuardAttacks(CemCommon):
    """Tries all ways on all guarded fields of one addon.

    Calls are made as a client makes them: through ``call_kw``, as a user with only the
    groups of the role, and with whatever context the client likes.
    """

    module = None  # the addon whose fields are tried
    writable = None  # {model: [(reason, names), ...]}
    elsewhere = ()  # models of addons that may not be here

    def setUp(self):
        super().setUp()
        self._somes = {}

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    @classmethod
    def _tables(cls):
        """Our models, and those of Odoo with fields of ours, that can be written."""
        return [
            model_class
            for model_class in cls.env.registry.values()
            if not model_class._abstract
            and not model_class._transient
            and model_class._auto
        ]

    @classmethod
    def _own_fields(cls, model_class):
        for name, field in sorted(model_class._fields.items()):
            modules = field._modules
            if (
                modules[:1] == (cls.module,)  # an extension of it is no other field
                and all(module.startswith("cem_experience") for module in modules)
                and name != "parent_path"
            ):
                yield name, field

    @classmethod
    def _guarded(cls):
        for model_class in cls._tables():
            for name, field in cls._own_fields(model_class):
                if name in model_class._cem_guarded:
                    yield model_class._name, name, field

    def _rpc(self, user, model, method, *args, context=None, **kwargs):
        env = self.env(user=user.id, context={})
        with mute_logger("odoo.models", "odoo.addons.base.models.ir_model"):
            return call_kw(
                env[model], method, list(args), {**kwargs, "context": context or {}}
            )

    def _forged(self, model, name):
        """A value that the server would not have written."""
        field = self.env[model]._fields[name]
        if field.type == "selection":
            values = field.get_values(self.env)
            safe = self.env[model]._cem_safe_defaults([name]).get(name)
            return next((value for value in reversed(values) if value != safe), "x")
        if field.type in ("many2one", "many2many", "one2many"):
            found = self.env[field.comodel_name].search([], limit=1).id or 1
            return found if field.type == "many2one" else [(4, found)]
        return {
            "boolean": not self.env[model]._cem_safe_defaults([name]).get(name),
            "integer": 987,
            "float": 98.5,
            "monetary": 98.5,
            "date": "2001-02-03",
            "datetime": "2001-02-03 04:05:06",
            "json": {"forged": True},
            "reference": f"res.partner,{self.customer.id}",
            "many2one_reference": self.customer.id,
        }.get(field.type, "forged")

    def _forgeries(self, new=False):
        """Fields with a value; for new records, what is empty is no forgery."""
        for model, name, _field in self._guarded():
            forged = self._forged(model, name)
            if forged or not new:
                yield model, name, forged

    def _clients(self):
        return self.staff, self.manager, self.administrator

    # ------------------------------------------------------------------
    # Each field is declared
    # ------------------------------------------------------------------

    def _check_declared(self):
        """Each field is the server's, or is named as writable with the reason."""
        undeclared, stale = [], []
        for model_class in self._tables():
            declared = {
                name
                for reason, names in self.writable.get(model_class._name, ())
                for name in names
                if reason
            }
            there = set()
            for name, field in self._own_fields(model_class):
                there.add(name)
                if name in model_class._cem_guarded:
                    if name in declared:
                        stale.append(f"{model_class._name}.{name}")
                elif name not in declared and (field.store or not field.readonly):
                    undeclared.append(f"{model_class._name}.{name}")
            stale += [f"{model_class._name}.{name}" for name in declared - there]
        known = {*self.env.registry.models, *self.elsewhere}
        stale += [name for name in self.writable if name not in known]
        self.assertFalse(
            undeclared,
            "New fields: read-only in Python, in _cem_server_fields, or named as "
            "writable with the reason why a client may",
        )
        self.assertFalse(stale, "Named as writable, but guarded or gone")

    def _check_installed(self):
        """The guard stands before every method of each model that has such fields."""
        for model, name, _field in self._guarded():
            model_class = self.env.registry[model]
            self.assertIs(model_class.__bases__[0], Guard, f"{model}.{name}")

    # ------------------------------------------------------------------
    # The ways
    # ------------------------------------------------------------------

    def _is_refused(self, user, model, method, *args):
        """Whether the guard refuses this, before anything has reached the database."""
        try:
            self._rpc(user, model, method, *args)
        except AccessError as error:
            return self.env[model]._description in str(error)
        return False

    def _check_refused(self, calls):
        """All of these calls at once: a savepoint for each would take minutes.

        :param calls: (model, field, method, args)
        """
        passed = [
            f"{user.login}: {method} {model}.{name}"
            for model, name, method, args in calls
            for user in self._clients()
            if not self._is_refused(user, model, method, *args)
        ]
        self.assertFalse(passed)

    def _some(self, model):
        """Ids of a record, if there is one: the guard does not look at it."""
        if model not in self._somes:
            self._somes[model] = self.env[model].search([], limit=1).ids or [1]
        return self._somes[model]

    def _check_write(self):
        self._check_refused(
            (model, name, method, (self._some(model), {name: forged}, *more))
            for model, name, forged in self._forgeries()
            for method, more in (("write", ()), ("web_save", ({},)))
        )

    def _check_create(self):
        self._check_refused(
            (model, name, method, args)
            for model, name, forged in self._forgeries(new=True)
            for method, args in (
                ("create", ({name: forged},)),
                ("web_save", ([], {name: forged}, {})),
            )
        )

    def _check_defaults(self):
        """Not by the context, and not by a default that a user has saved."""
        passed = []
        for model, name, field in self._guarded():
            forged = self._forged(model, name)
            stored = field.type not in ("one2many", "many2many", "json", "binary")
            if stored and field.store and not field.company_dependent:
                self.env["ir.default"].with_user(self.manager).sudo().set(
                    model, name, forged, user_id=self.manager.id
                )
            got = self._rpc(
                self.manager,
                model,
                "default_get",
                [name],
                context={f"default_{name}": forged, "cem_server": "server"},
            )
            own = self.env[model]._cem_safe_defaults([name])
            if (name in got) != (name in own) or got.get(name) == forged:
                passed.append(f"{model}.{name}")
        self.assertFalse(passed)

    def _check_copy(self):
        self._check_refused(
            (model, name, "copy", (self._some(model), {name: forged}))
            for model, name, forged in self._forgeries(new=True)
        )
        for model in {model for model, _name, _field in self._guarded()}:
            records = self.env[model]
            record = records.search([], limit=1)
            if record:
                kept = record.copy_data()[0].keys() & records._cem_guarded
                self.assertLessEqual(kept, records._cem_copied_fields, model)

    def _check_onchange(self):
        """A form cannot pretend a value for which it then gets others."""
        for model, name, field in self._guarded():
            if field.compute:
                continue
            records = self.env[model].with_user(self.manager)
            self.assertEqual(
                records._cem_possible({name: self._forged(model, name)}), {}, name
            )

    def _check_lines(self):
        """Not through a parent; the guard looks into commands before it lets go."""
        parents = {}
        for model_class in self._tables():
            for line_name, line in model_class._fields.items():
                # lines that are the server's as a whole are refused as such
                if (
                    line.type == "one2many"
                    and model_class._cem_own_fields
                    and line_name not in model_class._cem_guarded
                ):
                    parents.setdefault(line.comodel_name, []).append(
                        (model_class._name, line_name)
                    )
        calls = [
            (model, name, parent, line_name, command)
            for model, name, forged in self._forgeries(new=True)
            for parent, line_name in parents.get(model, ())
            for command in ((0, 0, {name: forged}), (1, 1, {name: forged}))
        ]
        passed = [
            f"{parent}.{line_name} {command}"
            for model, name, parent, line_name, command in calls
            if not self._is_refused_in(model, parent, {line_name: [command]})
        ]
        self.assertFalse(passed)
        return len(calls)

    def _is_refused_in(self, model, parent, vals):
        try:
            self._rpc(self.manager, parent, "write", self._some(parent), vals)
        except AccessError as error:
            return self.env[model]._description in str(error)
        return False


class AddonGuards:
    """The tests that each addon beside the first has; with :class:`GuardAttacks`."""

    def test_each_field_is_declared(self):
        self._check_declared()

    def test_all_ways(self):
        self._check_installed()
        self._check_write()
        self._check_create()
        self._check_defaults()
        self._check_copy()
        self._check_onchange()
        self._check_lines()
