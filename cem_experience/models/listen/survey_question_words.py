from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...tools.base.personal import ERASED
from ...tools.listen import explains

WORDS = ("text_box", "char_box")
# Set once the words of earlier answers have been brought to their questions
MOVED = "cem_experience.words_at_their_question"
SHEETS_AT_ONCE = 20000


class SurveyQuestion(models.Model):
    """Whose words are whose: a reason belongs to the mark that it explains."""

    _inherit = "survey.question"

    cem_explains_id = fields.Many2one(
        "survey.question",
        string="Explains",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        domain="[('survey_id', '=', survey_id), ('cem_measure', '!=', False)]",
        help="The words are shown with the mark of this question. Empty: they are a "
        "remark on the whole.",
    )

    @api.onchange("title", "question_type")
    def _onchange_cem_explains_id(self):
        """Propose it for a new question; whoever made one has decided."""
        if not self._origin and self.question_type in WORDS:
            self.cem_explains_id = self._cem_proposal()

    def _cem_proposal(self):
        """The question that these words explain, by place and wording, or none."""
        self.ensure_one()
        asked = self.survey_id.question_and_page_ids
        # a new one of a form is the last
        order = list(asked) if self.id else [*(asked - self), self]
        if self not in order:
            return self.browse()
        facts = [one._cem_as_asked() for one in order]
        found = explains.explained(facts, order.index(self))
        return self.browse(found or [])

    def _cem_as_asked(self):
        if self.is_page:
            kind = "page"
        elif self.question_type in WORDS:
            kind = "words"
        else:
            kind = "mark" if self.cem_measure else "other"
        after = self.triggering_answer_ids.question_id[:1]._origin.id
        return explains.Asked(self._origin.id, kind, self.title or "", after or None)

    def _cem_place_words(self, said=()):
        """Propose for new questions of words what they explain.

        :param said: ids of those of which whoever made them has said it
        """
        for question in self:
            if question.question_type in WORDS and question.id not in said:
                # new ones have no answers, and those of old ones are moved all at once
                later = question._cem_settles_later()
                later.cem_explains_id = question._cem_proposal()

    def _cem_words_of(self):
        """Id of the question whose mark the words at this one go with; 0 if none.

        Words beside a choice go with that choice.
        """
        if self.question_type in WORDS:
            return self.cem_explains_id.id or 0
        return self.id

    # ------------------------------------------------------------------
    # From before
    # ------------------------------------------------------------------

    @api.model
    def _cem_move_words(self):
        """Bring the words of earlier answers to the questions that they belong to.

        They stood with the worst mark of their sheet. Marks and figures stay as they
        are; words that have moved are read again. Runs once, see :data:`MOVED`.
        """
        params = self.env["ir.config_parameter"]
        if params.get_param(MOVED):
            return
        words = self.with_context(active_test=False).search(
            [("survey_id.survey_type", "=", "cem"), ("question_type", "in", WORDS)]
        )
        words._cem_place_words(words.filtered("cem_explains_id").ids)
        sheets = self.env["survey.user_input"]._cem_sheets_with_words()
        for ids in split_every(SHEETS_AT_ONCE, sheets):
            self.env["survey.user_input"].browse(ids)._cem_move_words()
        params.set_param(MOVED, "1")


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def copy(self, default=None):
        """In the copy, words explain the copies of what they explained."""
        copies = super().copy(default)
        for survey, copied in zip(self, copies, strict=True):
            questions = survey.question_and_page_ids.sorted()
            new = copied.question_and_page_ids.sorted()
            if len(questions) != len(new):
                continue
            twins = dict(zip(questions, new, strict=True))
            for question in questions.filtered(lambda one: one.question_type in WORDS):
                explained = twins.get(question.cem_explains_id)
                twins[question].cem_explains_id = explained
        return copies


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    @api.model
    def _cem_sheets_with_words(self):
        """Ids of the sheets with words of which some stand with a score."""
        self.env.flush_all()
        return [
            sheet_id
            for (sheet_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT score.user_input_id FROM cem_score score
                      JOIN survey_user_input sheet ON sheet.id = score.user_input_id
                       AND sheet.cem_reduced IS NOT TRUE
                     WHERE score.active IS TRUE
                       AND score.source = 'survey'
                       AND score.comment <> '' AND score.comment <> %s
                    """,
                    ERASED,
                )
            )
        ]

    def _cem_move_words(self):
        """Write the words of these sheets where they belong, all at once.

        What is read of scores elsewhere is their marks, which are not touched; so this
        is the one place that writes on scores that there are.
        """
        moved = self.env.execute_query(
            SQL(
                """
                WITH said AS (
                    SELECT line.user_input_id AS sheet, line.id,
                           CASE WHEN question.question_type IN %(words)s
                                THEN question.cem_explains_id ELSE question.id
                            END AS question,
                           BTRIM(COALESCE(NULLIF(line.value_text_box, ''),
                                          line.value_char_box)) AS words
                      FROM survey_user_input_line line
                      JOIN survey_question question ON question.id = line.question_id
                     WHERE line.user_input_id = ANY(%(sheets)s)
                       AND question.save_as_email IS NOT TRUE
                ), score AS (
                    SELECT DISTINCT ON (user_input_id, question_id)
                           id, user_input_id AS sheet, question_id AS question
                      FROM cem_score
                     WHERE user_input_id = ANY(%(sheets)s) AND active IS TRUE
                     ORDER BY user_input_id, question_id, user_input_line_id
                ), here AS (
                    SELECT score.id,
                           STRING_AGG(said.words, E'\\n' ORDER BY said.id) AS words
                      FROM said JOIN score USING (sheet, question)
                     WHERE said.words <> ''
                     GROUP BY score.id
                ), first AS (
                    SELECT sheet.id AS sheet, BTRIM(sheet.cem_comment) AS words,
                           (SELECT q.id FROM survey_question q
                             WHERE q.survey_id = sheet.survey_id
                               AND q.is_page IS NOT TRUE AND q.active IS TRUE
                             ORDER BY q.sequence, q.id LIMIT 1) AS question
                      FROM survey_user_input sheet
                     WHERE sheet.id = ANY(%(sheets)s) AND sheet.cem_comment <> ''
                ), wanted AS (
                    SELECT old.id, old.comment AS before,
                           NULLIF(CONCAT_WS(E'\\n', here.words, first.words), '')
                           AS after
                      FROM cem_score old
                      LEFT JOIN score ON score.id = old.id
                      LEFT JOIN here ON here.id = score.id
                      LEFT JOIN first ON first.sheet = score.sheet
                                     AND first.question = score.question
                     WHERE old.user_input_id = ANY(%(sheets)s) AND old.active IS TRUE
                       AND old.source = 'survey'
                )
                UPDATE cem_score
                   SET comment = wanted.after, sentiment = NULL, language = NULL,
                       text_corrected_by_id = NULL
                  FROM wanted
                 WHERE cem_score.id = wanted.id
                   AND wanted.before IS DISTINCT FROM wanted.after
             RETURNING cem_score.id
                """,
                words=WORDS,
                sheets=self.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM cem_score_topic_rel WHERE cem_score_id = ANY(%s)",
                [score_id for (score_id,) in moved],
            )
        )
        self.env.invalidate_all(flush=False)
        # What belongs to no mark becomes a remark of the sheet.
        sheets = self.filtered(lambda sheet: not sheet.cem_reduced)
        current = sheets._cem_current_remarks()
        wanted = []
        for sheet in sheets._cem_counted():
            marked = sheet.cem_score_ids.question_id.ids
            words = [
                said for key, said in sheet._cem_comments().items() if key not in marked
            ]
            wanted += sheet._cem_wanted_remark(words)
        current._keep(current, wanted)
