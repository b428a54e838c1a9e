from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime
from odoo.tools.misc import formatLang

from ...tools.listen import meaning as meanings

# What a version of a question is made of.
MEANING = {
    "cem_measure",
    "cem_dimension_id",
    "cem_touchpoint_id",
    "cem_reversed",
    "cem_scale_min",
    "cem_scale_max",
    "scale_min",
    "scale_max",
    "scale_min_label",
    "scale_mid_label",
    "scale_max_label",
    "question_type",
    "matrix_subtype",
    "suggested_answer_ids",
    "matrix_row_ids",
}
LABELS = {
    "low": "scale_min_label",
    "mid": "scale_mid_label",
    "high": "scale_max_label",
}
CHANGES = [
    ("correct", "A mistake is corrected: earlier answers are scored anew"),
    ("from_now", "From now on: earlier answers keep their scores"),
]


class _Later:
    """A mark that no client can send: whoever set it settles what has changed."""


LATER = _Later()


class SurveyQuestion(models.Model):
    """What is asked may change; what has been answered stays what it was."""

    _inherit = "survey.question"

    cem_version_id = fields.Many2one(
        "cem.question.version",
        string="Version Asked Now",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    cem_version_ids = fields.One2many(
        "cem.question.version", "question_id", string="Versions", readonly=True
    )
    cem_version_count = fields.Integer(compute="_compute_cem_version_count")
    cem_change = fields.Selection(
        CHANGES,
        string="What Does This Change Mean?",
        store=False,
        help="Customers have answered this question as it was.",
    )
    cem_asks_change = fields.Boolean(compute="_compute_cem_asks_change")

    @api.depends("cem_version_ids")
    def _compute_cem_version_count(self):
        for question in self:
            question.cem_version_count = len(question.cem_version_ids)

    @api.depends(
        *sorted(MEANING),
        *("suggested_answer_ids.value", "suggested_answer_ids.sequence"),
        *("suggested_answer_ids.cem_counts", "suggested_answer_ids.cem_value"),
        *("matrix_row_ids.value", "matrix_row_ids.cem_dimension_id"),
        "matrix_row_ids.cem_touchpoint_id",
    )
    def _compute_cem_asks_change(self):
        """On a form that has not been saved yet: whether it has to be asked."""
        for question in self:
            stored = question._origin
            if question == stored or not stored:
                question.cem_asks_change = False
                continue
            # whether there are answers is told to whoever edits the question
            version = stored.sudo().cem_version_id
            changed = (version.meaning or None) != question._cem_meaning() or any(
                old and old != new
                for old, new in zip(
                    stored._cem_words_shown(), question._cem_words_shown(), strict=False
                )
            )
            question.cem_asks_change = changed and bool(stored._cem_given(version, 1))

    def _cem_words_shown(self):
        """The texts of scale and choices in the language of whoever edits them."""
        self.ensure_one()
        if not self.cem_measure:
            return []
        answers = self.suggested_answer_ids | self.matrix_row_ids
        return [self[name] for name in LABELS.values()] + [
            answer.value for answer in answers if answer._origin
        ]

    # ------------------------------------------------------------------
    # Now
    # ------------------------------------------------------------------

    def _cem_meaning(self):
        """What the question measures as it stands, as plain data; None if nothing.

        See :mod:`odoo.addons.cem_experience.tools.listen.meaning`.
        """
        self.ensure_one()
        if not self.cem_measure:
            return None
        low, high = self.cem_scale_min, self.cem_scale_max
        meaning = {
            "type": self.question_type,
            "measure": self.cem_measure,
            "dimension": self.cem_dimension_id.id or None,
            "touchpoint": self.cem_touchpoint_id.id or None,
            "reversed": self.cem_reversed,
            "low": low,
            "high": high,
        }
        if self.question_type in meanings.CHOICES:
            choices = _asked(self.suggested_answer_ids)
            by_place = choices.filtered(lambda choice: choice.cem_counts == "position")
            values = iter(meanings.placed(low, high, len(by_place)))
            meaning["choices"] = [
                [
                    choice._origin.id or 0,
                    choice.cem_counts,
                    next(values)
                    if choice.cem_counts == "position"
                    else choice.cem_value
                    if choice.cem_counts == "value"
                    else None,
                ]
                for choice in choices
            ]
        if self.question_type == "matrix":
            meaning["rows"] = [
                [
                    row._origin.id or 0,
                    row.cem_dimension_id.id or None,
                    row.cem_touchpoint_id.id or None,
                ]
                for row in _asked(self.matrix_row_ids)
            ]
        return meaning

    def _cem_texts(self):
        """What customers read at scale and choices, by part and language."""
        self.ensure_one()
        self.env["survey.question.answer"].flush_model(["value"])
        self.flush_recordset(LABELS.values())
        [labels] = self.env.execute_query(
            SQL(
                "SELECT %s FROM survey_question WHERE id = %s",
                SQL(", ").join(map(SQL.identifier, LABELS.values())),
                self.id,
            )
        )
        texts = dict(zip(LABELS, labels, strict=True))
        answers = self.suggested_answer_ids | self.matrix_row_ids
        texts.update(
            (f"c{answer_id}", value)
            for answer_id, value in self.env.execute_query(
                SQL(
                    "SELECT id, value FROM survey_question_answer WHERE id = ANY(%s)",
                    answers.ids,
                )
            )
        )
        return {key: text for key, text in texts.items() if text}

    def _cem_new_version(self, meaning, texts):
        self.ensure_one()
        # only the server makes versions
        versions = self.env["cem.question.version"].sudo()
        last = versions.search([("question_id", "=", self.id)], limit=1)
        version = versions.create(
            {
                "question_id": self.id,
                "number": last.number + 1,
                "date_from": fields.Datetime.now(),
                "meaning": meaning,
                "texts": texts,
            }
        )
        self._cem_as_server().cem_version_id = version
        return version

    # ------------------------------------------------------------------
    # A change
    # ------------------------------------------------------------------

    def _cem_settles_later(self):
        """These records, inside a change that is settled as a whole."""
        return self.with_context(cem_meaning_later=LATER)

    def _cem_is_settled_later(self):
        return self.env.context.get("cem_meaning_later") is LATER

    def _cem_settle(self, decision=None):
        """Keep what earlier answers say, or correct it, after a question was changed.

        :param decision: ``correct`` or ``from_now``, as the person said; else it is that
            of the context, ``cem_change``
        :raise UserError: customers have answered, and nobody said which of the two
        """
        if self._cem_is_settled_later():
            return
        decision = decision or self.env.context.get("cem_change")
        self = self.exists()
        self._check_cem_answerable()
        # Who may edit a question may not see all its answers, yet they decide.
        for question in self.sudo():
            question._cem_settle_one(decision)

    def _cem_settle_one(self, decision):
        version = self.cem_version_id
        meaning = self._cem_meaning()
        if not version and not meaning:
            return
        texts = self._cem_texts() if meaning else {}
        if version and version.meaning == meaning:
            if version.texts == texts:
                return
            if not meanings.reworded(version.texts or {}, texts):
                version.texts = texts
                return
        count = self._cem_given(version)
        if not count:
            if not meaning:
                self.cem_version_id = False
            elif version:
                version.write({"meaning": meaning, "texts": texts})
            else:
                self._cem_new_version(meaning, texts)
            return
        after = version.new({"meaning": meaning, "texts": texts})
        changes = version._changes(
            version._facts() if version else {}, after._facts() if meaning else {}
        )
        if decision not in dict(CHANGES):
            raise UserError(self._cem_ask_decision(count, changes))
        if decision == "correct":
            version._replace(self, meaning, texts)
        elif decision == "from_now":
            # Who was asked something else than the others could be recognised by it.
            self.survey_id._cem_check_unanswered()
            if meaning:
                self._cem_new_version(meaning, texts)
            else:
                self.cem_version_id = False
        self._cem_note_change(decision, count, changes)

    def _cem_given(self, version, limit=None):
        """How many answers customers gave to a version of this question."""
        self.ensure_one()
        # who edits a question is told how many, and not which
        lines = self.env["survey.user_input.line"].sudo()
        count = lines.search_count(version._given(self), limit=limit)
        if not count and version:
            # answers that are gone because of their age have left their scores
            scores = self.env["cem.score"].sudo()
            count = scores.search_count(
                [
                    ("question_id", "=", self.id),
                    ("user_input_line_id", "=", False),
                    ("date", ">=", version.date_from.date()),
                ],
                limit=limit,
            )
        return count

    def _cem_ask_decision(self, count, changes):
        return self.env._(
            "“%(title)s” has been answered by customers (%(count)s), and this would "
            "change what their answers say:\n%(changes)s\n"
            "Say on the form of the question what the change means: "
            "a mistake is corrected, and their answers are scored anew, or you ask "
            "differently from now on, and their answers keep their scores.",
            title=self.title,
            count=formatLang(self.env, count, digits=0),
            changes="\n".join(changes),
        )

    def _cem_note_change(self, decision, count, changes):
        """Note on the survey who decided what, for whoever wonders about a figure."""
        count = formatLang(self.env, count, digits=0)
        if decision == "correct":
            text = self.env._(
                "“%(title)s” was corrected. Answers scored anew: %(count)s",
                title=self.title,
                count=count,
            )
        else:
            text = self.env._(
                "“%(title)s” is asked differently from %(now)s (version %(number)s). "
                "Answers that keep their scores: %(count)s",
                title=self.title,
                now=format_datetime(self.env, fields.Datetime.now()),
                number=self.cem_version_id.number or "–",
                count=count,
            )
        self.survey_id.message_post(
            body=Markup("<br/>").join([text, *changes]), subtype_xmlid="mail.mt_note"
        )

    def _cem_translated(self):
        """Texts in another language are the same scale: nothing has to be asked."""
        # only the server writes versions
        for question in self.sudo().filtered("cem_version_id"):
            question.cem_version_id.texts = question._cem_texts()

    # ------------------------------------------------------------------
    # From before
    # ------------------------------------------------------------------

    @api.model
    def _cem_begin_versions(self):
        """Let questions from before there were versions have one, and their answers.

        Whoever answered them answered what they are now.
        """
        questions = self.with_context(active_test=False).search(
            [("cem_measure", "!=", False), ("cem_version_id", "=", False)]
        )
        for question in questions:
            oldest = question.create_date
            version = question._cem_new_version(
                question._cem_meaning(), question._cem_texts()
            )
            version.date_from = oldest
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE survey_user_input_line line
                   SET cem_version_id = question.cem_version_id
                  FROM survey_question question
                 WHERE question.id = line.question_id AND question.id = ANY(%s)
                """,
                questions.ids,
            )
        )
        self.env.invalidate_all()


def _asked(answers):
    """Choices that are offered, in their order; new ones of a form are the last."""
    return answers.filtered(lambda answer: answer.active or not answer._origin).sorted(
        lambda answer: (answer.sequence, answer._origin.id or float("inf"))
    )
