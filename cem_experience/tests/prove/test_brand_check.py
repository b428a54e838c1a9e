"""Does a requirement or change strengthen the brand? Who said so, when and why."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestBrandCheck(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.env["cem.journey"].create(
            {"name": "Buying a home", "company_id": cls.company.id}
        )
        cls.office = cls.env["cem.touchpoint"].create(
            {
                "name": "Sales office",
                "journey_id": cls.journey.id,
                "standard_ids": [(0, 0, {"name": "Warm light"})],
            }
        )
        cls.light = cls.office.standard_ids
        cls.requirement = cls.env["cem.requirement"].create(
            {"name": "Warm lamps", "touchpoint_id": cls.office.id}
        )

    def _judge(self, verdict, user=None, **values):
        return (
            self.env["cem.brand.check"]
            .with_user(user or self.manager)
            .create({"verdict": verdict, "reason": "Our name is warmth", **values})
        )

    def test_shown_on_requirement_and_touchpoint(self):
        check = self._judge("strengthens", requirement_id=self.requirement.id)
        self.assertEqual(check.name, "Warm lamps")
        self.assertEqual(check.user_id, self.manager)
        self.assertEqual(check.touchpoint_id, self.office)
        self.assertEqual(check.company_id, self.company)
        self.assertTrue(check.date)
        self.assertEqual(self.requirement.brand_verdict, "strengthens")
        self.assertEqual(self.office.brand_verdict, "strengthens")
        found = self.env["cem.touchpoint"].search(
            [
                ("brand_verdict", "=", "strengthens"),
                ("journey_id", "=", self.journey.id),
            ]
        )
        self.assertEqual(found, self.office)

    def test_history_is_kept(self):
        first = self._judge("weakens", requirement_id=self.requirement.id)
        second = self._judge("neutral", requirement_id=self.requirement.id)
        self.assertEqual(
            (self.requirement.brand_check_ids | first).mapped("is_current"),
            [True, False],
        )
        self.assertEqual(self.requirement.brand_verdict, "neutral")
        for check in (first, second):
            with self.assertRaises(UserError):
                check.with_user(self.administrator).reason = "Other"
        with self.assertRaises(AccessError):
            first.with_user(self.manager).unlink()

    def test_one_that_weakens_outweighs(self):
        self._judge("strengthens", requirement_id=self.requirement.id)
        self._judge("weakens", touchpoint_id=self.office.id, name="Neon sign")
        self.assertEqual(self.office.brand_verdict, "weakens")
        self.assertEqual(self.requirement.brand_verdict, "strengthens")
        # judged again, the same change by its name
        self._judge("neutral", touchpoint_id=self.office.id, name="Neon sign")
        self.assertEqual(self.office.brand_verdict, "strengthens")
        self._judge("weakens", standard_id=self.light.id)
        self.assertEqual(self.light.brand_verdict, "weakens")
        self.assertEqual(self.office.brand_verdict, "weakens")

    def test_the_writer_does_not_say_who_and_when(self):
        for forged in ({"user_id": self.staff.id}, {"date": "2020-01-01"}):
            with self.assertRaises(AccessError):
                self._judge(
                    "neutral", touchpoint_id=self.office.id, name="Sofa", **forged
                )
        check = self._judge("neutral", touchpoint_id=self.office.id, name="Sofa")
        self.assertEqual(check.user_id, self.manager)

    def test_about_nothing_is_refused(self):
        with self.assertRaises(ValidationError):
            self._judge("neutral", name="What?")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_access(self):
        check = self._judge("neutral", requirement_id=self.requirement.id)
        self.assertTrue(check.with_user(self.staff).read(["reason"]))
        with self.assertRaises(AccessError):
            check.with_user(self.manager_two).read(["reason"])
        with self.assertRaises(AccessError):
            self._judge("weakens", self.staff, requirement_id=self.requirement.id)

    def test_button_opens_the_dialog_for_it(self):
        action = self.office.action_brand_check()
        self.assertEqual(action["context"], {"default_touchpoint_id": self.office.id})
        self.assertEqual(action["target"], "new")
