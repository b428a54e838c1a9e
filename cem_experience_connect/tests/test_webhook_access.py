import logging

from standardwebhooks import Webhook

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.cem_experience.tests.base.http_catcher import SILENT, http_catcher

from .common_webhook import SECRET, WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookAccess(WebhookCommon):
    def test_secrets_are_for_administrators(self):
        hook = self._hook()
        for name in ("url", "secret"):
            self.assertTrue(hook.with_user(self.administrator)[name])
            with self.assertRaises(AccessError):
                hook.with_user(self.manager).read([name])
        self.assertEqual(hook.with_user(self.manager).host, "robot.example")

    def test_roles(self):
        hook = self._hook()
        self._detractor()
        with self.assertRaises(AccessError):
            hook.with_user(self.staff).read(["name"])
        with self.assertRaises(AccessError):
            self._deliveries(hook).with_user(self.staff).read(["state"])
        with self.assertRaises(AccessError):
            hook.with_user(self.manager).write({"name": "x"})
        with self.assertRaises(AccessError):
            hook.with_user(self.manager).action_test()
        with self.assertRaises(AccessError):
            self._deliveries(hook).with_user(self.manager).write({"state": "sent"})

    def test_companies(self):
        hook = self._hook(company_id=self.company.id)
        both = self._hook(company_id=False)
        self._detractor()
        theirs = self.env["cem.webhook"].with_user(self.manager_two)
        self.assertNotIn(hook, theirs.search([]))
        self.assertIn(both, theirs.search([]))
        deliveries = self.env["cem.webhook.delivery"].with_user(self.manager_two)
        self.assertFalse(deliveries.search([("webhook_id", "in", both.ids)]))

    def test_a_new_one_is_of_the_own_company(self):
        """Else administrators of other companies would read its address and key."""
        model = self.env["cem.webhook"].with_user(self.administrator)
        self.assertEqual(
            model.default_get(["company_id"])["company_id"], self.company.id
        )
        self.assertEqual(self._hook().company_id, self.company)

    def test_what_waits_does_not_follow_another_company(self):
        """What is in the outbox goes where its company's people said, or nowhere."""
        foreign = self._new_user(
            "cem_admin_two", "group_cem_administrator", self.company_two
        )
        with http_catcher(self.env) as ours, http_catcher(self.env) as theirs:
            hook = self._hook(ours, company_id=False, with_customer=True)
            for change in (
                lambda: hook.with_user(foreign).write({"url": theirs.url}),
                lambda: hook.with_user(foreign).write({"kind": "slack"}),
                lambda: hook.write({"company_id": self.company_two.id}),
            ):
                hook.write({"url": ours.url, "kind": "json", "company_id": False})
                self._detractor()
                waiting = self._deliveries(hook).filtered(
                    lambda one: one.state == "waiting"
                )
                self.assertEqual(waiting.company_id, self.company)
                change()
                self._deliver()
                self.assertEqual(waiting.state, "failed")
                self.assertIn("this company", waiting.error)
                waiting.with_user(self.manager).action_resend()
                self._deliver()
                self.assertEqual(waiting.state, "failed")
            self.assertFalse(ours.requests)
            self.assertFalse(theirs.requests)
            hook.write({"url": ours.url, "kind": "json", "company_id": False})
            waiting.with_user(self.manager).action_resend()
            self._deliver()
            self.assertEqual(len(ours.requests), 1)

    def test_nobody_is_sent_on(self):
        """A redirect is no way to a machine that we would not have asked."""
        for status in (301, 302, 303, 307, 308):
            with http_catcher(self.env) as server, http_catcher(self.env) as inside:
                server.answers = [(status, {"Location": inside.url}, b"")]
                hook = self._hook(server)
                self._detractor()
                self._deliver()
                self.assertFalse(inside.requests)
                [delivery] = self._deliveries(hook)
                self.assertIn("not followed", delivery.error)
                hook.active = False

    def test_the_log_holds_no_secret(self):
        with (
            http_catcher(self.env) as server,
            self.assertLogs("odoo.addons.cem_experience", "DEBUG") as logs,
        ):
            logging.getLogger("odoo.addons.cem_experience").debug("begin")
            server.answers = [SILENT]
            hook = self._hook(server)
            self._detractor()
            self._deliver()
        delivery = self._deliveries(hook)
        seen = "\n".join(logs.output) + str(delivery.read()[0])
        self.assertNotIn("TOP-SECRET", seen)
        self.assertNotIn(SECRET, seen)
        self.assertNotIn(SECRET.removeprefix("whsec_"), seen)

    def test_addresses_that_are_none(self):
        for url in ("ftp://a.example", "robot.example"):
            with self.assertRaises(ValidationError):
                self._hook(url=url)
        with self.assertRaises(ValidationError):
            self._hook(secret=False)

    def test_secrets_are_of_the_standard(self):
        for secret in (
            "s3cret",
            "whsec_",
            "whsec_AAAA",
            "whsec_x y",
            "whsec_" + "A" * 99,
        ):
            with self.assertRaisesRegex(ValidationError, "whsec_[A-Za-z0-9+/=]{44}"):
                self._hook(secret=secret)
        self.assertTrue(self._hook(secret="a robot's own", kind="dingtalk"))
        values = self.env["cem.webhook"].default_get(["secret", "kind"])
        self.assertTrue(Webhook(values["secret"]))
        self.assertTrue(self._hook(**values))
        form = Form(self.env["cem.webhook"])
        form.kind = "feishu"
        self.assertFalse(form.secret)
        form.kind = "json"
        self.assertTrue(Webhook(form.secret))
