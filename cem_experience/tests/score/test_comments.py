import csv
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.score import comments
from ..base.common import CemCommon

LABELLED = Path(__file__).parent / "data" / "comments_labelled.csv"


@tagged("post_install", "-at_install")
class TestComments(CemCommon):
    def _said(self, comment, measure="nps", value=3, **more):
        return self._score(measure, value, comment=comment, **more)

    def _read(self):
        with self.enter_registry_test_mode():
            self.env.ref("cem_experience.ir_cron_read_comments").method_direct_trigger()
        self.env.invalidate_all()

    def _topic(self, name):
        return self.env.ref(f"cem_experience.cem_topic_{name}")

    def test_libraries_are_there(self):
        """They are in the lock file, so that nothing below passes by standing still."""
        self.assertEqual(comments.missing_libraries(), [])

    def test_labelled_comments(self):
        """What docs/judge.md says of the half that no word was chosen by.

        Changes of the dictionary may make it better; when a figure falls, look.
        """
        topics = {
            record.get_external_id()[record.id].rpartition("_")[2]: record.words
            for record in self.env["cem.topic"].search([])
            if record.get_external_id()[record.id].startswith("cem_experience.")
        }
        reader = comments.Reader(
            {name: comments.split_words(words) for name, words in topics.items()}
        )
        with LABELLED.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(
            Counter((row["half"], row["language"]) for row in rows),
            Counter(
                {(half, lang): 50 for half in ("tune", "held") for lang in ("zh", "en")}
            ),
        )
        for lang, accuracy, precision, recall, tuned in (
            ("zh", 0.86, 0.87, 0.96, 1.0),
            ("en", 0.72, 0.85, 0.92, 0.96),
        ):
            tune = [r for r in rows if r["half"] == "tune" and r["language"] == lang]
            read = [reader.reading(row["comment"]).sentiment for row in tune]
            right = sum(a == r["sentiment"] for a, r in zip(read, tune, strict=True))
            self.assertGreaterEqual(right / len(tune), tuned - 1e-9)
            held = [r for r in rows if r["half"] == "held" and r["language"] == lang]
            right = found = wanted = both = 0
            for row in held:
                reading = reader.reading(row["comment"])
                self.assertEqual(reading.language, lang, row["comment"])
                right += reading.sentiment == row["sentiment"]
                labels = set(filter(None, row["topics"].split(";")))
                found += len(reading.topics)
                wanted += len(labels)
                both += len(labels & set(reading.topics))
            self.assertGreaterEqual(right / len(held), accuracy - 1e-9)
            self.assertGreaterEqual(both / found, precision)
            self.assertGreaterEqual(both / wanted, recall)

    def test_what_happened(self):
        """Told without a word of feeling."""
        reader = comments.Reader()
        for text, sentiment in {
            "打了八次电话都没人接": "negative",
            "说好周三上门，结果周五才来": "negative",
            "十分钟就修好了": "positive",
            "不用排队": "positive",
            "没有什么意见": "neutral",
            "无其他建议": "neutral",
            "卫生间在二楼": "neutral",
            "I had to call five times": "negative",
            "They promised a call, but never rang": "negative",
            "There was no queue": "positive",
            "No further comments": "neutral",
            "The office is on the second floor": "neutral",
        }.items():
            self.assertEqual(reader.reading(text).sentiment, sentiment, text)

    def test_chinese(self):
        reader = comments.Reader()
        for text, sentiment in {
            "很满意": "positive",
            "不满意": "negative",
            "服务态度不好": "negative",
            "没有不满意的地方": "positive",
            "环境很好，但是服务太差了，非常失望": "negative",
            "我是五月来的": "neutral",
        }.items():
            self.assertEqual(reader.reading(text).sentiment, sentiment, text)
        weak, strong = (reader.reading(text).polarity for text in ("有点慢", "非常慢"))
        self.assertLess(strong, weak)
        self.assertLess(weak, 0)

    def test_other_languages_are_not_judged(self):
        reader = comments.Reader({"price": ["price"]})
        french = reader.reading(
            "Le personnel était très désagréable et nous avons attendu."
        )
        self.assertEqual((french.language, french.sentiment), ("fr", "unknown"))
        self.assertEqual(reader.reading("とても良かったです").language, "ja")
        self.assertEqual(reader.reading("👍 10/10").language, None)
        self.assertEqual(reader.reading("").sentiment, "unknown")
        mixed = reader.reading("iPhone 的 price 太贵")
        self.assertEqual((mixed.language, mixed.topics), ("zh", ("price",)))

    def test_words_of_topics(self):
        reader = comments.Reader(
            {"a": ["fee", "smil*", "on  hold"], "b": ["收费"], "c": []},
            {"kafkaesk": -3, "给劲": 3},
        )
        self.assertEqual(reader.reading("No coffee here").topics, ())
        self.assertEqual(reader.reading("The FEE!").topics, ("a",))
        self.assertEqual(reader.reading("Always smiling").topics, ("a",))
        self.assertEqual(reader.reading("收费和 fee").topics, ("a", "b"))
        self.assertEqual(reader.reading("It was kafkaesk there").sentiment, "negative")
        self.assertEqual(reader.reading("真给劲").sentiment, "positive")

    def test_scheduled_action(self):
        slow = self._said("排队排了一个小时，太慢了，非常不满。")
        kind = self._said("The receptionist was friendly, thank you!", value=10)
        silent = self._score("nps", 5)
        audit = self._said("脏", measure="experience", source="audit")
        self._read()
        self.assertEqual((slow.language, slow.sentiment), ("zh", "negative"))
        self.assertIn(self._topic("waiting"), slow.topic_ids)
        self.assertEqual((kind.language, kind.sentiment), ("en", "positive"))
        self.assertEqual(kind.topic_ids, self._topic("staff"))
        self.assertFalse(silent.sentiment or audit.sentiment)
        scores = self.env["cem.score"].with_user(self.staff)
        self.assertEqual(
            scores.search(
                [
                    ("topic_ids", "=", self._topic("staff").id),
                    ("id", "in", (slow | kind).ids),
                ]
            ),
            kind,
        )
        # new comments only
        with patch.object(comments.Reader, "reading", side_effect=AssertionError):
            self._read()

    def test_one_bad_comment_stops_nothing(self):
        bad, good = self._said("poison"), self._said("太慢了，很失望")
        read = comments.Reader.reading

        def fail(reader, text):
            if text == "poison":
                raise ValueError(text)
            return read(reader, text)

        with (
            patch.object(comments.Reader, "reading", fail),
            mute_logger("odoo.addons.cem_experience.models.score.cem_words_mixin"),
        ):
            self._read()
        self.assertEqual((bad.sentiment, good.sentiment), ("unknown", "negative"))

    def test_a_person_wins(self):
        score = self._said("Great, another hour on hold.")
        self._read()
        self.assertEqual(score.sentiment, "positive", "irony is beyond it")
        topics = self._topic("waiting") | self._topic("staff")
        score.with_user(self.manager).write(
            {"sentiment": "negative", "topic_ids": [(6, 0, topics.ids)]}
        )
        self.assertEqual(score.text_corrected_by_id, self.manager)
        self.env["cem.topic"].with_user(self.manager).action_read_again()
        self._read()
        self.assertEqual((score.sentiment, score.topic_ids), ("negative", topics))
        # the mark is corrected, the words stay: so does the correction
        new = self._said(score.comment, value=2)
        score.write({"active": False, "superseded_by_id": new.id})
        self._read()
        self.assertEqual((new.sentiment, new.topic_ids), ("negative", topics))
        with self.assertRaises(AccessError):
            score.with_user(self.staff).write({"sentiment": "positive"})

    def test_topics_of_a_followup(self):
        bad = self._said(False, date="2026-05-01")
        self._said("Nobody answered the phone, rude staff.", date="2026-05-01", value=9)
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "score_ids": [(6, 0, bad.ids)]}
        )
        self.assertFalse(case.topic_ids)
        self._read()
        self.assertEqual(case.topic_ids, self._topic("staff"))
        later = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "score_ids": [(6, 0, bad.ids)]}
        )
        self.assertEqual(later.topic_ids, self._topic("staff"))

    def test_without_the_libraries(self):
        score = self._said("太慢了")
        with patch.object(comments, "rjieba", None):
            self.assertEqual(comments.missing_libraries(), ["rjieba"])
            self._read()
        self.assertFalse(score.sentiment, "it waits for the library")

    def test_dictionary_is_the_managers(self):
        self.env["cem.tone"].with_user(self.manager).create({"name": "slooow"})
        for name in ("cem.topic", "cem.tone"):
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.staff).create({"name": "x"})
