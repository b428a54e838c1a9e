from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.base.hooks import hook


class CemScoreImportOwnedMixin(models.AbstractModel):
    """What belongs to a file, or to something else that brings rows of answers."""

    _name = "cem.score.import.owned.mixin"
    _description = "Part of an Import"

    import_id = fields.Many2one("cem.score.import", index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", search="_search_company_id"
    )

    @api.model
    @hook
    def _owner_fields(self):
        """Fields one of which says whose part it is."""
        return ["import_id"]

    @api.depends(lambda self: [f"{name}.company_id" for name in self._owner_fields()])
    def _compute_company_id(self):
        for part in self:
            owners = (part[name] for name in part._owner_fields())
            owner = next((owner for owner in owners if owner), part.import_id)
            part.company_id = owner.company_id

    @api.model
    def _search_company_id(self, operator, value):
        """By the company of whatever the part belongs to."""
        return Domain.OR(
            [(f"{name}.company_id", operator, value)] for name in self._owner_fields()
        )
