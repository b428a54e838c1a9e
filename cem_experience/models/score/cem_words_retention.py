from odoo import api, models
from odoo.tools import SQL

from ...tools.base.personal import ERASED


class CemWordsMixin(models.AbstractModel):
    """Words that are old go; what was read in them stays."""

    _inherit = "cem.words.mixin"

    @api.model
    def _cem_retain_comments(self, before, limit):
        if self._abstract:
            return 0
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s SET comment = %(sign)s
                 WHERE id IN (SELECT id FROM %(table)s
                               WHERE comment IS NOT NULL AND comment <> %(sign)s
                                 AND sentiment IS NOT NULL AND date < %(before)s
                               LIMIT %(limit)s)
                """,
                table=SQL.identifier(self._table),
                sign=ERASED,
                before=before.date(),
                limit=limit,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(["comment"])
        return count
