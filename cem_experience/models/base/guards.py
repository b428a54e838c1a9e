"""What only the server writes, whoever asks, and by whatever way.

Read-only in Odoo means that the form does not offer it: over RPC a read-only or
computed field is written like any other, and whoever may not write it may still have it
filled by a default. On our models, and for our fields on Odoo's, read-only means
read-only; see docs/security.md.

What a client asks is told from what the server does by the outermost class of each
model (:class:`Guard`), which sees the values before any method of ours has added to
them. Server code that writes such fields on a user's behalf says so, with
``_cem_as_server()``, or has all rights anyway.
"""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import frozendict
from odoo.tools.misc import clean_context

OURS = "cem_experience"


class _Server(str):
    """A mark that no client can send: it is known by what it is, not by its text."""

    __slots__ = ()


SERVER = _Server("server")


def _is_ours(field):
    """Whether this field is of one of our addons, and no extension of Odoo's field."""
    return bool(field._modules) and all(
        module.startswith(OURS) for module in field._modules
    )


def guarded_fields(model_class):
    """Names of the fields of a model that no client writes.

    All that are read-only in Python, computed ones included, but for
    ``_cem_open_fields``, and those in ``_cem_server_fields``.
    """
    if model_class._abstract or model_class._transient or not model_class._auto:
        return frozenset()
    names = {
        name
        for name, field in model_class._fields.items()
        if field.readonly and _is_ours(field)
    }
    names.difference_update(model_class._cem_open_fields)
    for cls in model_class.__mro__:  # each room says it of the fields that it adds
        names.update(vars(cls).get("_cem_server_fields", ()))
    return frozenset(names & model_class._fields.keys())


def install(model_class):
    """Put the guard before all other classes of a model; again does nothing.

    Not as methods patched onto the class, as automation rules are: whoever starts
    listening has those taken off and put on again, and so would take off the guard.
    """
    ours = {name for name, field in model_class._fields.items() if _is_ours(field)}
    if model_class._abstract or not model_class._auto or not ours:
        return
    model_class._cem_guarded = guarded_fields(model_class)
    model_class._cem_own_fields = frozenset(ours)
    bases = model_class._base_classes__
    if bases[0] is not Guard:
        # A class that came later, of an addon just installed, is before it.
        others = (base for base in bases if base is not Guard)
        model_class._base_classes__ = (Guard, *others)
        model_class.__bases__ = model_class._base_classes__


class Guard:
    """The outermost class of each guarded model: what comes in here, a client sent."""

    __slots__ = ()

    # Read of each class of a model that is extended.
    _inherits = frozendict()
    _depends = frozendict()

    @api.model_create_multi
    def create(self, vals_list):
        if not self._cem_is_server():
            vals_list = [self._cem_checked(vals, new=True) for vals in vals_list]
        self._cem_check_pointed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        is_server = self._cem_is_server()
        if not is_server:
            vals = self._cem_checked(vals)
        self._cem_check_pointed([vals])
        if is_server:
            return super().write(vals)
        companies = self._cem_companies(vals)
        result = super().write(vals)
        self._cem_check_moved(companies)
        return result

    def copy(self, default=None):
        if self._cem_is_server():
            return super().copy(default)
        default = self._cem_checked(default or {}, new=True)
        self.check_access("read")
        # What the original has of guarded values is left behind in copy_data().
        copies = super(Guard, self._cem_as_server()).copy(default)
        return copies.with_env(self.env)


