from odoo import api, fields, models


class CemMayWriteMixin(models.AbstractModel):
    """Tells a form whether its reader may change the record, by the record rules.

    Rights on the model hide buttons by themselves; a rule on the record does not. A
    form hides by this field what would only end in a refusal.
    """

    _name = "cem.may.write.mixin"
    _description = "Record That Knows Who May Change It"

    may_write = fields.Boolean(
        compute="_compute_may_write",
        export_string_translation=False,
    )

    @api.depends_context("uid")
    def _compute_may_write(self):
        allowed = self.browse(self._origin.ids)._filtered_access("write")
        for record in self:
            record.may_write = not record._origin or record._origin in allowed

    def _owner(self):
        """The user whose record this is, and who alone may change it, beside managers."""
        return self.user_id

    def _why_not(self, operation):
        """Why the reader may not change these records, in words that say who may.

        :return: the words; None if who reads them may not know, or there is no owner
        """
        if operation not in ("write", "unlink") or not self.has_access("read"):
            return None
        for record in self:
            # The name of a colleague is no secret from whoever reads the record.
            owner = record.sudo()._owner()
            if owner and owner != self.env.user:
                return self.env._(
                    "“%(record)s” is with %(owner)s now. Only %(owner)s and managers "
                    "can change it; ask them, or choose another one.",
                    record=record.display_name,
                    owner=owner.name,
                )
        return None
