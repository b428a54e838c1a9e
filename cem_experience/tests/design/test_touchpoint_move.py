from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestTouchpointMove(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls._journey("Buying", ["Viewing", "Signing", "Living"])
        cls.viewing, cls.signing, cls.living = cls.journey.stage_ids
        cls.office = cls._touchpoint("Office")
        cls.desk = cls._touchpoint("Desk", cls.office)
        cls.pen = cls._touchpoint("Pen", cls.desk)
        cls.ink = cls._touchpoint("Ink", cls.pen)
        cls.board = cls._touchpoint("Board", cls.office)

    @classmethod
    def _journey(cls, name, stages, company=None):
        phases = ("before", "during", "after")
        return cls.env["cem.journey"].create(
            {
                "name": name,
                "stage_ids": [
                    (0, 0, {"name": stage, "phase": phase})
                    for stage, phase in zip(stages, phases, strict=False)
                ],
                "company_id": (company or cls.company).id,
            }
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

    def test_reorder(self):
        first, second, third = (
            self._touchpoint(name, self.desk) for name in ("One", "Two", "Three")
        )
        order = third.with_user(self.manager).move(parent=self.desk.id, position=0)
        self.assertEqual(order, (third | self.pen | first | second).ids)
        self.assertEqual(
            self.desk.child_ids.sorted("sequence").mapped("sequence"), [10, 20, 30, 40]
        )
        order = third.move(parent=self.desk.id, position=2)
        self.assertEqual(order, (self.pen | first | third | second).ids)
        self.assertEqual(third.move(parent=self.desk.id)[-1], third.id)

    def test_reparent_takes_stage_and_parts_along(self):
        elsewhere = self._touchpoint("Elsewhere", self.pen, stage_id=self.living.id)
        self.desk.move(stage=self.signing.id)
        self.assertFalse(self.desk.parent_id)
        self.assertEqual(
            (self.desk | self.pen | self.ink).mapped("stage_id"), self.signing
        )
        self.assertEqual(elsewhere.stage_id, self.living)
        self.pen.move(parent=self.board.id)
        self.assertEqual(self.pen.stage_id, self.viewing)
        self.assertEqual(self.ink.complete_name, "Office / Board / Pen / Ink")

    def test_refused(self):
        other = self._journey("Renting", ["Looking"])
        with self.assertRaisesRegex(UserError, "one of its own parts"):
            self.office.move(parent=self.ink.id)
        with self.assertRaisesRegex(UserError, "one of its own parts"):
            self.office.move(parent=self.office.id)
        with (
            self.assertRaisesRegex(ValidationError, "not on the journey"),
            self.env.cr.savepoint(),
        ):
            self.desk.move(stage=other.stage_ids.id)
        with self.assertRaisesRegex(UserError, "not there any more"):
            self.desk.move(parent=2**30)
        self.assertEqual(self.desk.parent_id, self.office)
        with self.assertRaises(AccessError):
            self.board.with_user(self.staff).move(parent=self.desk.id)
        with self.assertRaises(AccessError):
            self.board.with_user(self.manager_two).move(parent=self.desk.id)
        theirs = self._journey("Theirs", ["Looking"], self.company_two)
        with self.assertRaises(AccessError):
            self.board.with_user(self.manager).move_branch(theirs.id)

    @mute_logger("odoo.sql_db")
    def test_weights_refused(self):
        for name in ("weight", "own_weight"):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.pen.write({name: -1})
        with self.assertRaisesRegex(ValidationError, "All parts of touchpoint Desk"):
            self.pen.weight = 0
        self._touchpoint("Stamp", self.desk, weight=1)
        self.pen.weight = 0
        service, price = self.dimensions["service"].id, self.dimensions["price"].id
        with self.assertRaisesRegex(ValidationError, "All dimensions of touchpoint"):
            self._touchpoint(
                "Pad", weight_ids=[(0, 0, {"dimension_id": service, "weight": 0})]
            )
        self.pen.weight_ids = [
            (0, 0, {"dimension_id": service, "weight": 5}),
            (0, 0, {"dimension_id": price, "weight": 0}),
        ]
        one, other = self.pen.weight_ids.sorted("weight", reverse=True)
        with self.assertRaisesRegex(ValidationError, "All dimensions of touchpoint"):
            one.weight = 0
        # From one line to the other in one go is no "all zero"
        self.pen.weight_ids = [(1, one.id, {"weight": 0}), (1, other.id, {"weight": 4})]
        self.assertEqual(self.pen.weight_total, 4)
        self.assertEqual((other | one).mapped("share"), [100, 0])

    def test_shares(self):
        self.desk.weight = 3
        self.assertEqual((self.desk | self.board).mapped("weight_share"), [75, 25])
        self.assertEqual(self.office.part_weight_total, 4)
        self.assertEqual(self.office.weight_share, 100)

    def test_copy_branch(self):
        self.env["cem.standard"].create(
            {"name": "Blue ink", "touchpoint_id": self.ink.id}
        )
        self.env["cem.faq"].create(
            {"name": "May I keep it?", "answer": "Yes", "touchpoint_id": self.pen.id}
        )
        self.pen.weight_ids = [
            (0, 0, {"dimension_id": self.dimensions["brand"].id, "weight": 2})
        ]
        self._score(touchpoint_id=self.ink.id)
        copy = self.desk.with_user(self.manager).copy_branch(parent=self.board.id)
        self.assertEqual(copy.complete_name, "Office / Board / Desk")
        pen = copy.child_ids
        self.assertEqual(pen.name, "Pen")
        self.assertEqual(pen.weight_ids.weight, 2)
        self.assertEqual(pen.faq_ids.name, "May I keep it?")
        self.assertEqual(pen.child_ids.standard_ids.name, "Blue ink")
        self.assertEqual(copy.score_count, 0)
        self.assertEqual(self.desk.score_count, 1)

    def test_branch_to_another_journey(self):
        self._touchpoint("Later", self.desk, stage_id=self.living.id)
        other = self._journey("Renting", ["Looking", "Signing"])
        with self.assertRaisesRegex(UserError, "no stage like “Living”"):
            self.desk.move_branch(other.id)
        self.assertEqual(self.desk.journey_id, self.journey)
        self._score(touchpoint_id=self.ink.id)
        self.ink.active = False
        self.desk.with_user(self.manager).move_branch(
            other.id, stage=other.stage_ids[1].id
        )
        branch = self.desk._branch()
        self.assertEqual(branch.journey_id, other)
        self.assertEqual(len(branch), 4)
        self.assertEqual(branch.stage_id, other.stage_ids[1])
        self.assertEqual(self.desk.score_count, 1)
        copy = self.board.copy_branch(journey=other.id)
        self.assertEqual(copy.stage_id, other.stage_ids[0])
        self.assertEqual(self.board.journey_id, self.journey)

    def test_copy_journey(self):
        self.env["cem.faq"].create(
            {"name": "How far?", "answer": "Near", "journey_id": self.journey.id}
        )
        copy = self.journey.with_user(self.manager).copy()
        self.assertEqual(copy.name, "Buying (copy)")
        self.assertEqual(copy.touchpoint_count, 5)
        self.assertEqual(copy.faq_ids.name, "How far?")
        self.assertEqual(copy.touchpoint_ids.stage_id, copy.stage_ids[0])
        names = [row["depth"] for row in copy.get_rollup()["touchpoints"]]
        self.assertEqual(names, [0, 1, 2, 3, 1])
