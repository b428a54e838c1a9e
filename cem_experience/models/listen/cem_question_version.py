from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...tools.listen import meaning as meanings
from ..score.cem_score import MEASURES

# Of a line: what a customer says
ANSWERED = {
    "answer_type",
    "question_id",
    "skipped",
    "suggested_answer_id",
    "value_numerical_box",
    "value_scale",
}


class CemQuestionVersion(models.Model):
    """What a question measured, and on which scale, while it was asked like this.

    Each answer keeps the version that it was given to, and is scored by it ever after:
    what is asked later does not change what has been said. A version is replaced as
    long as nobody has answered it; afterwards only by whoever says that it was a mistake
    (:meth:`survey.question._cem_settle`).
    """

    _name = "cem.question.version"
    _description = "Version of a Question"
    _order = "question_id, number desc"
    _rec_name = "number"

    question_id = fields.Many2one(
        "survey.question", required=True, readonly=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(string="Version", required=True, readonly=True)
    date_from = fields.Datetime(string="Asked Since", required=True, readonly=True)
    measure = fields.Selection(MEASURES, compute="_compute_summary")
    summary = fields.Text(
        string="Scale", compute="_compute_summary", help="Ends, labels and choices."
    )
    meaning = fields.Json(required=True, readonly=True, groups=fields.NO_ACCESS)
    # by language: what customers read at the scale and its choices
    texts = fields.Json(readonly=True, groups=fields.NO_ACCESS)

    _number_uniq = models.UniqueIndex(
        "(question_id, number)", "Each version of a question has a number of its own."
    )

    def _score_values(self, raw, row_id=None):
        """What an answer says, as values of a score.

        :param raw: the answer as a number on the question's own scale
        :param row_id: row of a matrix (``survey.question.answer``), if it is one
        :raise ValueError: it is not on the scale
        """
        self.ensure_one()
        value = meanings.score(self.meaning, raw)
        dimension_id, touchpoint_id = meanings.about(self.meaning, row_id)
        return {
            "question_id": self.question_id.id,
            "measure": self.meaning["measure"],
            "dimension_id": dimension_id or False,
            "touchpoint_id": touchpoint_id or False,
            "raw_value": raw,
            "value": value,
        }

    # ------------------------------------------------------------------
    # Its answers
    # ------------------------------------------------------------------

    def _given(self, question):
        """Condition for the answers that customers gave to this version of a question.

        Without a version: to the question while it measured nothing.
        """
        return [
            ("question_id", "=", question.id),
            ("cem_version_id", "=", self.id),
            ("skipped", "=", False),
            ("user_input_id.test_entry", "=", False),
        ]

    def _replace(self, question, meaning, texts):
        """Let this version say something else, where it was a mistake.

        :param question: whose version it is, where there is none yet
        :raise UserError: an answer that was given would have no place on the new scale
        """
        lines = self.env["survey.user_input.line"]
        given = lines.search(self._given(question))
        new = self or question._cem_new_version(meaning, texts)
        if meaning:
            if self:
                self._check_place(given, meaning)
            new.write({"meaning": meaning, "texts": texts})
        else:
            question.cem_version_id = False
        # What was answered while nothing was measured counts from now, and the other
        # way round; what stays is scored anew.
        wanted = new if meaning else new.browse()
        given.filtered(lambda line: line.cem_version_id != wanted)._cem_set_version(
            wanted
        )
        given.user_input_id._cem_sync_scores()
        return len(given)

    def _check_place(self, given, meaning):
        """Refuse a correction by which answers would be on no scale any more."""
        answers = [line._cem_answer() for line in given]
        lost = sum(
            meanings.fits(self.meaning, *answer) and not meanings.fits(meaning, *answer)
            for answer in answers
        )
        if lost:
            raise UserError(
                self.env._(
                    "“%(title)s”: %(count)s answers that customers gave have no place on "
                    "the new scale and would lose their score. If you ask differently "
                    "now, choose “From now on”.",
                    title=self.question_id.title,
                    count=formatLang(self.env, lost, digits=0),
                )
            )

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    def _text(self, key):
        texts = (self.texts or {}).get(key) or {}
        return (
            texts.get(self.env.lang)
            or texts.get("en_US")
            or next(iter(texts.values()), "")
        )

    @api.depends("meaning", "texts")
    @api.depends_context("lang")
    def _compute_summary(self):
        # who reads the version may read what it says
        for version in self:
            own = version.sudo()
            version.measure = own.meaning["measure"]
            version.summary = "\n".join(own._facts().values())

    def _facts(self):
        """What the version says, by part: texts for a person to read and compare."""
        self.ensure_one()
        meaning, _t = self.meaning, self.env._
        measure = self.env["cem.score"]._measure_label(meaning["measure"])
        facts = {
            "measure": measure,
            "scale": _t(
                "Scale %(low)s to %(high)s",
                low=f"{meaning['low']:g}",
                high=f"{meaning['high']:g}",
            ),
        }
        labels = [self._text(key) for key in ("low", "mid", "high")]
        if any(labels):
            facts["labels"] = _t("Labels: %s", " – ".join(filter(None, labels)))
        if meaning["reversed"]:
            facts["reversed"] = _t("Reverse-worded")
        for key, model in (
            ("dimension", "cem.dimension"),
            ("touchpoint", "cem.touchpoint"),
        ):
            record = self.env[model].browse(meaning[key] or []).exists()
            if record:
                facts[key] = f"{self._label(key)}: {record.display_name}"
        for answer_id, _how, raw in meaning.get("choices", ()):
            text = self._text(f"c{answer_id}") or _t("(picture)")
            value = _t("not counted") if raw is None else f"{raw:.3g}"
            facts[f"c{answer_id}"] = _t(
                "Choice “%(text)s”: %(value)s", text=text, value=value
            )
        for answer_id, dimension, touchpoint in meaning.get("rows", ()):
            about = [
                self.env[model].browse(record_id or []).exists().display_name
                for model, record_id in (
                    ("cem.dimension", dimension),
                    ("cem.touchpoint", touchpoint),
                )
            ]
            facts[f"c{answer_id}"] = _t(
                "Row “%(text)s”: %(about)s",
                text=self._text(f"c{answer_id}"),
                about=", ".join(filter(None, about)) or "–",
            )
        return facts

    @api.model
    def _label(self, key):
        names = {"dimension": "cem_dimension_id", "touchpoint": "cem_touchpoint_id"}
        field = self.env["survey.question"]._fields[names[key]]
        return field._description_string(self.env)

    @api.model
    def _changes(self, before, after):
        """Lines that say what differs between the facts of two versions."""
        lines = []
        for key in {**before, **after}:
            old, new = before.get(key), after.get(key)
            if old != new:
                lines.append(f"{old or '–'} → {new or '–'}")
        return lines


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    cem_version_id = fields.Many2one(
        "cem.question.version",
        string="Version of the Question",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What the question measured, and on which scale, when it was answered.",
    )

    @api.model
    def _cem_with_version(self, vals_list):
        """Values of new lines, with the version that is being asked now."""
        questions = self.env["survey.question"]
        asked = {
            vals["question_id"]
            for vals in vals_list
            if vals.get("question_id") and "cem_version_id" not in vals
        }
        # respondents may not read questions; which version is asked is no secret
        versions = {
            question.id: question.cem_version_id.id
            for question in questions.sudo().browse(asked)
        }
        return [
            {**vals, "cem_version_id": versions[vals["question_id"]]}
            if versions.get(vals.get("question_id")) and "cem_version_id" not in vals
            else vals
            for vals in vals_list
        ]

    def _cem_set_version(self, version):
        """Say of answers by the thousand to which version they were given."""
        self.flush_recordset()
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE survey_user_input_line SET cem_version_id = %s"
                    " WHERE id = ANY(%s)",
                    version.id or None,
                    self.ids,
                )
            )
            self.invalidate_recordset(["cem_version_id"])

    def _cem_answered_again(self, vals):
        """A customer who is still answering has the version that is asked now."""
        if not ANSWERED & vals.keys():
            return
        # as above
        for line in self.sudo():
            version = line.question_id.cem_version_id
            if line.user_input_id.state != "done" and line.cem_version_id != version:
                line._cem_set_version(version)

    def _cem_raw_value(self):
        """The answer as a number on its own scale; None if there is none.

        :raise ValueError: it is no answer to the version that it was given to
        """
        self.ensure_one()
        # as above
        version = self.sudo().cem_version_id
        if not version or self.skipped:
            return None
        return meanings.answered(version.meaning, *self._cem_answer())

    def _cem_answer(self):
        """Kind, number and choice of an answer, as :mod:`meaning` takes it."""
        number = {
            "scale": self.value_scale,
            "numerical_box": self.value_numerical_box,
        }.get(self.answer_type)
        return self.answer_type, number, self.suggested_answer_id.id

    def _cem_problem(self, raw):
        """Why an answer could not be scored, for whoever reads the sheet.

        :param raw: the answer as a number; None if it is none
        """
        meaning = self.cem_version_id.meaning
        if raw is None:
            return self.env._(
                "“%(title)s”: %(answer)s was not to choose from when it was asked.",
                title=self.question_id.title,
                answer=self._cem_answer_text(),
            )
        return self.env._(
            "“%(title)s”: %(value)g is not between %(low)g and %(high)g, or not a whole "
            "number where one is needed.",
            title=self.question_id.title,
            value=raw,
            low=meaning["low"],
            high=meaning["high"],
        )
