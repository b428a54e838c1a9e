"""Questions in other words, without a database."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import question_similarity

SAME = [
    ("How long is the warranty?", "how long's the warranty"),
    ("How do I pay the management fee?", "How can I pay management fees"),
    ("When does the pool open?", "When is the pool open"),
    ("Is parking free?", "Is the parking free, please?"),
    ("保修期多久？", "请问保修期有多久"),
    ("什么时候交房？", "你好，什么时候能交房啊"),
    ("ＷＩＦＩ怎么连", "wifi怎么连？"),
]
OTHER = [
    ("When is the pool open?", "Where is the pool open?"),
    ("Is parking free?", "Is parking safe?"),
    ("Can I bring my dog?", "Can I bring my cat?"),
    ("Can I park here?", "Can I not park here?"),
    ("How long is the warranty of the phone?", "How long is the warranty of the case?"),
    ("停车免费吗", "停车安全吗"),
    ("可以退吗", "不可以退吗"),
    ("", "Is parking free?"),
]
questions = st.text(alphabet="ab 停车费不?ing ", max_size=30)


class TestToolsAsked(BaseCase):
    def test_same(self):
        for one, other in SAME:
            with self.subTest(one=one):
                self.assertTrue(
                    question_similarity.is_same(
                        question_similarity.features(one),
                        question_similarity.features(other),
                    ),
                    question_similarity.likeness(
                        question_similarity.features(one),
                        question_similarity.features(other),
                    ),
                )

    def test_other(self):
        for one, other in OTHER:
            with self.subTest(one=one):
                self.assertFalse(
                    question_similarity.is_same(
                        question_similarity.features(one),
                        question_similarity.features(other),
                    ),
                    question_similarity.likeness(
                        question_similarity.features(one),
                        question_similarity.features(other),
                    ),
                )

    def test_while_typing(self):
        known = [
            (one, question_similarity.features(one)) for pair in SAME for one in pair
        ]
        for text, wanted in (
            ("warr", "How long is the warranty?"),
            ("how long is the w", "How long is the warranty?"),
            ("保修", "保修期多久？"),
            ("交房", "什么时候交房？"),
        ):
            with self.subTest(text=text):
                found = [
                    what for _alike, what in question_similarity.nearest(text, known)
                ]
                self.assertIn(wanted, found)
        self.assertEqual(question_similarity.nearest("", known), [])
        self.assertEqual(question_similarity.nearest("???", known), [])

    @settings(deadline=None, max_examples=50)
    @given(questions, questions)
    def test_likeness(self, one, other):
        mine, theirs = (
            question_similarity.features(one),
            question_similarity.features(other),
        )
        alike = question_similarity.likeness(mine, theirs)
        self.assertTrue(0 <= alike <= 1)
        self.assertEqual(alike, question_similarity.likeness(theirs, mine))
        self.assertEqual(
            question_similarity.is_same(mine, theirs),
            question_similarity.is_same(theirs, mine),
        )
        if mine:
            self.assertTrue(question_similarity.is_same(mine, mine))
        if mine and mine == theirs:
            self.assertEqual(
                question_similarity.key(one), question_similarity.key(other)
            )


if __name__ == "__main__":
    unittest.main()
