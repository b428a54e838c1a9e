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
            domain = [(name, "in", self.ids)]
            if model == self._name:
                domain.append(("id", "not in", self.ids))
            # Whoever deletes need not see what would be left without its record.
            everything = self.env[model].sudo().with_context(active_test=False)
            user = everything.search(domain, limit=1)
            if user:
                domain[0] = (name, "=", user[name].id)
                self._cem_raise_used(user[name].with_env(self.env), everything, domain)

    def _cem_raise_used(self, used, everything, domain):
        """Of millions that use it, a few are named and the others counted."""
        seen = everything.with_env(self.env).with_context(active_test=False)
        seen = seen.search(domain, limit=NAMED) if seen.has_access("read") else seen
        names = [f"“{record.display_name}”" for record in seen]
        more = everything.search_count(domain) - len(names)
        if more:
            names.append(self.env._("%s more", more))
        what = self.env._(
            "%(kind)s: %(names)s",
            kind=seen._cem_kind(),
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
