from odoo.addons.cem_experience.tests.base.common import CemCommon

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

OK = (200, {}, b"{}")


class WebhookCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cem.webhook"].search([]).active = False
        cls.cron = cls.env.ref("cem_experience_connect.ir_cron_webhook")
        cls.journey = cls.env["cem.journey"].create({"name": "Shop"})
        cls.touchpoint = cls.env["cem.touchpoint"].create(
            {"name": "Counter", "journey_id": cls.journey.id}
        )

    def _hook(self, server=None, **values):
        return self.env["cem.webhook"].create(
            {
                "name": "Desk",
                "url": server.url if server else "https://robot.example/x",
                "secret": SECRET,
                **values,
            }
        )

    def _detractor(self, **values):
        return self._score(
            "nps", 3, touchpoint_id=self.touchpoint.id, comment="Too slow", **values
        )

    def _deliver(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _deliveries(self, hook):
        return self.env["cem.webhook.delivery"].search([("webhook_id", "=", hook.id)])
