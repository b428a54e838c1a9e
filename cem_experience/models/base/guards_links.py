"""What a client may point at, and what a form may pretend."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

RELATIONAL = ("many2one", "one2many", "many2many", "reference")
# Which number a model or field has is known to administrators only, and no secret.
PUBLIC = {"ir.model", "ir.model.fields"}


class Base(models.AbstractModel):
    """Fields that look through a link read with all rights: no link to the unreadable."""

    _inherit = "base"

    # ------------------------------------------------------------------
    # Records that a client points at
    # ------------------------------------------------------------------

    @api.model
    def _cem_number(self, field, value):
        """The id that a value stands for; None if it stands for none.

        The database reads more as a number than Odoo does ("29", 29.0): what is looked at
        must be what is stored.

        :raise UserError: nobody can say which record is meant
        """
        if isinstance(value, (list, tuple)):
            value = value[0] if value else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value)
        if isinstance(value, (str, float)) and value or value is True:
            raise UserError(
                self.env._(
                    "“%(value)s” is no id of a record (field %(field)s).",
                    value=value,
                    field=field.name,
                )
            )
        return value if isinstance(value, int) and value else None

    @api.model
    def _cem_pointed(self, name, value):
        """Model and ids that a value of a relational field points at."""
        field = self._fields[name]
        if field.type == "many2one":
            if isinstance(value, dict):
                value = value.get("id")
            number = self._cem_number(field, value)
            return field.comodel_name, [number] if number else []
        if field.type == "reference":
            model, _sep, number = str(value or "").partition(",")
            if model not in self.env:
                return None, []
            number = self._cem_number(field, number)
            return (model, [number]) if number else (None, [])
        ids = []
        for command in value if isinstance(value, (list, tuple)) else []:
            if isinstance(command, (list, tuple)):
                if len(command) > 1 and command[0] in (Command.LINK, Command.UPDATE):
                    ids.append(command[1])
                elif len(command) > 2 and command[0] == Command.SET:
                    ids.extend(command[2] or ())
            else:
                ids.append(command)
        # lines that a form has not saved yet have texts for ids
        numbers = [
            None if isinstance(one, str) and not one.strip().isdecimal() else one
            for one in ids
        ]
        found = [self._cem_number(field, one) for one in numbers]
        return field.comodel_name, [one for one in found if one]

    def _cem_unreadable(self, vals):
        """Names in ``vals`` that point at records which the user may not read.

        What a record points at already is no news.
        """
        names = []
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or field.type not in RELATIONAL:
                continue
            model, ids = self._cem_pointed(name, value)
            if not ids or model in PUBLIC:
                continue
            pointed = self.env[model].browse(ids)
            # the links that are there, also to records hidden from the user
            known = [record[name] for record in self.sudo()]
            if known:
                common = set.intersection(
                    *({(one._name, one.id) for one in there or ()} for there in known)
                )
                pointed = pointed.filtered(
                    lambda one, common=common: (one._name, one.id) not in common
                )
            if pointed and not pointed.has_access("read"):
                names.append(name)
        return names

    def _cem_check_pointed(self, vals_list):
        """Refuse links to what the user may not read.

        Fields that look through a link have the rights of the system: whoever could set
        any link could read anything through it.
        """
        if self.env.su:
            return
        pointed = defaultdict(set)
        for vals in vals_list:
            own = {name: vals[name] for name in vals if name in self._cem_own_fields}
            # All new records at once: what they point at is read in one go.
            for name in self._cem_unreadable(own) if self else own:
                if self._fields[name].type in RELATIONAL:
                    model, ids = self._cem_pointed(name, own[name])
                    pointed[model].update(ids)
        for model, ids in pointed.items():
            if ids and model not in PUBLIC:
                self.env[model].browse(ids).check_access("read")

    # ------------------------------------------------------------------
    # Forms
    # ------------------------------------------------------------------

    def onchange(self, values, field_names, fields_spec):
        if not self._cem_is_server():
            values = self._cem_possible(values)
            if field_names:
                field_names = [name for name in field_names if name in values]
                if not field_names:
                    return {}
        return super().onchange(values, field_names, fields_spec)

    def _cem_possible(self, values):
        """The values of a form without those that the user could not save.

        Computed values stay, as the form shows them: what rests on them is computed anew.
        """
        if not self._cem_own_fields:
            return values
        possible = {
            name: value
            for name, value in values.items()
            if name not in self._cem_guarded or self._fields[name].compute
        }
        own = {
            name: possible[name] for name in possible if name in self._cem_own_fields
        }
        for name in self._cem_unreadable(own):
            del possible[name]
        for name, value in possible.items():
            field = self._fields.get(name)
            if not field or field.type not in ("one2many", "many2many") or not value:
                continue
            comodel = self.env[field.comodel_name]
            possible[name] = [
                (
                    command[0],
                    command[1],
                    comodel.browse(
                        command[1] if isinstance(command[1], int) else ()
                    )._cem_possible(command[2]),
                )
                if self._cem_has_values(command)
                else command
                for command in value
            ]
        return possible
