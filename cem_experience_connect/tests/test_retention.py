"""How long messages to other systems are kept."""

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.cem_experience.tests.base.common import CemCommon


@tagged("post_install", "-at_install")
class TestDeliveryRetention(CemCommon):
    def _one(self, months):
        hook = self.env["cem.webhook"].create({"name": "W", "url": "https://a.example"})
        one = self.env["cem.webhook.delivery"].create(
            {
                "webhook_id": hook.id,
                "company_id": self.company.id,
                "event": "answer",
                "state": "sent",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = create_date - %s::interval WHERE id = %s",
                SQL.identifier(one._table),
                f"{months} months",
                one.id,
            )
        )
        one.invalidate_recordset()
        return one

    def test_as_long_as_the_setting_says(self):
        old, new = self._one(24), self._one(0)
        cron = self.env.ref("cem_experience.ir_cron_retention")

        def run():
            with self.enter_registry_test_mode(), mute_logger("odoo.models.unlink"):
                cron.method_direct_trigger()
            return bool(old.exists()), bool(new.exists())

        self.assertEqual(run(), (True, True), "no limit at first")
        self.env["res.config.settings"].create(
            {"cem_keep_deliveries_months": 12}
        ).execute()
        self.assertEqual(run(), (False, True))
