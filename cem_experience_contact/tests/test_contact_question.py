"""Questions of customers: grouped, ranked, and put on the list."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_contact import ContactCommon

# Wordings of four questions
WORDS = [
    ["Where is the pool?", "where's the pool", "Where is the pool, please"],
    ["Is parking free?", "is the parking free", "Is parking free, please?"],
    ["宽带怎么办理？", "请问宽带怎么办理", "你好，宽带怎么办理呢"],
    ["垃圾放在哪里", "垃圾放在哪里？", "请问垃圾放在哪里啊"],
]


@tagged("post_install", "-at_install")
class TestContactQuestion(ContactCommon):
    def _report(self, **where):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["cem.question.report"].search(
            [("journey_id", "=", self.journey.id)]
            + [(field, "=", value) for field, value in where.items()]
        )

    def _ask(self, question, **values):
        return self._save(question=question, **values)

    def test_on_the_list(self):
        """Other words for a question of the list count as answered."""
        for words in ("how long's the warranty", "How long is the warranty"):
            contact = self._ask(words)
            self.assertEqual(contact.faq_id, self.faq)
        self.assertFalse(self._report(state="missing"))
        self.assertEqual(self._report(state="answered").ask_count, 2)
        picked = self._save(faq_id=self.faq.id)
        self.assertEqual(picked.question, self.faq.name)
        self.assertEqual(self._report().ask_count, 3)

    def test_in_another_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.faq.with_context(lang="zh_CN").name = "保修期多久？"
        self.assertEqual(self._ask("请问保修期有多久").faq_id, self.faq)

    def test_offered_while_typing(self):
        self._ask("Where is the pool?")
        contacts = self.env["cem.contact"].with_user(self.staff)
        found = contacts.desk_questions("warr", self.journey.id)
        self.assertEqual(found[0]["faq_id"], self.faq.id)
        self.assertEqual(found[0]["answer"], "Two years.")
        self.assertFalse(found[0]["same"])
        found = contacts.desk_questions("how long's the warranty", self.journey.id)
        self.assertTrue(found[0]["same"])
        found = contacts.desk_questions("where's the pool", self.journey.id)
        self.assertTrue(found[0]["same"])
        self.assertTrue(found[0]["question_id"])
        # What no manager has approved is not told to customers.
        self.faq.action_reset()
        found = contacts.desk_questions("warranty", self.journey.id)
        self.assertEqual(found[0]["answer"], "")

    def test_ranking(self):
        for times, group in zip((3, 2, 1), WORDS, strict=False):
            for words in group[:times]:
                self._ask(words, feeling="-1" if times == 3 else "")
        rows = self._report(state="missing")
        self.assertEqual(rows.mapped("ask_count"), [3, 2, 1])
        self.assertEqual(rows[0].name, WORDS[0][0])
        self.assertEqual(rows[0].unhappy_count, 3)
        self.assertEqual(rows[0].customer_count, 1)
        self._ask(WORDS[0][0], partner_id=False, caller="Somebody")
        self.assertEqual(self._report()[0].customer_count, 2)

    def test_added_to_the_list(self):
        for words in WORDS[0]:
            self._ask(words)
        row = self._report(state="missing")
        action = row.with_user(self.manager).action_answer()
        wizard = (
            self.env["cem.question.answer"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"answer": "On the roof.", "approve": True})
        )
        self.assertEqual(wizard.name, WORDS[0][0])
        self.assertEqual(wizard.journey_id, self.journey)
        self.assertEqual(wizard.ask_count, 3)
        wizard.stage_id = self.stage
        wizard.action_add()
        faq = row.question_id.faq_id
        self.assertEqual(faq.journey_id, self.journey)
        self.assertEqual((faq.phase, faq.state), ("after", "approved"))
        self.assertFalse(self._report(state="missing"))
        self.assertEqual(self._report(state="answered").ask_count, 3)
        self.assertEqual(self._ask("Where is the pool").faq_id, faq)
        # Off the list again, it is missing again.
        faq.active = False
        self.assertEqual(self._report(state="missing").ask_count, 4)

    def test_is_there_already(self):
        contact = self._ask("For how many years do you repair for nothing?")
        self.assertFalse(contact.faq_id)
        wizard = self.env["cem.question.answer"].create(
            {"question_ids": contact.question_id.ids, "faq_id": self.faq.id}
        )
        wizard.action_add()
        self.assertEqual(contact.faq_id, self.faq)
        self.assertEqual(
            self.env["cem.faq"].search_count([("journey_id", "=", self.journey.id)]), 1
        )

    def test_dismissed(self):
        contact = self._ask("Do you like tea?")
        row = self._report()
        row.with_user(self.manager).action_dismiss()
        self.assertEqual(self._report().state, "dismissed")
        self._report().action_restore()
        self.assertEqual(self._report().state, "missing")
        contact.with_user(self.staff).action_undo()
        self.assertFalse(self._report())

    def test_other_words(self):
        """Corrected words go to their own question."""
        contact = self._ask("Where is the pool?")
        contact.with_user(self.staff).question = "Is parking free?"
        self.assertEqual(self._report().mapped("name"), ["Is parking free?"])
        contact.with_user(self.staff).question = "How long is the warranty"
        self.assertEqual(contact.faq_id, self.faq)

    def test_journeys_apart(self):
        other = self.env["cem.journey"].create({"name": "Car"})
        one = self._ask("Where is the key?")
        two = self._ask("Where is the key?", journey_id=other.id)
        self.assertNotEqual(one.question_id, two.question_id)

    @settings(deadline=None, max_examples=25)
    @given(
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=12
        ),
        st.booleans(),
    )
    def test_counts_add_up(self, asked, merge):
        """Every question asked is counted once, by whatever words and merging."""
        with self.env.cr.savepoint() as savepoint:
            self.env["cem.contact"].create(
                [
                    {"question": WORDS[group][word], "journey_id": self.journey.id}
                    for group, word in asked
                ]
            )
            wanted = Counter(group for group, _word in asked)
            rows = self._report()
            self.assertEqual(sorted(rows.mapped("ask_count")), sorted(wanted.values()))
            if merge and len(rows) > 1:
                rows[:2].with_user(self.manager).action_merge()
                self.assertEqual(len(self._report()), len(wanted) - 1)
            self.assertEqual(sum(self._report().mapped("ask_count")), len(asked))
            savepoint.rollback()
