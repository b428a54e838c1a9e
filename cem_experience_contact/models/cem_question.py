from collections import Counter

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ..tools import question_similarity
from .cem_proposal_mixin import names_in_all_languages

# So many questions, the latest, a new one is compared with.
MOST_COMPARED = 3000
NAME_LENGTH = 300


class CemQuestion(models.Model):
    """A question that customers have asked, in whatever words.

    Contacts with nearly the same words share one. Either it is on the list of approved
    answers of its journey (:class:`CemFaq`), or the list lacks it.
    """

    _name = "cem.question"
    _description = "Question Asked"
    _order = "id desc"

    name = fields.Char(string="Question", required=True)
    key = fields.Char(required=True, readonly=True, export_string_translation=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    journey_id = fields.Many2one(
        "cem.journey", index="btree_not_null", ondelete="set null"
    )
    faq_id = fields.Many2one(
        "cem.faq",
        string="On the List As",
        index="btree_not_null",
        ondelete="set null",
        help="The question with its answer on the list of the journey. Empty: missing.",
    )
    dismissed = fields.Boolean(help="Not worth an answer on the list.")
    contact_ids = fields.One2many("cem.contact", "question_id")

    _key_uniq = models.UniqueIndex(
        "(company_id, COALESCE(journey_id, 0), key)",
        "This question has been noted already.",
    )

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    @api.model
    def _known_faqs(self, journey, company):
        """Listed questions, one entry a language: (id, name, features)."""
        domain = [("company_id", "in", [company.id, False])]
        if journey:
            domain.append(("journey_id", "=", journey.id))
        faqs = self.env["cem.faq"].search(domain)
        return [
            (key, name, question_similarity.features(name))
            for key, names in names_in_all_languages(faqs)
            for name in names
            if name
        ]

    @api.model
    def _known_questions(self, journey, company):
        """Questions asked so far: (id, name, features)."""
        questions = self.search(
            [("company_id", "=", company.id), ("journey_id", "=", journey.id)],
            limit=MOST_COMPARED,
        )
        return [
            (one.id, one.name, question_similarity.features(one.name))
            for one in questions
        ]

    @api.model
    def _group(self, text, journey, company, known=None):
        """The question of these words; the list comes first, a new one last.

        :param known: mapping in which what has been read is kept for the next text
        """
        text = " ".join(str(text or "").split())[:NAME_LENGTH]
        if not text:
            return self.browse()
        known = {} if known is None else known
        place = (company.id, journey.id)
        if place not in known:
            known[place] = (
                self._known_faqs(journey, company),
                self._known_questions(journey, company),
            )
        faqs, questions = known[place]
        mine = question_similarity.features(text)

        def best(entries):
            same = [
                entry
                for entry in entries
                if question_similarity.is_same(mine, entry[2])
            ]
            return max(
                same,
                key=lambda e: (question_similarity.likeness(mine, e[2]), -e[0]),
                default=None,
            )

        if faq := best(faqs):
            return self._of_faq(self.env["cem.faq"].browse(faq[0]), company)
        if question := best(questions):
            return self.browse(question[0])
        question = self._get_or_create(
            question_similarity.key(text), text, journey, company
        )
        questions.append((question.id, text, mine))
        return question

    @api.model
    def _of_faq(self, faq, company):
        """The question that stands for one on the list; the first, if there are more."""
        question = self.search(
            [("company_id", "=", company.id), ("faq_id", "=", faq.id)],
            order="id",
            limit=1,
        )
        return question or self._get_or_create(
            f"faq:{faq.id}", faq.name, faq.journey_id, company, faq
        )

    @api.model
    def _get_or_create(self, key, name, journey, company, faq=None):
        key = key[:NAME_LENGTH]
        question = self.search(
            [
                ("company_id", "=", company.id),
                ("journey_id", "=", journey.id),
                ("key", "=", key),
            ]
        )
        if question:
            return question
        try:
            with self.env.cr.savepoint():
                return self.create(
                    {
                        "name": name[:NAME_LENGTH],
                        "key": key,
                        "company_id": company.id,
                        "journey_id": journey.id,
                        "faq_id": faq and faq.id,
                    }
                )
        except psycopg2.errors.UniqueViolation as error:
            # Two customers ask the same in the same moment: Odoo tries again.
            raise ConcurrencyError("The same question is being noted") from error

    # ------------------------------------------------------------------
    # Managing
    # ------------------------------------------------------------------

    def action_merge(self):
        """They are one question: the one asked most often gives the words."""
        self.check_access("unlink")
        if len(self) < 2:
            raise UserError(self.env._("Select two or more questions to merge."))
        if len(self.company_id) > 1:
            raise UserError(
                self.env._("What belongs to several companies cannot be merged.")
            )
        contacts = self.env["cem.contact"].with_context(active_test=False)
        counts = Counter(
            dict(
                contacts._read_group(
                    [("question_id", "in", self.ids)], ["question_id"], ["__count"]
                )
            )
        )
        target = max(self, key=lambda one: (bool(one.faq_id), counts[one], -one.id))
        contacts._regroup("question_id", self - target, target)
        return target

    def action_dismiss(self):
        self.dismissed = True

    def action_restore(self):
        self.dismissed = False

    def action_contacts(self):
        return self.env["cem.contact"]._action_open([("question_id", "in", self.ids)])

    def action_answer(self):
        """Put it on the list of questions with answers; several are one question."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to the Questions and Answers"),
            "res_model": "cem.question.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_question_ids": self.ids},
        }
