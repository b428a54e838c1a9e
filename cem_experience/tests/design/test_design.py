from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestDesign(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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
        cls.office = cls.env["cem.touchpoint"].create(
            {
                "name": "Sales office",
                "journey_id": cls.journey.id,
                "stage_id": cls.viewing.id,
            }
        )
        cls.desk = cls.office.copy({"name": "Desk", "parent_id": cls.office.id})
        cls.pen = cls.office.copy({"name": "Pen", "parent_id": cls.desk.id})

    def test_six_dimensions_ship(self):
        self.assertEqual(
            {dimension.kind for dimension in self.dimensions.values()}, {"driver"}
        )

    def test_tree(self):
        self.assertEqual(self.pen.complete_name, "Sales office / Desk / Pen")
        self.assertEqual(self.pen.phase, "before")
        found = self.env["cem.touchpoint"].search([("id", "child_of", self.office.id)])
        self.assertEqual(found, self.office | self.desk | self.pen)
        self.assertEqual(self.journey.touchpoint_count, 3)

    def test_cycle_is_refused(self):
        with self.assertRaises(UserError):
            self.office.parent_id = self.pen

    def test_another_journeys_stage_or_parent_is_refused(self):
        other = self.env["cem.journey"].create(
            {"name": "Renting", "stage_ids": [(0, 0, {"name": "Signing"})]}
        )
        with self.assertRaisesRegex(ValidationError, "not on the journey"):
            self.office.stage_id = other.stage_ids
        with self.assertRaisesRegex(ValidationError, "same journey"):
            self.env["cem.touchpoint"].create(
                {
                    "name": "Key",
                    "journey_id": other.id,
                    "parent_id": self.office.id,
                }
            )

    @mute_logger("odoo.sql_db")
    def test_weight_range_and_one_weight_a_dimension(self):
        values = {
            "touchpoint_id": self.office.id,
            "dimension_id": self.dimensions["service"].id,
        }
        weights = self.env["cem.touchpoint.weight"]
        for weight in (-1, 10.5):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                weights.create({**values, "weight": weight})
        weights.create({**values, "weight": 3})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            weights.create({**values, "weight": 4})

    def test_scores_of_the_parts_count_at_the_whole(self):
        self._score(touchpoint_id=self.pen.id)
        self.assertEqual(self.office.score_count, 1)
        self.assertEqual(self.pen.score_count, 1)

    def test_used_touchpoint_cannot_be_deleted(self):
        self._score(touchpoint_id=self.pen.id)
        with self.assertRaisesRegex(UserError, "still used"):
            self.pen.unlink()

    def test_roles(self):
        design = [
            ("cem.dimension", {"name": "Safety", "code": "safety"}),
            ("cem.channel", {"name": "Fax"}),
            ("cem.journey", {"name": "Renting"}),
            ("cem.journey.stage", {"name": "Moving", "journey_id": self.journey.id}),
            ("cem.touchpoint", {"name": "Porch"}),
            (
                "cem.touchpoint.weight",
                {
                    "touchpoint_id": self.pen.id,
                    "dimension_id": self.dimensions["price"].id,
                },
            ),
        ]
        for model, values in design:
            with self.subTest(model=model):
                Model = self.env[model]
                with self.assertRaises(AccessError):
                    Model.with_user(self.plain_user).search([], limit=1).read(["id"])
                    Model.with_user(self.plain_user).check_access("read")
                with self.assertRaises(AccessError):
                    Model.with_user(self.staff).create(values)
                record = Model.with_user(self.manager).create(values)
                self.assertTrue(record.with_user(self.staff).read(["display_name"]))
        tiers = self.env["cem.value.tier"]
        with self.assertRaises(AccessError):
            tiers.with_user(self.manager).create({"name": "Platinum"})
        self.assertTrue(tiers.with_user(self.administrator).create({"name": "P"}))

    def test_companies(self):
        self.assertEqual(self.journey.company_id, self.company)
        for record in (self.journey, self.viewing, self.office):
            with self.assertRaises(AccessError):
                record.with_user(self.manager_two).read(["name"])
        self.journey.company_id = False
        self.assertEqual(self.journey.with_user(self.manager_two).name, "Buying a home")
