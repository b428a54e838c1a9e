"""How long sheets and invitations are kept; see ``cem.retention``."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.base.personal import ERASED

OURS = SQL("survey_id IN (SELECT id FROM survey_survey WHERE survey_type = 'cem')")


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    cem_reduced = fields.Boolean(
        readonly=True,
        help="Its answers have been deleted because of their age; their scores stay.",
    )

    @api.model
    def _cem_old(self, condition, before, limit):
        """Ids of sheets that were finished, or left, before a day."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM survey_user_input sheet
                 WHERE %s AND COALESCE(end_datetime, create_date) < %s
                   AND cem_unmixed IS NOT TRUE AND (%s)
                 LIMIT %s
                """,
                OURS,
                before,
                condition,
                limit,
            )
        )
        return [row_id for (row_id,) in rows]

    @api.model
    def _cem_retain_comments(self, before, limit):
        """The customer's words on old sheets."""
        texts = ("value_char_box", "value_text_box")
        said = SQL(" OR ").join(
            SQL("(%s <> '' AND %s <> %s)", *(SQL.identifier(name),) * 2, ERASED)
            for name in texts
        )
        ids = self._cem_old(
            SQL(
                """
                (cem_comment <> '' AND cem_comment <> %s) OR EXISTS (
                    SELECT FROM survey_user_input_line line
                     WHERE line.user_input_id = sheet.id AND (%s))
                """,
                ERASED,
                said,
            ),
            before,
            limit,
        )
        for table, key, names in (
            ("survey_user_input", "id", ("cem_comment",)),
            ("survey_user_input_line", "user_input_id", texts),
        ):
            for name in names:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s = ANY(%s) AND %s <> ''",
                        SQL.identifier(table),
                        SQL.identifier(name),
                        ERASED,
                        SQL.identifier(key),
                        ids,
                        SQL.identifier(name),
                    )
                )
        self.env.invalidate_all(flush=False)
        return len(ids)

    @api.model
    def _cem_retain_sheets(self, before, limit):
        """What was answered to each question, and by whom.

        The empty sheet stays: it holds together the scores of one respondent.
        """
        ids = self._cem_old(SQL("cem_reduced IS NOT TRUE"), before, limit)
        for query in (
            SQL(
                "UPDATE cem_score SET user_input_line_id = NULL"
                " WHERE user_input_id = ANY(%s) AND user_input_line_id IS NOT NULL",
                ids,
            ),
            SQL(
                "DELETE FROM survey_user_input_line WHERE user_input_id = ANY(%s)", ids
            ),
            SQL(
                """
                UPDATE survey_user_input
                   SET partner_id = NULL, email = NULL, nickname = NULL,
                       cem_comment = NULL, access_token = gen_random_uuid()::text,
                       cem_reduced = TRUE
                 WHERE id = ANY(%s)
                """,
                ids,
            ),
        ):
            self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)
        return len(ids)


class CemInvitation(models.Model):
    _inherit = "cem.invitation"

    @api.model
    def _cem_retain_invitations(self, before, limit):
        """Who was asked; that somebody was, and whether they answered, stays."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_invitation
                   SET partner_id = NULL, email = NULL, email_normalized = NULL,
                       phone = NULL, res_name = NULL, note = NULL,
                       access_token = gen_random_uuid()::text
                 WHERE id IN (
                    SELECT id FROM cem_invitation
                     WHERE create_date < %(before)s
                       AND COALESCE(sent_date, create_date) < %(before)s
                       AND state NOT IN ('waiting', 'sending', 'sent', 'opened')
                       AND (partner_id IS NOT NULL OR email IS NOT NULL
                            OR phone IS NOT NULL)
                     LIMIT %(limit)s)
                """,
                before=before,
                limit=limit,
            )
        )
        count = self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        return count
