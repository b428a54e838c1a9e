from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...tools.base.hooks import hook
from .cem_score import SATISFACTION_MEASURES

PARTNERS_AT_ONCE = 5000
SCORES_AT_ONCE = 50000


class CemScore(models.Model):
    """How scores leave: withdrawn, corrected, undone, deleted.

    Whatever the way (an answer sheet, survey or question that is deleted, an import that
    is undone, a contact or an opinion that is taken back, a
    correction), it ends in one of three: archived (:meth:`write`), archived by the million
    (:meth:`_withdraw_imported`) or deleted (:meth:`unlink`). Each of them calls
    :meth:`_have_left`; nothing else has to be known of the way.
    """

    _inherit = "cem.score"

    @hook
    def _have_left(self):
        """Hook: these scores have just left every figure, or will in a moment.

        Sums follow by triggers of the database, and the figures of customers by
        :meth:`_refresh_after_change`. Whatever else hangs on single scores extends this.
        """

    @hook
    def _come_back(self):
        """Scores that had left count again: the follow-up rules look at them anew."""
        oldest = fields.Date.context_today(self) - timedelta(
            days=self._followup_max_age()
        )
        company_sources = self._company_sources()
        self.filtered(
            lambda score: (
                score.partner_id
                and score.measure in SATISFACTION_MEASURES
                and score.source not in company_sources
                and score.date >= oldest
            )
        )._cem_as_server().write({"followup_pending": True})

    def _withdraw(self):
        """Take scores out of every figure, because the answer is gone."""
        active = self.filtered("active")
        active._cem_as_server().write({"active": False, "followup_pending": False})

    @api.model
    def _detach(self, name, ids):
        """Forget answer sheets or questions that are about to be deleted.

        The database would empty each reference by itself, and look at the others again
        where the score is as new as the deletion: in an order that hangs on the numbers
        of its triggers, so that it may find the answer gone before the reference.

        :param name: ``user_input_id`` or ``question_id``
        :param ids: of what is to be deleted; their answers go with them
        """
        if not ids:
            return
        self.flush_model()
        column = SQL.identifier(name)
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_score SET %s = NULL, user_input_line_id = NULL
                 WHERE %s = ANY(%s)
                """,
                column,
                column,
                list(ids),
            )
        )
        self.invalidate_model([name, "user_input_line_id"])

    @api.model
    def _synchronise(self, current, wanted, key):
        """Make ``current`` scores equal to ``wanted`` values, rewriting none.

        :param current: active scores of the answers concerned
        :param wanted: list of values for create, all of them that should count
        :param key: name of the field that tells which score is which answer
        :return: the scores that were created
        """
        field = self._fields[key]
        by_key = {field.convert_to_write(score[key], score): score for score in current}
        to_create, replaced = [], []
        kept = self.browse()
        for vals in wanted:
            old = by_key.get(vals[key])
            if old and old._is_unchanged_by(vals):
                kept |= old
                continue
            to_create.append(vals)
            replaced.append(old)
        # Old rows leave first: one active score per answer is a database rule.
        (current - kept)._withdraw()
        current.flush_recordset(["active"])
        server = self._cem_as_server()
        created = server.create(to_create) if to_create else self.browse()
        created = created.with_env(self.env)
        successors = defaultdict(self.browse)
        for old, new in zip(replaced, created, strict=True):
            if old:
                successors[new] |= old
        for new, old in successors.items():
            old._cem_as_server().write({"superseded_by_id": new.id})
        return created

    def _is_unchanged_by(self, vals):
        """Whether this score already holds what ``vals`` would write."""
        self.ensure_one()
        for name, value in vals.items():
            field = self._fields[name]
            mine = field.convert_to_write(self[name], self)
            if field.type == "float":
                if abs((mine or 0.0) - (value or 0.0)) > 1e-9:
                    return False
            elif field.type == "date":
                if fields.Date.to_date(mine) != fields.Date.to_date(value):
                    return False
            elif (mine or False) != (value or False):
                return False
        return True

    @api.model
    def _withdraw_imported(self, columns):
        """Take the scores of imported columns out of every figure, all at once.

        The set-based twin of :meth:`_withdraw`, for the million scores of an import.

        :param columns: ``cem.score.import.column`` records
        :return: number of scores that have left
        """
        self.check_access("write")
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE cem_score
                   SET active = FALSE, followup_pending = FALSE
                 WHERE import_column_id IN %s AND active IS TRUE
             RETURNING id, partner_id
                """,
                tuple(columns.ids),
            )
        )
        self.env.invalidate_all()
        for ids in split_every(SCORES_AT_ONCE, [score_id for score_id, _p in rows]):
            self.browse(ids)._have_left()
        partner_ids = sorted({partner_id for _id, partner_id in rows if partner_id})
        for ids in split_every(PARTNERS_AT_ONCE, partner_ids):
            self._refresh_after_change(self.env["res.partner"].browse(ids), False)
        return len(rows)
