from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.base.domains import check_domain
from .common_authored import AuthoredCommon


@tagged("post_install", "-at_install")
class TestAuthoredSaved(AuthoredCommon):
    """What is refused and kept when somebody saves a condition."""

    def test_refused_when_saved(self):
        """By models and fields on the way and at the end, by each kind of expression."""
        refused = {
            "model": (self.manager, {"ask_domain": "[('name', '=', 'x')]"}),
            "field": (
                self.salesman,
                {"ask_domain": "[('partner_id.signup_type', '=', 'x')]"},
            ),
            "within": (
                self.salesman,
                {"ask_domain": "[('partner_id', 'any', [('signup_type', '=', 'x')])]"},
            ),
            "way": (
                self.salesman,
                {"ask_domain": "[('user_id.totp_secret', '=', 'x')]"},
            ),
            "team": (
                self.manager,
                {"ask_team_path": "partner_id.category_id", "ask_domain": "[]"},
            ),
            "user": (self.manager, {"ask_user_path": "partner_id.user_id"}),
            "customer": (self.manager, {"ask_partner_path": "partner_id.parent_id"}),
            "date": (self.manager, {"ask_date_field": "date_closed"}),
        }
        for way, (user, values) in refused.items():
            touchpoint = self._touchpoint("Asks", survey_id=self.survey.id)
            with self.subTest(way=way), self.assertRaises(UserError):
                touchpoint.with_user(user).write(values)

    def test_what_fits(self):
        touchpoint = self._ask_as(self.salesman)
        self.assertEqual(touchpoint.author_id, self.salesman)
        with self.assertRaises(ValidationError):
            touchpoint.with_user(self.salesman).ask_domain = "[('no_field', '=', 1)]"

    def test_nobody_chooses_an_author(self):
        root = self.env.ref("base.user_root")
        values = {
            "name": "Asks",
            "journey_id": self.journey.id,
            "ask_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "ask_domain": "[('name', '!=', False)]",
        }
        touchpoints = self.env["cem.touchpoint"].with_user(self.salesman)
        with self.assertRaises(AccessError):
            touchpoints.create({**values, "author_id": root.id})
        made = touchpoints.create(values)
        made |= touchpoints.with_context(default_author_id=root.id).create(values)
        for chosen in (
            {"author_id": root.id},
            {"author_id": root.id, "ask_domain": "[('name', '!=', 'x')]"},
        ):
            with self.assertRaises(AccessError):
                made.write(chosen)
        self.assertEqual(made.author_id, self.salesman)
        self.env["ir.default"].with_user(self.salesman).set(
            "cem.touchpoint", "author_id", root.id, user_id=True
        )
        self.assertEqual(touchpoints.create(values).author_id, self.salesman)
        self.assertEqual(made[:1].copy().author_id, self.salesman)
        with self.assertRaises(AccessError):
            made.with_user(self.salesman).action_adopt()

    def test_ready_made_ways_stay_the_systems(self):
        """A manager starts them without any right on the records; not once changed."""
        setup = self.env.ref("cem_experience.cem_listen_setup_won")
        touchpoint = self.env["cem.touchpoint"].browse(
            setup.with_user(self.manager).action_set_up()["res_id"]
        )
        root = self.env.ref("base.user_root")
        self.assertEqual(touchpoint.author_id, root)
        touchpoint.with_user(self.manager).write({"name": "Won", "ask_delay": 3})
        copied = touchpoint.with_user(self.manager).copy()
        self.assertEqual((touchpoint | copied).author_id, root)
        with self.assertRaises(UserError):
            touchpoint.with_user(self.manager).ask_domain = "[('name', '=', 'x')]"
        with self.assertRaises(UserError):
            setup.with_user(self.manager).domain = "[('name', '=', 'x')]"

    def test_administrators_take_over(self):
        touchpoint = self._ask_as(self.salesman)
        with self.assertRaises(UserError):
            touchpoint.with_user(self.administrator).action_adopt()
        self.administrator.group_ids |= self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        touchpoint.with_user(self.administrator).action_adopt()
        self.assertEqual(touchpoint.author_id, self.administrator)

    @mute_logger("odoo.models")
    def test_check_domain(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        check_domain(leads, [("partner_id.name", "!=", "x"), ("name", "!=", "x")])
        check_domain(leads, [("create_date.year_number", "=", 2026)])
        for domain in (
            [("partner_id.signup_type", "=", "x")],
            [("partner_id", "not any", [("signup_type", "=", "x")])],
            ["|", ("name", "=", "x"), ("user_id.totp_secret", "=", "x")],
            [("message_ids.mail_ids.body_html", "ilike", "x")],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                check_domain(leads, domain)

    def test_what_cannot_be_searched_by(self):
        """It would be kept, and never find anything."""
        domain = [("user_ids.password", "=", "x")]
        for user in (self.administrator, self.env.ref("base.user_root")):
            with (
                self.subTest(user.name),
                self.assertRaisesRegex(ValidationError, "cannot be searched by"),
            ):
                check_domain(self.env["res.partner"].with_user(user), domain)
        domain = "[('partner_id.user_ids.password', '=', 'x')]"
        with self.assertRaisesRegex(ValidationError, "cannot be searched by"):
            self._ask_as(self.salesman, domain)
        self._ask_as(self.salesman, "[('is_automated_probability', '=', True)]")
