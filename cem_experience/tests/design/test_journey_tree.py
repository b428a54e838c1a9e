"""The editor's saves: whole or not at all, and never over somebody else's."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestJourneyTree(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journeys = cls.env["cem.journey"].with_user(cls.manager)
        cls.journey = journeys.create({"name": "Buying"})
        cls._edit(
            {"do": "add_stage", "name": "Viewing"},
            {"do": "add_stage", "name": "Living"},
        )
        cls.viewing, cls.living = cls.journey.stage_ids
        cls.office = cls._add("Office", stage=cls.viewing.id)
        cls.desk = cls._add("Desk", parent=cls.office.id)
        cls.pen = cls._add("Pen", parent=cls.desk.id)
        cls.board = cls._add("Board", parent=cls.office.id)

    @classmethod
    def _edit(cls, *changes, **options):
        return cls.journey.change_tree(
            cls.journey.tree_revision, list(changes), **options
        )

    @classmethod
    def _add(cls, name, **values):
        keys = cls._edit({"do": "add", "name": name, **values})["keys"]
        return cls.env["cem.touchpoint"].with_user(cls.manager).browse(keys)

    def _shape(self, with_archived=False):
        """The tree as text: stages, and names indented by their depth."""
        tree = self.journey.get_tree(with_archived)
        lines = []

        def walk(parts, depth):
            for part in parts:
                lines.append("." * depth + part["name"])
                below = [t for t in tree["touchpoints"] if t["parent_id"] == part["id"]]
                walk(below, depth + 1)

        for stage in tree["stages"]:
            lines.append(stage["name"])
            tops = [
                t
                for t in tree["touchpoints"]
                if not t["parent_id"] and t["stage_id"] == stage["id"]
            ]
            walk(tops, 1)
        return " ".join(lines)

    def test_build_and_read(self):
        self.assertEqual(self._shape(), "Viewing .Office ..Desk ...Pen ..Board Living")
        second = self._add("Chair", parent=self.office.id, position=1)
        self.assertEqual(
            self._shape(), "Viewing .Office ..Desk ...Pen ..Chair ..Board Living"
        )
        self.assertEqual(second.stage_id, self.viewing)
        tree = self.journey.get_tree()
        self.assertTrue(tree["can_edit"])
        self.assertEqual(tree["journey"]["name"], "Buying")
        self._edit({"do": "add_stage", "name": "Signing", "position": 1})
        self.assertEqual(
            self.journey.stage_ids.sorted("sequence").mapped("name"),
            ["Viewing", "Signing", "Living"],
        )
        self.assertEqual(
            sorted(self.journey.stage_ids.mapped("sequence")), [10, 20, 30]
        )

    def test_move_several_and_back(self):
        before = self._shape()
        result = self._edit(
            {"do": "move", "keys": (self.pen | self.board).ids, "stage": self.living.id}
        )
        self.assertEqual(self._shape(), "Viewing .Office ..Desk Living .Pen .Board")
        self.assertEqual((self.pen | self.board).mapped("sequence"), [10, 20])
        self._edit(*result["undo"])
        self.assertEqual(self._shape(), before)
        # A part of what is moved as well comes along with its whole
        result = self._edit(
            {
                "do": "move",
                "keys": (self.pen | self.office | self.desk).ids,
                "stage": self.living.id,
            }
        )
        self.assertEqual(self._shape(), "Viewing Living .Office ..Desk ...Pen ..Board")
        self._edit(*result["undo"])
        self.assertEqual(self._shape(), before)
        for keys, position, shape in (
            ("BC", 2, "A D B C"),
            ("CD", 0, "C D A B"),
            ("AD", 1, "B A D C"),
        ):
            with self.subTest(keys=keys), self.env.cr.savepoint() as savepoint:
                row = {n: self._add(n, stage=self.living.id) for n in "ABCD"}
                at_first = self._shape()
                result = self._edit(
                    {
                        "do": "move",
                        "keys": [row[name].id for name in keys],
                        "stage": self.living.id,
                        "position": position,
                    }
                )
                after = self._shape().split("Living ")[1].replace(".", "")
                self.assertEqual(after, shape)
                numbers = sorted(one.sequence for one in row.values())
                self.assertEqual(numbers, [10, 20, 30, 40])
                self._edit(*result["undo"])
                self.assertEqual(self._shape(), at_first)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_places_left_stay_dense(self):
        self._add("Chair", parent=self.office.id)
        self._edit({"do": "move", "keys": self.desk.ids, "stage": self.living.id})
        parts = self.office.child_ids.sorted("sequence")
        self.assertEqual(parts.mapped("sequence"), [10, 20])

    def test_stages_move_and_change(self):
        result = self._edit(
            {"do": "move_stage", "key": self.living.id, "position": 0},
            {"do": "write_stage", "key": self.living.id, "values": {"phase": "after"}},
        )
        self.assertTrue(self._shape().startswith("Living Viewing"))
        self._edit(*result["undo"])
        self.assertTrue(self._shape().startswith("Viewing"))
        self.assertEqual(self.living.phase, "before")

    def test_archive_and_undo(self):
        self._score(touchpoint_id=self.pen.id)
        self._edit({"do": "archive", "touchpoints": self.board.ids})
        before = self._shape()
        result = self._edit({"do": "archive", "touchpoints": self.office.ids})
        self.assertEqual(self._shape(), "Viewing Living")
        self.assertIn(".Office", self._shape(with_archived=True))
        self.assertEqual(self.pen.score_count, 1)
        # What had been archived before stays so
        self._edit(*result["undo"])
        self.assertEqual(self._shape(), before)
        # A stage takes its touchpoints along, and a touchpoint brings its stage back
        result = self._edit({"do": "archive", "stages": self.viewing.ids})
        self.assertEqual(self._shape(), "Living")
        self._edit(*result["undo"])
        self.assertEqual(self._shape(), before)
        self._edit({"do": "archive", "stages": self.viewing.ids})
        self._edit({"do": "restore", "touchpoints": self.pen.ids})
        self.assertEqual(self._shape(), "Viewing .Office ..Desk ...Pen Living")

    def test_values(self):
        service, price = self.dimensions["service"].id, self.dimensions["price"].id
        counter = self.env.ref("cem_experience.cem_channel_counter")
        result = self._edit(
            {
                "do": "write",
                "key": self.pen.id,
                "values": {
                    "name": " Fountain pen ",
                    "weight": "3",
                    "channel_id": counter.id,
                    "dimensions": {str(service): 5, str(price): 0.5},
                },
            }
        )
        row = next(r for r in result["tree"]["touchpoints"] if r["id"] == self.pen.id)
        self.assertEqual(row["name"], "Fountain pen")
        self.assertEqual((row["weight"], row["channel_id"]), (3, counter.id))
        self.assertEqual(row["dimensions"], {service: 5, price: 0.5})
        self._edit(
            {
                "do": "write",
                "key": self.pen.id,
                "values": {"dimensions": {service: None, price: 2}},
            }
        )
        self.assertEqual(self.pen.weight_ids.dimension_id.id, price)
        self._edit(*result["undo"])
        self.assertEqual(self.pen.name, "Pen")
        self.assertFalse(self.pen.weight_ids)
        self.assertFalse(self.pen.channel_id)

    @mute_logger("odoo.sql_db")
    def test_refused_and_nothing_half_done(self):
        other = self.journey.create(
            {"name": "Renting", "stage_ids": [(0, 0, {"name": "Looking"})]}
        )
        stranger = self.env["cem.touchpoint"].create(
            {"name": "Stranger", "journey_id": other.id}
        )
        before = self._shape()
        office, desk, pen = self.office.id, self.desk.id, self.pen.id
        service = self.dimensions["service"].id

        def write(**values):
            return {"do": "write", "key": pen, "values": values}

        cases = [
            ({"do": "move", "keys": [office], "parent": pen}, "one of its own parts"),
            ({"do": "move", "keys": [desk], "parent": desk}, "one of its own parts"),
            ({"do": "move", "keys": [stranger.id]}, "“Stranger” is not on the journey"),
            ({"do": "move", "keys": [desk], "parent": stranger.id}, "same journey"),
            ({"do": "move", "keys": [desk], "stage": other.stage_ids.id}, "Looking"),
            ({"do": "move", "keys": [2**30]}, "not there any more"),
            ({"do": "move", "keys": ["x"]}, "cannot be read"),
            ({"do": "add", "name": "  ", "parent": desk}, "Give it a name"),
            ({"do": "add", "name": "A", "stage": other.stage_ids.id}, "not on the jou"),
            (write(weight=-1), "“-1” is no weight"),
            (write(weight=float("nan")), "“nan” is no weight"),
            (write(weight="inf"), "“inf” is no weight"),
            (write(weight=0), "All parts of touchpoint Desk weigh 0"),
            (write(dimensions={service: 0}), "All dimensions of touchpoint"),
            (write(dimensions={service: -1}), "“-1” is no weight"),
            (write(journey_id=other.id), "“journey_id” cannot be changed here"),
            ({"do": "drop", "key": pen}, "Unknown change: drop"),
        ]
        for change, message in cases:
            with (
                self.subTest(change=change),
                self.assertRaisesRegex((UserError, ValidationError), message),
                self.env.cr.savepoint(),
            ):
                self._edit({"do": "add_stage", "name": "Half done"}, change)
            self.env.invalidate_all()
            self.assertEqual(self._shape(), before)

    def test_somebody_else_was_faster(self):
        seen = self.journey.get_tree()["revision"]
        for change in (
            lambda: self.pen.write({"name": "Pencil"}),
            lambda: self.living.write({"name": "Dwelling"}),
            lambda: self.env["cem.touchpoint"].create(
                {"name": "Lamp", "journey_id": self.journey.id}
            ),
            lambda: self.board.unlink(),
            lambda: self.journey.stage_ids.create(
                {"name": "Waiting", "journey_id": self.journey.id}
            ),
        ):
            change()
            now = self.journey.get_tree()["revision"]
            self.assertGreater(now, seen)
            before = self._shape()
            result = self.journey.change_tree(
                seen, [{"do": "archive", "touchpoints": self.office.ids}]
            )
            self.assertTrue(result["conflict"])
            self.assertEqual(result["tree"]["revision"], now)
            self.assertEqual(self._shape(), before)
            seen = now
        # What the tree does not show makes it no older
        self.pen.write({"description": "Blue"})
        self.assertEqual(self.journey.get_tree()["revision"], seen)
        self.assertFalse(
            self.journey.change_tree(
                seen, [{"do": "archive", "touchpoints": self.office.ids}]
            )["conflict"]
        )

    def test_figures(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "cem_experience.minimum_group_size", "1"
        )
        self._score(touchpoint_id=self.pen.id, value=4)
        figures = self.journey.get_tree_figures()
        self.assertEqual(figures["touchpoints"][self.office.id]["score"], 4)
        self.assertEqual(figures["stages"][self.viewing.id]["count"], 1)
        self.assertIsNone(figures["stages"][self.living.id]["score"])
        self.assertEqual(figures["journey"]["score"], 4)

    def test_roles_and_companies(self):
        theirs = self.journey.with_user(self.staff)
        self.assertFalse(theirs.get_tree()["can_edit"])
        self.assertTrue(theirs.get_tree_figures()["touchpoints"])
        with self.assertRaises(AccessError):
            theirs.change_tree(theirs.tree_revision, [])
        for user in (self.manager_two, self.plain_user):
            with self.subTest(user=user.login):
                strange = self.journey.with_user(user)
                with self.assertRaises(AccessError):
                    strange.get_tree()
                with self.assertRaises(AccessError):
                    strange.get_tree_figures()
                with self.assertRaises(AccessError):
                    strange.change_tree(0, [])

    def test_wizard_copies_and_moves(self):
        other = self.journey.create(
            {"name": "Renting", "stage_ids": [(0, 0, {"name": "Viewing"})]}
        )
        wizard = (
            self.env["cem.touchpoint.branch"]
            .with_user(self.manager)
            .with_context(
                active_model="cem.touchpoint", active_ids=(self.desk | self.pen).ids
            )
            .create({"journey_id": other.id})
        )
        self.assertEqual(wizard.branch_count, 2)
        seen = other.tree_revision
        wizard.action_copy()
        self.assertEqual(other.touchpoint_ids.mapped("name"), ["Desk", "Pen"])
        self.assertGreater(other.tree_revision, seen)
        seen = self.journey.tree_revision
        wizard.stage_id = other.stage_ids
        wizard.action_move()
        self.assertEqual(self._shape(), "Viewing .Office ..Board Living")
        self.assertGreater(self.journey.tree_revision, seen)
        self.assertEqual(other.touchpoint_count, 4)
        with self.assertRaises(AccessError):
            self.env["cem.touchpoint.branch"].with_user(self.staff).create(
                {"journey_id": other.id}
            )
