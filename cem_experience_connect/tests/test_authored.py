"""What leaves the house does so for somebody who may see it."""

from odoo import models
from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.common import CemCommon


@tagged("post_install", "-at_install")
class TestAuthoredWebhooks(CemCommon):
    def test_webhooks_have_authors(self):
        """What leaves the house does so for somebody who may see it."""
        model = self.env["cem.webhook"]
        for name, field in model._fields.items():
            kept = {"name", "active", "secret", "lang", "paused_until", "author_id"}
            if (
                field.store
                and not field.compute
                and name not in models.MAGIC_COLUMNS
                and name not in kept
                and field.type != "one2many"
            ):
                self.assertIn(name, model._expression_fields)

    def test_webhooks(self):
        """A company's answers leave for those only who may see them."""
        self.administrator.group_ids |= self.env.ref("base.group_erp_manager")
        webhooks = self.env["cem.webhook"]
        values = {
            "name": "Out",
            "url": "https://hook.example.com/x",
            "company_id": False,
        }
        own = webhooks.with_user(self.administrator).create(values)
        systems = webhooks.create(values)
        nothing = self.env["cem.touchpoint"], self.env["cem.journey"]
        for company, wanted in ((self.company, True), (self.company_two, False)):
            self.assertEqual(own.sudo()._is_subscribed_to(company, *nothing), wanted)
            self.assertTrue(systems._is_subscribed_to(company, *nothing))
        systems.with_user(self.administrator).name = "Renamed"
        self.assertTrue(systems._is_subscribed_to(self.company_two, *nothing))
        systems.with_user(self.administrator).url = "https://hook.example.com/y"
        self.assertFalse(systems._is_subscribed_to(self.company_two, *nothing))