class Base(models.AbstractModel):
    """How guarded models keep what only the server writes."""

    _inherit = "base"

    # Fields of a model, besides the read-only ones, that only the server writes.
    _cem_server_fields = frozenset()
    # Read-only fields that a client may write all the same.
    _cem_open_fields = frozenset()
    # Guarded fields that a copy has from its original.
    _cem_copied_fields = frozenset()
    # Fields that nobody has filled by a default, of whatever kind.
    _cem_explicit_fields = frozenset()
    # Fields that are set when a record is made, and by a client never after.
    _cem_fixed_fields = frozenset()
    # Set when the registry is ready, see install().
    _cem_guarded = frozenset()
    _cem_own_fields = frozenset()

    # ------------------------------------------------------------------
    # Who writes
    # ------------------------------------------------------------------

    def _cem_as_server(self):
        """The same records, with the right to write what no client may.

        For methods that have checked what they do; the user's other rights stay. The
        mark is an object of this process, so that no context that is sent can be it.
        """
        return self.with_context(cem_server=SERVER)

    def _cem_sudo(self):
        """With all rights, and without the defaults that a client has sent along.

        For records that are made on a client's behalf: ``default_…`` in the context
        would else fill in, with all rights, whatever the code leaves empty.
        """
        # callers say why; keys are to go, which no keyword could do
        context = clean_context(self.env.context)
        return self.sudo().with_context(context)  # pylint: disable=context-overridden

    def _cem_is_server(self):
        return self.env.su or self.env.context.get("cem_server") is SERVER

    # ------------------------------------------------------------------
    # Values that a client sends
    # ------------------------------------------------------------------

    def _cem_checked(self, vals, new=False):
        """Values as a client may send them, commands for lines included.

        :param new: for a record to be made; what is empty or as the server would have
            it is then left out instead of refused
        :raise AccessError: on a value that only the server writes
        """
        refused = self._cem_guarded & vals.keys()
        if not new:
            refused |= {
                name
                for name in self._cem_fixed_fields & vals.keys()
                if self._cem_differs(name, vals[name])
            }
        elif refused:
            safe = self._cem_safe_defaults(refused)
            vals = {
                name: value
                for name, value in vals.items()
                if name not in refused or (value and value != safe.get(name))
            }
            refused &= vals.keys()
        if refused:
            raise AccessError(self._cem_refusal(sorted(refused)[0]))
        lines = [
            name
            for name in vals
            if isinstance(vals[name], (list, tuple))
            and name in self._fields
            and self._fields[name].type in ("one2many", "many2many")
        ]
        if lines:
            vals = dict(vals)
            for name in lines:
                comodel = self.env[self._fields[name].comodel_name]
                vals[name] = [
                    (
                        command[0],
                        command[1],
                        comodel.browse(
                            command[1] if isinstance(command[1], int) else ()
                        )._cem_checked(command[2], command[0] == Command.CREATE),
                    )
                    if self._cem_has_values(command)
                    else command
                    for command in vals[name]
                ]
        return vals

    @api.model
    def _cem_has_values(self, command):
        return (
            isinstance(command, (list, tuple))
            and len(command) == 3
            and command[0] in (Command.CREATE, Command.UPDATE)
            and isinstance(command[2], dict)
        )

    def _cem_differs(self, name, value):
        field = self._fields[name]
        return any(
            field.convert_to_cache(value, record, validate=False)
            != field.convert_to_cache(record[name], record, validate=False)
            for record in self
        )

    @api.model
    def _cem_kind(self):
        """What records of this model are called, in the language of the reader."""
        return self.env["ir.model"]._get(self._name).name or self._description

    def _cem_refusal(self, name):
        return self.env._(
            "“%(field)s” (%(model)s) is kept by the software and cannot be set. "
            "Leave it out; where it can change, a button changes it.",
            field=self._fields[name]._description_string(self.env) or name,
            model=self._cem_kind(),
        )

    def _cem_safe_defaults(self, names):
        """Defaults of the model itself: not those of a context or saved by a user."""
        defaults = {}
        for name in names:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(
                    field.default(self), self, validate=False
                )
                defaults[name] = field.convert_to_write(value, self)
        return defaults

    @api.model
    def default_get(self, fields):
        guarded = self._cem_guarded | self._cem_explicit_fields
        if not guarded and not self._cem_own_fields:
            return super().default_get(fields)
        defaults = super().default_get([name for name in fields if name not in guarded])
        own = self._cem_guarded.intersection(fields)
        defaults.update(self._cem_safe_defaults(own))
        if not self._cem_is_server():
            unseen = self._cem_unreadable(
                {
                    name: value
                    for name, value in defaults.items()
                    if name in self._cem_own_fields and self._cem_is_proposed(name)
                }
            )
            for name in unseen:
                del defaults[name]
        return defaults

    def _cem_is_proposed(self, name):
        """Whether the default of a field is not that of the model itself."""
        return f"default_{name}" in self.env.context or name in self.env[
            "ir.default"
        ]._get_model_defaults(self._name)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Odoo offers to archive whatever has a field ``active`` that is not read-only."""
        found = super().fields_get(allfields, attributes)
        if (
            "readonly" in found.get("active", ())
            and "active" in self._cem_own_fields
            and not self.has_access("write")
        ):
            found["active"]["readonly"] = True
        return found

    def copy_data(self, default=None):
        default = default or {}
        # What the person may not read is left out, instead of ending in an error.
        hidden = {
            name: False
            for name in self._cem_own_fields.difference(default)
            if self._fields[name].copy
            and not self._has_field_access(self._fields[name], "read")
        }
        vals_list = super().copy_data({**default, **hidden})
        left = self._cem_guarded.difference(default, self._cem_copied_fields)
        left |= hidden.keys()
        if not left:
            return vals_list
        return [
            vals and {name: vals[name] for name in vals if name not in left}
            for vals in vals_list
        ]

    def _register_hook(self):
        super()._register_hook()
        install(self.env.registry[self._name])

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        # The way of translated texts goes past write().
        if not self._cem_is_server() and field_name in (
            self._cem_guarded | self._cem_fixed_fields
        ):
            raise AccessError(self._cem_refusal(field_name))
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
