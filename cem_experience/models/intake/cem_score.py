from odoo import api, fields, models


class CemScore(models.Model):
    """From which column and row of a file an answer came."""

    _inherit = "cem.score"
    _cem_server_fields = frozenset({"import_column_id", "import_row"})

    import_column_id = fields.Many2one(
        "cem.score.import.column",
        string="Imported Item",
        index="btree_not_null",
        ondelete="restrict",
        help="Column of the imported file that held the answer.",
    )
    import_row = fields.Integer(
        aggregator=None,
        help="Row of the imported file: which respondent of the file answered.",
    )

    @api.model
    def _bulk_columns(self):
        return [*super()._bulk_columns(), "import_column_id", "import_row"]
