from odoo import api, fields, models
from odoo.tools import SQL, split_every

PARTNERS_AT_ONCE = 5000


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

    @api.model
    def _set_rows_active(self, rows, active):
        """Take the scores of imported rows out of every figure, or let them count again.

        :param rows: list of (id of the import, number of the row)
        """
        if not rows:
            return
        self.check_access("write")
        self.env.flush_all()
        imports, numbers = zip(*rows, strict=True)
        changed = self.env.execute_query(
            SQL(
                """
                UPDATE cem_score s SET active = %(active)s, followup_pending = FALSE
                  FROM UNNEST(%(imports)s::int[], %(numbers)s::int[]) AS u (import_id, row)
                  JOIN cem_score_import_column c ON c.import_id = u.import_id
                 WHERE s.import_column_id = c.id AND s.import_row = u.row
                   AND s.active IS NOT %(active)s
             RETURNING s.id, s.partner_id
                """,
                active=active,
                imports=list(imports),
                numbers=list(numbers),
            )
        )
        self.env.invalidate_all()
        scores = self.browse(score_id for score_id, _partner in changed)
        if active:
            scores._come_back()
        else:
            scores._have_left()
        partners = sorted({partner_id for _id, partner_id in changed if partner_id})
        for ids in split_every(PARTNERS_AT_ONCE, partners):
            self._refresh_after_change(self.env["res.partner"].browse(ids), active)
