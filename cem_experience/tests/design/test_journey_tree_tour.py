from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestJourneyTreeTour(HttpCase):
    """Only the manager's group: a journey built from nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # In a company of its own the list of journeys is as long as it is.
        cls.company = cls.env["res.company"].create({"name": "Tree (tour)"})

    def _tour(self, name):
        manager = new_test_user(
            self.env,
            name,
            "cem_experience.group_cem_manager",
            lang="en_US",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.start_tour(
            "/odoo/action-cem_experience.cem_journey_action",
            name,
            login=manager.login,
            timeout=120,
        )
        return self.env["cem.journey"].search(
            [("company_id", "=", self.company.id)], order="id desc", limit=1
        )

    def _shape(self, journey):
        lines = []
        for stage in journey.stage_ids.sorted("sequence"):
            lines.append(stage.name)
            tops = journey.touchpoint_ids.filtered(lambda t, s=stage: t.stage_id == s)
            lines += [
                "." * (depth + 1) + touchpoint.name
                for touchpoint, depth in tops._tree_order()
            ]
        return " ".join(lines)

    @mute_logger("odoo.http")  # logs what is refused
    def test_by_mouse(self):
        journey = self._tour("cem_journey_tree_mouse")
        self.assertEqual(journey.name, "Buying by mouse")
        self.assertEqual(
            self._shape(journey), "Viewing .Office ..Desk ...Pen Living .Board"
        )
        desk = journey.touchpoint_ids.filtered(lambda t: t.name == "Desk")
        self.assertEqual(desk.channel_id.name, "Counter")
        self.assertEqual(desk.weight, 3)
        self.assertEqual(
            {line.dimension_id.code: line.weight for line in desk.weight_ids},
            {"service": 6, "price": 2},
        )

    def test_by_keyboard(self):
        journey = self._tour("cem_journey_tree_keyboard")
        self.assertEqual(journey.name, "Buying by keyboard")
        self.assertEqual(
            self._shape(journey),
            "Viewing .Office ..Fountain pen ..Desk ..Board .Car park Living",
        )
        board = journey.touchpoint_ids.filtered(lambda t: t.name == "Board")
        self.assertEqual(board.channel_id.name, "Advertising")
        self.assertEqual(board.weight, 2)
