"""The journey map in a real browser, with people who have just their groups."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_map import make_journey, make_large_journey

ACTION = "/odoo/{}/journey-map"


@tagged("post_install", "-at_install")
class TestJourneyMapTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = cls._user("cem_map_staff", "group_cem_user")
        cls.manager = cls._user("cem_map_manager", "group_cem_manager")

    @classmethod
    def _user(cls, login, group, **values):
        return new_test_user(
            cls.env,
            login,
            f"cem_experience.{group}",
            **{"lang": "en_US", "company_id": cls.env.company.id, **values},
        )

    def _tour(self, journey, name, user):
        self.start_tour(ACTION.format(journey.id), name, login=user.login, timeout=120)

    def test_staff_read_the_map(self):
        """Opened, filtered, a touchpoint opened to its scores; nothing to edit."""
        journey, touchpoints = make_journey(self.env)
        before = touchpoints.mapped("name")
        self._tour(journey, "cem_journey_map_staff", self.staff)
        self.assertEqual(touchpoints.mapped("name"), before)

    def test_manager_draws_with_the_mouse(self):
        """A journey from nothing, then one that is there already."""
        empty = self.env["cem.journey"].create({"name": "From nothing"})
        journey, touchpoints = make_journey(self.env)
        shop, window, _ride, till, _service = touchpoints
        self._tour(empty, "cem_journey_map_mouse", self.manager)
        self.assertEqual(empty.stage_ids.mapped("name"), ["Coming", "Going"])
        self.assertEqual(empty.touchpoint_ids.mapped("name"), ["Door", "Bell"])
        self.assertEqual(shop.name, "Online shop")
        self.assertEqual(window.customer_question, "Is it still in stock?")
        self.assertEqual(window.channel_id.name, "Advertising")
        self.assertEqual(window.emotion_designed, "2")
        self.assertEqual(journey.stage_ids[-1].name, "Selling")
        added = journey.touchpoint_ids.filtered(lambda one: one.name == "Poster")
        self.assertEqual(added.stage_id.name, "Buying")
        self.assertEqual(window.stage_id.name, "Buying")
        self.assertEqual(till.stage_id.name, "Buying")

    def test_manager_draws_with_the_keyboard(self):
        """Not one click: every step of the tour presses keys."""
        journey, touchpoints = make_journey(self.env)
        shop, window, ride, _till, _service = touchpoints
        self._tour(journey, "cem_journey_map_keyboard", self.manager)
        self.assertEqual(shop.name, "Shop on the web")
        self.assertEqual(window.customer_question, "Is it there?")
        self.assertEqual(journey.stage_ids[0].emotion_designed, "-1")
        # carried one stage on and put before what was there
        self.assertEqual(ride.stage_id.name, "Buying")
        tops = journey.touchpoint_ids.filtered(
            lambda one: one.stage_id.name == "Buying"
        )
        self.assertEqual(tops.sorted("sequence").mapped("name"), ["Test ride", "Till"])

    def test_twelve_stages_and_150_touchpoints(self):
        journey, touchpoints = make_large_journey(self.env)
        self._tour(journey, "cem_journey_map_large", self.manager)
        self.assertEqual(touchpoints[0].stage_id, journey.stage_ids[1])

    def test_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("cem_experience.cem_journey_template_bank")
        journey = template._create_journey()
        user = self._user("cem_map_zh", "group_cem_user", lang="zh_CN")
        self._tour(journey, "cem_journey_map_chinese", user)
