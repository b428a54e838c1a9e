"""What others still need is not deleted, and whoever tries is told what needs it."""

from odoo import api, models, tools
from odoo.exceptions import UserError

from .guards import _is_ours

NAMED = 3


class Base(models.AbstractModel):
    """Says in words what the database would say with the name of a foreign key."""

    _inherit = "base"

    @api.model
    @tools.ormcache("self._name")
    def _cem_needed_by(self):
        """Model and field of each of our links that keep records of this model alive."""
        return tuple(
            (model_class._name, name)
            for model_class in self.env.registry.models.values()
            if model_class._auto and not model_class._abstract
            for name, field in model_class._fields.items()
            if field.type == "many2one"
            and field.store
            and field.comodel_name == self._name
            and field.ondelete == "restrict"
            and not model_class._transient
            and _is_ours(field)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_while_used(self):
        for model, name in self._cem_needed_by():
            # Whoever deletes need not see what would be left without its record.
            everything = self.env[model].sudo().with_context(active_test=False)
            users = everything.search([(name, "in", self.ids)])
            if model == self._name:
                users -= self
            if users:
                self._cem_raise_used(users, name)

    def _cem_raise_used(self, users, name):
        used = users[0][name].with_env(self.env)
        users = users.filtered(lambda user: user[name].id == used.id)
        seen = users.with_env(self.env)._filtered_access("read")
        names = [f"“{record.display_name}”" for record in seen[:NAMED]]
        if len(users) > len(names):
            names.append(self.env._("%s more", len(users) - len(names)))
        what = self.env._(
            "%(kind)s: %(names)s",
            kind=users._cem_kind(),
            names=", ".join(names),
        )
        if "active" in self._fields:
            raise UserError(
                self.env._(
                    "“%(record)s” cannot be deleted, because it is still used. "
                    "%(what)s. Archive it, or delete or change these first.",
                    record=used.display_name,
                    what=what,
                )
            )
        raise UserError(
            self.env._(
                "“%(record)s” cannot be deleted, because it is still used. "
                "%(what)s. Delete or change these first.",
                record=used.display_name,
                what=what,
            )
        )
