import random
from collections import Counter

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ...demo.opinions import EXPERIENCE, Comments, Mood
from ...demo.people import SEGMENTS, people
from ...demo.words import WORDS


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    def test_refused_in_earnest(self):
        """Nothing is written into a database that has no demo data."""
        self.env.ref("base.module_base").demo = False
        methods = ("_load", "_load_assessments", "_load_branch", "_load_channels")
        for method in methods:
            with self.assertRaises(AccessError):
                getattr(self.env["cem.demo"].sudo(), method)()

    def test_refused_to_users(self):
        self.env.ref("base.module_base").demo = True
        user = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            self.env["cem.demo"].with_user(user)._load()

    def test_people(self):
        """The same story each time, and no two customers share an address."""
        persons = people(random.Random(1))
        self.assertEqual(persons, people(random.Random(1)))
        self.assertEqual(len({person.email for person in persons}), len(persons))
        self.assertEqual(
            Counter(person.segment for person in persons),
            Counter({name: row[0] for name, row in SEGMENTS.items()}),
        )

    def test_comments_once(self):
        """Each text is handed out once, and to somebody who has reason for it."""
        comments = Comments(random.Random(1))
        topics = list(WORDS)
        taken = []
        while (words := comments.take(topics, "zh")) is not None:
            taken.append(words)
        self.assertEqual(len(taken), len(set(taken)))
        self.assertEqual(
            sorted(taken), sorted(t for texts in WORDS.values() for t in texts["zh"])
        )

    def test_mood(self):
        """Marks stay on the scale; whoever is angry writes about what was bad."""
        rng = random.Random(1)
        for shift in (-9, 0, 9):
            mood = Mood(rng, "living", shift, days=100)
            marks = [mood.experience(name) for name in EXPERIENCE]
            marks += [mood.expectation("price"), mood.importance("price")]
            marks += [mood.about(), mood.nps()]
            self.assertTrue(all(0 <= mark <= 10 for mark in marks))
            wanted = {-9: "bad", 9: "good"}.get(shift)
            if wanted:
                self.assertEqual({kind for _name, kind in mood.topics()}, {wanted})
