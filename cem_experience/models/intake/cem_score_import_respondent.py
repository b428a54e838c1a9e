from odoo import api, fields, models
from odoo.tools import SQL

ROWS_AT_ONCE = 5000


class CemScoreImportRespondent(models.Model):
    """By which id a form knows a respondent, and which row of which file counts.

    One row of a respondent counts at a time (``current``). Others were left out because
    the respondent was known (``skipped``), or were corrected by a later file
    (``replaced``): they come back when what stands in their place is undone.
    """

    _name = "cem.score.import.respondent"
    _description = "Respondent of an Imported Form"
    _log_access = False
    _rec_name = "external_id"
    _order = "id desc"

    import_id = fields.Many2one(
        "cem.score.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    form = fields.Char(required=True, readonly=True)
    external_id = fields.Char(string="Id There", required=True, readonly=True)
    row = fields.Integer(readonly=True, aggregator=None)
    digest = fields.Char(
        readonly=True, help="Tells whether the answers are the same as before."
    )
    state = fields.Selection(
        [("current", "Counts"), ("replaced", "Corrected"), ("skipped", "Left out")],
        required=True,
        readonly=True,
    )

    # However many files are imported at once, a respondent counts once.
    _current_uniq = models.UniqueIndex(
        "(company_id, form, external_id) WHERE state = 'current'",
        "The answers of this respondent are there already.",
    )
    _form_idx = models.Index("(company_id, form, external_id)")

    @api.model
    def _known(self, company, form, ids):
        """Those of these respondents who are there: id to (import, row, digest)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT external_id, import_id, row, digest
                  FROM cem_score_import_respondent
                 WHERE company_id = %s AND form = %s AND external_id = ANY(%s)
                   AND state = 'current'
                """,
                company.id,
                form,
                list(ids),
            )
        )
        return {external_id: tuple(rest) for external_id, *rest in rows}

    @api.model
    def _note(self, record, state, lines):
        """Note rows of an import.

        :param lines: list of (id there, row, digest)
        """
        if lines:
            ids, rows, digests = zip(*lines, strict=True)
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO cem_score_import_respondent
                           (import_id, company_id, form, external_id, row, digest, state)
                    SELECT %s, %s, %s, u.external_id, u.row, u.digest, %s
                      FROM UNNEST(%s::text[], %s::int[], %s::text[])
                           AS u (external_id, row, digest)
                    """,
                    record.id,
                    record.company_id.id,
                    record.form,
                    state,
                    list(ids),
                    list(rows),
                    list(digests),
                )
            )
            self.invalidate_model()

    @api.model
    def _replace(self, record, ids):
        """Take the rows of these respondents out of every figure: others count now."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE cem_score_import_respondent SET state = 'replaced'
                 WHERE company_id = %s AND form = %s AND external_id = ANY(%s)
                   AND state = 'current'
             RETURNING import_id, row
                """,
                record.company_id.id,
                record.form,
                list(ids),
            )
        )
        self.invalidate_model()
        self.env["cem.score"]._set_rows_active(rows, False)

    @api.model
    def _forget(self, record):
        """Forget an import that is undone; the rows that it stood for count again.

        :return: dict from import to the numbers of its rows that are to be read anew
        """
        self.env.flush_all()
        gone = self.env.execute_query(
            SQL(
                """
                DELETE FROM cem_score_import_respondent WHERE import_id = %s
             RETURNING company_id, form, external_id, state
                """,
                record.id,
            )
        )
        self.invalidate_model()
        ids = [external_id for *_one, external_id, state in gone if state == "current"]
        if not ids:
            return {}
        company_id, form = gone[0][:2]
        heirs = self.env.execute_query(
            SQL(
                """
                UPDATE cem_score_import_respondent r SET state = 'current'
                  FROM (SELECT DISTINCT ON (o.external_id) o.id, o.state
                          FROM cem_score_import_respondent o
                          JOIN cem_score_import i ON i.id = o.import_id
                         WHERE o.company_id = %s AND o.form = %s
                           AND o.external_id = ANY(%s)
                           AND i.state IN ('running', 'failed', 'done')
                         ORDER BY o.external_id, o.state = 'skipped', o.id DESC
                       ) heir
                 WHERE r.id = heir.id
             RETURNING r.import_id, r.row, heir.state, r.id
                """,
                company_id,
                form,
                ids,
            )
        )
        back = [
            (import_id, row)
            for import_id, row, state, _id in heirs
            if state != "skipped"
        ]
        self.env["cem.score"]._set_rows_active(back, True)
        anew, noted = {}, []
        for import_id, row, state, line_id in heirs:
            if state == "skipped":
                anew.setdefault(import_id, []).append(row)
                noted.append(line_id)
        # they are noted again when their rows are read
        self.env.cr.execute(
            SQL(
                "DELETE FROM cem_score_import_respondent WHERE id = ANY(%s)",
                noted,
            )
        )
        return anew
