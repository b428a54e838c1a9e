"""Scores roll up through the tree by weight; the figures are worked out by hand."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ...tools.figures import rollup
from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestRollup(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "1"
        )
        cls.channel = cls.env.ref("cem_experience.cem_channel_counter")
        cls.journey = cls.env["cem.journey"].create(
            {
                "name": "Buying a home",
                "stage_ids": [
                    (0, 0, {"name": "Viewing", "phase": "before"}),
                    (0, 0, {"name": "Living", "phase": "after"}),
                ],
            }
        )
        cls.viewing, cls.living = cls.journey.stage_ids
        # Three levels: office > (desk > (pen, contract), board)
        cls.office = cls._touchpoint("Office", own_weight=1)
        cls.desk = cls._touchpoint("Desk", cls.office, weight=3, own_weight=2)
        cls.board = cls._touchpoint("Board", cls.office, weight=1)
        cls.pen = cls._touchpoint("Pen", cls.desk, weight=1)
        cls.contract = cls._touchpoint(
            "Contract", cls.desk, weight=3, channel_id=cls.channel.id
        )

    @classmethod
    def _touchpoint(cls, name, parent=None, **values):
        return cls.env["cem.touchpoint"].create(
            {
                "name": name,
                "journey_id": cls.journey.id,
                "stage_id": cls.viewing.id,
                "parent_id": parent.id if parent else False,
                **values,
            }
        )

    def _answers(self, touchpoint, *values, **others):
        for value in values:
            self._score(touchpoint_id=touchpoint.id, value=value, **others)

    def _rows(self, **filters):
        result = self.journey.get_rollup(filters)
        return {row["id"]: row for row in result["touchpoints"]}, result

    def test_three_levels_by_hand(self):
        service = self.dimensions["service"].id
        product = self.dimensions["product"].id
        self.desk.weight_ids = [
            (0, 0, {"dimension_id": service, "weight": 3}),
            (0, 0, {"dimension_id": product, "weight": 1}),
        ]
        self._answers(self.pen, 4, 6)  # 5, counts 1
        self._answers(self.contract, 9)  # 9, counts 3
        self._answers(self.desk, 6, 8, dimension_id=service)  # 7, counts 3 of 4
        self._answers(self.desk, 3, dimension_id=product)  # 3, counts 1 of 4
        rows, result = self._rows()
        # desk itself: (3*7 + 1*3) / 4 = 6
        self.assertAlmostEqual(rows[self.desk.id]["own"]["score"], 6.0)
        # desk: (2*6 + 1*5 + 3*9) / 6 = 44/6
        self.assertAlmostEqual(rows[self.desk.id]["score"], 44 / 6)
        self.assertEqual(rows[self.desk.id]["count"], 6)
        # board was never answered: it is left out and does not count as zero
        self.assertIsNone(rows[self.board.id]["score"])
        self.assertEqual(rows[self.board.id]["count"], 0)
        self.assertFalse(rows[self.board.id]["hidden"])
        self.assertAlmostEqual(rows[self.office.id]["score"], 44 / 6)
        # with the board at 2: (3 * 44/6 + 1 * 2) / 4 = 6
        self._answers(self.board, 2)
        rows, result = self._rows()
        self.assertAlmostEqual(rows[self.office.id]["score"], 6.0)
        self.assertAlmostEqual(result["journey"]["score"], 6.0)
        self.assertEqual(result["journey"]["count"], 7)
        viewing, living = result["stages"]
        self.assertAlmostEqual(viewing["score"], 6.0)
        self.assertIsNone(living["score"])
        # service at the office is what was said of it at the desk
        self.assertAlmostEqual(
            rows[self.office.id]["dimensions"][service]["score"], 7.0
        )

    def test_moving_a_branch_moves_the_figures(self):
        self._answers(self.office, 10)
        self._answers(self.pen, 4)
        rows, _result = self._rows()
        self.assertAlmostEqual(rows[self.desk.id]["score"], 4.0)
        # (1*10 + 3*4) / 4
        self.assertAlmostEqual(rows[self.office.id]["score"], 5.5)
        self.pen.move(parent=self.board.id)
        rows, _result = self._rows()
        self.assertIsNone(rows[self.desk.id]["score"])
        self.assertAlmostEqual(rows[self.board.id]["score"], 4.0)
        # (1*10 + 1*4) / 2: the board weighs less than the desk
        self.assertAlmostEqual(rows[self.office.id]["score"], 7.0)
        self.desk.move(stage=self.living.id)
        _rows, result = self._rows()
        self.assertEqual(result["stages"][1]["touchpoint_ids"], self.desk.ids)

    def test_a_branch_takes_its_figures_to_another_journey(self):
        other = self.journey.create(
            {"name": "Renting", "stage_ids": [(0, 0, {"name": "Viewing"})]}
        )
        self._answers(self.office, 10)
        self._answers(self.pen, 4)
        self._answers(self.contract, 8)
        # desk: (1*4 + 3*8) / 4 = 7; office: (1*10 + 3*7) / 4
        rows, result = self._rows()
        self.assertAlmostEqual(rows[self.office.id]["score"], 31 / 4)
        self.desk.move_branch(other.id)
        _rows, result = self._rows()
        self.assertEqual(
            (result["journey"]["score"], result["journey"]["count"]), (10, 1)
        )
        there = other.get_rollup()
        self.assertAlmostEqual(there["journey"]["score"], 7.0)
        self.assertEqual(there["journey"]["count"], 2)
        # A copy was experienced by nobody
        self.desk.copy_branch(journey=self.journey.id)
        _rows, result = self._rows()
        self.assertEqual(result["journey"]["count"], 1)

    def test_no_answers_no_score(self):
        rows, result = self._rows()
        for figures in (result["journey"], *result["stages"], *rows.values()):
            self.assertIsNone(figures["score"])
            self.assertEqual(figures["count"], 0)
        self._answers(self.pen, 0)
        rows, _result = self._rows()
        self.assertEqual(rows[self.office.id]["score"], 0)

    def test_filters(self):
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        segment = self.env["res.partner.category"].create({"name": "Young family"})
        part = segment.create({"name": "Twins", "parent_id": segment.id})
        family = self.env["res.partner"].create(
            {"name": "Family", "category_id": part.ids, "cem_value_tier_id": tier.id}
        )
        self._answers(self.pen, 2, date=date(2026, 1, 31))
        self._answers(self.pen, 8, date=date(2026, 2, 1), partner_id=family.id)
        self._answers(self.contract, 5, date=date(2026, 3, 1))
        self._answers(self.pen, 0, source="audit", date=date(2026, 2, 1))
        self._answers(self.pen, 0, measure="expectation", date=date(2026, 2, 1))

        def figures(**filters):
            rows, _result = self._rows(**filters)
            return rows[self.pen.id]["score"], rows[self.pen.id]["count"]

        self.assertEqual(figures(), (5.0, 2))
        self.assertEqual(figures(date_to="2026-01-31"), (2.0, 1))
        self.assertEqual(figures(date_from="2026-02-01"), (8.0, 1))
        self.assertEqual(figures(segment_ids=segment.ids), (8.0, 1))
        self.assertEqual(figures(value_tier_ids=tier.ids), (8.0, 1))
        self.assertEqual(figures(channel_ids=self.channel.ids), (None, 0))
        self.assertEqual(figures(company_ids=self.company_two.ids), (None, 0))
        self.assertEqual(figures(sources=["audit"]), (0.0, 1))
        self.assertEqual(figures(measures=["expectation"]), (0.0, 1))
        for wrong in ({"colour": 1}, {"date_from": "soon"}, {"channel_ids": ["x"]}):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self.journey.get_rollup(wrong)

    def test_emotion(self):
        for felt in (-1, 2):
            self._score("emotion", None, raw_value=felt, touchpoint_id=self.pen.id)
        self._answers(self.pen, 0, measure="emotion", source="audit")
        everything = self.pen | self.desk | self.board
        everything.invalidate_recordset()
        self.assertEqual(everything.mapped("emotion_count"), [2, 2, 0])
        self.assertAlmostEqual(self.desk.emotion_measured, 0.5)
        self.assertEqual(self.viewing.emotion_count, 2)
        self.assertAlmostEqual(self.viewing.emotion_measured, 0.5)
        self.assertEqual(self.living.emotion_count, 0)
        rows, result = self._rows()
        self.assertAlmostEqual(rows[self.office.id]["emotion_measured"], 0.5)
        self.assertIsNone(rows[self.office.id]["score"])
        self.assertIsNone(result["stages"][1]["emotion_measured"])

    def test_few_answers_stay_hidden(self):
        self.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "5"
        )
        self._answers(self.pen, 4, 4)
        self._answers(self.contract, 8, 8, 8, 8, 8)
        self._answers(self.board, 6, 6, 6, 6, 6, 6)
        rows, _result = self._rows()
        self.assertIsNone(rows[self.pen.id]["score"])
        self.assertTrue(rows[self.pen.id]["hidden"])
        self.assertEqual(rows[self.pen.id]["count"], 2)
        # or the pen could be worked out from the desk and the contract
        self.assertIsNone(rows[self.contract.id]["score"])
        self.assertAlmostEqual(rows[self.desk.id]["score"], 7.0)

    def test_stages_and_dimensions_give_no_small_group_away(self):
        self.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "5"
        )
        service = self.dimensions["service"].id
        self.desk.stage_id = self.living
        self.contract.stage_id = self.pen.stage_id = self.living
        # Viewing holds the office's other part, Living the desk and its parts
        self._answers(self.board, 6, 6, 6, 6, 6, 6)
        self._answers(self.office, 4, 4, 4, 4)
        self._answers(self.pen, 8, 8, 8, 8, 8, 8, dimension_id=service)
        self._answers(self.pen, 1, 1)
        rows, result = self._rows()
        pen = rows[self.pen.id]
        # or the two answers without a dimension could be worked out
        self.assertEqual((pen["score"] is None, pen["count"]), (False, 8))
        self.assertTrue(pen["dimensions"][service]["hidden"])
        living = result["stages"][1]
        self.assertTrue(living["dimensions"][service]["hidden"])
        self.assertEqual(living["dimensions"][service]["count"], 6)
        # the office's own four answers are not the rest of what is shown
        self.assertTrue(rows[self.office.id]["own"]["hidden"])
        shown = [r for r in (rows[self.board.id], rows[self.desk.id]) if r["score"]]
        self.assertLess(len(shown), 2)

    def test_few_emotions_stay_hidden(self):
        self.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "5"
        )
        for touchpoint, count in ((self.pen, 2), (self.contract, 5), (self.board, 6)):
            self._answers(touchpoint, *[10] * count, measure="emotion")
        rows, _result = self._rows()
        self.assertIsNone(rows[self.pen.id]["emotion_measured"])
        self.assertIsNone(rows[self.contract.id]["emotion_measured"])
        self.assertAlmostEqual(rows[self.desk.id]["emotion_measured"], 2.0)

    def test_archived_touchpoints_keep_their_history(self):
        self._answers(self.pen, 4)
        self.desk.active = False
        self.assertFalse(self.pen.active)
        rows, _result = self._rows()
        self.assertNotIn(self.pen.id, rows)
        self.assertIsNone(rows[self.office.id]["score"])
        self.assertEqual(self.pen.score_count, 1)
        rows, _result = self._rows(with_archived=True)
        self.assertAlmostEqual(rows[self.office.id]["score"], 4.0)
        self.pen.active = True
        self.assertTrue(self.desk.active)
        self.assertTrue(self.contract.active is False)
        rows, _result = self._rows()
        self.assertAlmostEqual(rows[self.office.id]["score"], 4.0)

    def test_other_companies_answers_do_not_count(self):
        self.journey.company_id = False
        self._answers(self.pen, 4)
        mine = self.journey.with_user(self.staff).get_rollup()
        theirs = self.journey.with_user(self.manager_two).get_rollup()
        self.assertEqual(mine["journey"]["count"], 1)
        self.assertEqual(theirs["journey"]["count"], 0)
        with self.assertRaises(AccessError):
            self.journey.with_user(self.plain_user).get_rollup()
        self.journey.company_id = self.company
        with self.assertRaises(AccessError):
            self.journey.with_user(self.manager_two).get_rollup()

    def test_one_statement_for_the_scores_whatever_the_size(self):
        self.journey.get_rollup()

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.journey.get_rollup()
            return self.env.cr.sql_log_count - before

        small = queries()
        parent = self.pen
        for number in range(30):
            parent = self._touchpoint(f"Deep {number}", parent)
        self._answers(parent, 7)
        self.assertLessEqual(queries(), small + 2)
        rows, _result = self._rows()
        self.assertAlmostEqual(rows[self.office.id]["score"], 7.0)
        self.assertEqual(rows[parent.id]["depth"], 32)


@tagged("post_install", "-at_install")
class TestRollupArithmetic(CemCommon):
    @settings(deadline=None, max_examples=50)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 20),
                st.floats(0, 10),
                st.floats(0, 10),
                st.lists(st.integers(0, 10), max_size=4),
            ),
            min_size=1,
            max_size=20,
        )
    )
    def test_a_score_lies_between_its_answers(self, drawn):
        nodes, answers = [], {}
        for number, (parent, weight, own_weight, values) in enumerate(drawn):
            parent = parent % number if number else None
            nodes.append(rollup.Node(number, parent, weight, own_weight))
            answers[number, None] = (
                len(values),
                sum(values),
                sum(value * value for value in values),
            )
        given_values = [value for row in drawn for value in row[3]]
        for figures in rollup.roll_up(nodes, answers).values():
            value = figures.total.value
            self.assertLessEqual(figures.total.count, len(given_values))
            if value is None:
                continue
            self.assertGreaterEqual(value, min(given_values) - 1e-9)
            self.assertLessEqual(value, max(given_values) + 1e-9)
            low, high = figures.total.interval()
            if low is not None:
                self.assertLessEqual(low, value + 1e-9)
                self.assertGreaterEqual(high, value - 1e-9)

    def test_depth_has_no_limit(self):
        size = 20000
        nodes = [rollup.Node(k, k - 1 if k else None) for k in range(size)]
        figures = rollup.roll_up(nodes, {(size - 1, None): (2, 14.0, 98.0)})
        self.assertAlmostEqual(figures[0].total.value, 7.0)

    def test_weights_roll_up(self):
        nodes = [
            rollup.Node("whole"),
            rollup.Node("a", "whole", weight=3, dimensions={"s": 1, "p": 1}),
            rollup.Node("b", "whole", weight=1, dimensions={"s": 5}),
        ]
        shares = rollup.roll_up_weights(nodes)
        self.assertAlmostEqual(shares["whole"]["s"], 5 / 8)
        self.assertAlmostEqual(shares["whole"]["p"], 3 / 8)

    def test_interval_of_a_weighted_mean(self):
        # Means 4 and 8 of 5 answers each, variance of each mean 1: halves give 6 with
        # variance 0.5 and 8 degrees of freedom, t = 2.3060
        one = rollup.Figure(4.0, 5, 1.0, 0.25)
        two = rollup.Figure(8.0, 5, 1.0, 0.25)
        low, high = rollup.combine([(1, one), (1, two)]).interval()
        self.assertAlmostEqual(low, 6 - 2.3060 * 0.5**0.5, places=3)
        self.assertAlmostEqual(high, 6 + 2.3060 * 0.5**0.5, places=3)
