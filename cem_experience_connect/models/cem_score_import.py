from odoo import api, fields, models


class CemScoreImportOwnedMixin(models.AbstractModel):
    _inherit = "cem.score.import.owned.mixin"

    @api.model
    def _owner_fields(self):
        return [*super()._owner_fields(), "source_id"]


class CemScoreImportColumn(models.Model):
    """A column of what a source sends."""

    _inherit = "cem.score.import.column"

    source_id = fields.Many2one(
        "cem.source", index="btree_not_null", ondelete="restrict"
    )

    _import_or_source = models.Constraint(
        "CHECK ((import_id IS NULL) <> (source_id IS NULL))",
        "A column belongs to a file or to a source.",
    )

    def _is_put_away(self, dimension):
        put_away = [("put_away_dimension_ids", "in", dimension.ids)]
        return super()._is_put_away(dimension) or bool(
            self.env["cem.source"].search_count(put_away, limit=1)
        )

    def _mapping_changes(self):
        self.source_id._mapping_changes()
        return super()._mapping_changes()


class CemScoreImportReject(models.Model):
    """A row that a source has sent and that was left out."""

    _inherit = "cem.score.import.reject"

    source_id = fields.Many2one(
        "cem.source", index="btree_not_null", ondelete="cascade"
    )
