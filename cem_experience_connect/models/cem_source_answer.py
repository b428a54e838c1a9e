from odoo import api, fields, models
from odoo.tools import SQL


class CemSourceAnswer(models.Model):
    """What has been read from a source: each of its answers once, for ever."""

    _name = "cem.source.answer"
    _description = "Answer Read from a Source"
    _log_access = False
    _rec_name = "external_id"
    _order = "id desc"

    source_id = fields.Many2one(
        "cem.source", required=True, readonly=True, ondelete="cascade"
    )
    external_id = fields.Char(string="Id There", required=True, readonly=True)
    number = fields.Integer(
        readonly=True, aggregator=None, help="Row number, as on its scores."
    )

    # However many processes read the same page, an answer counts once.
    _external_uniq = models.UniqueIndex(
        "(source_id, external_id)", "This answer has been taken in already."
    )

    @api.model
    def _take(self, source, numbers):
        """Note down answers, and tell which of them are new.

        :param numbers: dict from external id to row number
        :return: set of the external ids that were not known
        """
        if not numbers:
            return set()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO cem_source_answer (source_id, external_id, number)
                SELECT %s, external_id, number
                  FROM UNNEST(%s::text[], %s::int[]) AS taken (external_id, number)
           ON CONFLICT DO NOTHING
             RETURNING external_id
                """,
                source.id,
                list(numbers),
                list(numbers.values()),
            )
        )
        return {external_id for [external_id] in rows}

    @api.model
    def _known(self, source, external_ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT external_id FROM cem_source_answer "
                "WHERE source_id = %s AND external_id = ANY(%s)",
                source.id,
                list(external_ids),
            )
        )
        return {external_id for [external_id] in rows}
