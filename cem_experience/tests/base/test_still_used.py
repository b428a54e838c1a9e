from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CemCommon


@tagged("post_install", "-at_install")
class TestStillUsed(CemCommon):
    """Whoever deletes what others need is told what needs it, in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cem.channel"].create({"name": "By van"})
        cls.journey = cls.env["cem.journey"].create({"name": "Repair"})
        cls.touchpoint = cls.env["cem.touchpoint"].create(
            {
                "name": "Visit",
                "journey_id": cls.journey.id,
                "channel_id": cls.channel.id,
            }
        )

    def _refusal(self, records):
        with self.assertRaises(UserError) as refusal:
            records.unlink()
        return str(refusal.exception)

    def test_it_is_said_what_uses_it(self):
        said = self._refusal(self.channel.with_user(self.administrator))
        self.assertIn("By van", said)
        self.assertIn(self.touchpoint.display_name, said)
        self.assertIn("Archive", said)
        self.assertNotIn("constraint", said)

    def test_archived_ones_count(self):
        channel = self.env["cem.channel"].create({"name": "Kiosk"})
        self.touchpoint.channel_id = channel
        self.touchpoint.active = False
        self.assertIn(self.touchpoint.name, self._refusal(channel))

    def test_what_figures_are_summed_up_by_is_kept(self):
        """Else the sums name what is gone, and the report of figures cannot be opened."""
        tier = self.env["cem.value.tier"].create({"name": "Tier Z"})
        self.customer.cem_value_tier_id = tier
        self.assertEqual(self._score().value_tier_id, tier)
        self.assertIn("Tier Z", self._refusal(tier))

    def test_what_goes_together_goes(self):
        whole = self.env["cem.cause"].create({"name": "Repairs"})
        part = self.env["cem.cause"].create({"name": "Parts", "parent_id": whole.id})
        self.assertIn("Parts", self._refusal(whole))
        (whole | part).unlink()
        self.assertFalse((whole | part).exists())

    def test_every_link_of_ours_is_known(self):
        links = self.env["cem.touchpoint"]._cem_needed_by()
        for link in (
            ("cem.invitation", "touchpoint_id"),
            ("cem.touchpoint", "parent_id"),
        ):
            self.assertIn(link, links)
        # Odoo's records, too, if ours need them.
        self.assertIn(
            ("cem.touchpoint", "survey_id"), self.env["survey.survey"]._cem_needed_by()
        )

    def test_what_one_may_not_read_is_not_copied(self):
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": self.staff.id}
        )
        copy = case.with_user(self.staff).copy()
        self.assertEqual(copy.partner_id, self.customer)

    def test_it_is_said_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        kind = self.env["ir.model"]._get("cem.touchpoint").with_context(lang="zh_CN")
        kind.name = "触点的名称"
        self.assertIn(
            "触点的名称", self._refusal(self.channel.with_context(lang="zh_CN"))
        )
        self.assertNotIn(
            "触点的名称", self._refusal(self.channel.with_context(lang="en_US"))
        )
