import io
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..listen.mail_catcher import catch_mail
from .common_dashboard import DashboardCommon

QUIET = mute_logger("odoo.addons.base.models.ir_actions_report")


@tagged("post_install", "-at_install")
class TestDashboardMail(DashboardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cem.dashboard.mail"].search([]).active = False
        cls.boss.email = "boss@meisu.example"
        cls.clerk.email = "clerk@meisu.example"
        cls.mail = (
            cls.env["cem.dashboard.mail"]
            .with_user(cls.boss)
            .create(
                {
                    "name": "Monday figures",
                    "company_id": cls.shop.id,
                    "user_ids": [Command.set((cls.boss | cls.clerk).ids)],
                    "period": "this_quarter",
                    "compare_by": "source",
                    "next_date": date(2026, 6, 15),
                }
            )
        )
        cls.env["cem.assessment"].create(
            {"name": "Secret verdict", "company_id": cls.shop.id, "state": "running"}
        )

    def _run_cron(self, day="2026-06-15"):
        with (
            freeze_time(f"{day} 08:00:00"),
            self.enter_registry_test_mode(),
            QUIET,
        ):
            cron = self.env.ref("cem_experience.ir_cron_dashboard_mail")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _states(self):
        return {run.user_id: run.state for run in self.mail.sudo().run_ids}

    def _text_of(self, message):
        [attachment] = message.iter_attachments()
        pages = PdfReader(io.BytesIO(attachment.get_content())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_each_gets_what_they_may_see(self):
        """Through a real mail server: the clerk's page has no assessment."""
        # a name is no header, whoever has chosen it
        self.mail.name = "Monday figures\r\nBcc: spy@example.com"
        self._answers("nps", [10] * 8 + [0] * 2)
        self._answers("nps", [0] * 50, company_id=self.other_company.id)
        with catch_mail(self.env) as catcher:
            old = self.env["mail.mail"].search([])
            self.env.ref(
                "cem_experience.ir_cron_dashboard_mail"
            ).code = "model.with_context(force_report_rendering=True)._cron_send()"
            self._run_cron()
            (self.env["mail.mail"].search([]) - old).send()
            self.assertEqual(
                sorted(catcher.to()), ["boss@meisu.example", "clerk@meisu.example"]
            )
            pages = {
                to[0]: self._text_of(message)
                for to, message in zip(
                    catcher.recipients, catcher.messages, strict=True
                )
            }
            body = catcher.html(0)
        for text in pages.values():
            self.assertIn("Monday figures", text)
            self.assertIn("+60", text)
            self.assertIn("n = 10", text)
        self.assertIn("Secret verdict", pages["boss@meisu.example"])
        self.assertNotIn("Secret verdict", pages["clerk@meisu.example"])
        self.assertIn("experience-dashboard", body)
        self.assertIn("+60", body)
        self.assertIn('<html lang="en-US"', body)

    def test_nobody_gets_it_twice(self):
        mails = self.env["mail.mail"]
        old = mails.search([])
        self._run_cron()
        self.assertEqual(len(mails.search([]) - old), 2)
        self.assertEqual(set(self._states().values()), {"sent"})
        self.assertEqual(self.mail.next_date, date(2026, 6, 22))
        self._run_cron()
        self.assertEqual(len(mails.search([]) - old), 2)
        # whatever happens to the date: what was claimed is not sent again
        self.mail.next_date = date(2026, 6, 15)
        self._run_cron()
        self.assertEqual(len(mails.search([]) - old), 2)

    def test_what_was_missed_is_not_made_up(self):
        self.mail.interval = "month"
        self._run_cron("2026-10-01")
        self.assertEqual(self.mail.next_date, date(2026, 10, 15))
        self.assertEqual(len(self.mail.sudo().run_ids), 2)

    def test_one_bad_recipient_does_not_stop_the_rest(self):
        self.clerk.email = False
        self._run_cron()
        self.assertEqual(self._states(), {self.boss: "sent", self.clerk: "skipped"})

    def test_who_has_left_sees_nothing(self):
        self.clerk.group_ids -= self.env.ref("cem_experience.group_cem_user")
        self._run_cron()
        self.assertEqual(self._states()[self.clerk], "skipped")

    def test_not_another_company(self):
        self.clerk.write(
            {
                "company_ids": [Command.set(self.other_company.ids)],
                "company_id": self.other_company.id,
            }
        )
        self._run_cron()
        self.assertEqual(self._states()[self.clerk], "skipped")

    def test_interrupted_is_said_and_not_repeated(self):
        """A process that died while it made the page."""
        run = self.env["cem.dashboard.mail.run"].create(
            {
                "mail_id": self.mail.id,
                "user_id": self.boss.id,
                "due_date": date(2026, 6, 15),
            }
        )
        run.flush_recordset()
        self.env.cr.execute(
            "UPDATE cem_dashboard_mail_run SET write_date = '2026-06-15 01:00:00'"
        )
        run.invalidate_recordset()
        self._run_cron()
        self.assertEqual(self._states()[self.boss], "interrupted")
        self.assertEqual(self._states()[self.clerk], "sent")

    def test_a_failure_is_kept_with_its_reason(self):
        model = type(self.env["report.cem_experience.cem_dashboard_report"])
        with (
            patch.object(model, "_values", side_effect=ValueError("no ink")),
            mute_logger(
                "odoo.addons.cem_experience.models.show.cem_dashboard_mail_sending"
            ),
        ):
            self._run_cron()
        self.assertEqual(set(self._states().values()), {"failed"})
        self.assertIn("no ink", self.mail.sudo().run_ids[0].note)

    def test_favourite(self):
        favourite = self.env["ir.filters"].create(
            {
                "name": "Gold, last year",
                "model_id": "cem.score",
                "user_ids": self.boss.ids,
                "domain": "[('measure', '=', 'nps')]",
                "context": "{'cem_period': 'last_year', 'cem_by': 'source'}",
                "action_id": self.env.ref("cem_experience.cem_dashboard_action").id,
            }
        )
        self.mail.filter_id = favourite
        asked = self.mail._asked(self.clerk)
        self.assertEqual((asked["period"], asked["by"]), ("last_year", "source"))
        self.assertEqual(asked["domain"], [("measure", "=", "nps")])
        # somebody else's own cannot be named from outside
        theirs = favourite.copy({"name": "Mine", "user_ids": self.clerk.ids})
        with self.assertRaises(AccessError):
            self.mail.filter_id = theirs
        with self.assertRaises(AccessError):
            self.mail.copy({"filter_id": theirs.id})

    def test_my_customers_are_the_recipients(self):
        self.mail.domain = "[('user_id', '=', uid)]"
        self.assertEqual(
            self.mail._asked(self.clerk)["domain"], [("user_id", "=", self.clerk.id)]
        )

    def test_bad_input(self):
        for values in (
            {"domain": "[('nothing'"},
            {"domain": "__import__('os')"},
            {"user_ids": [Command.clear()]},
            {"user_ids": [Command.link(self.plain_user.id)]},
        ):
            with self.assertRaises(ValidationError, msg=values):
                self.mail.write(values)
        with self.assertRaises(AccessError):
            self.mail.write({"company_id": self.other_company.id})

    def test_managers_of_the_company_only(self):
        mails = self.env["cem.dashboard.mail"]
        for user in (self.clerk, self.plain_user):
            with self.assertRaises(AccessError):
                mails.with_user(user).search([])
        self.assertNotIn(self.mail, mails.with_user(self.manager_two).search([]))
        with self.assertRaises(AccessError):
            self.mail.with_user(self.clerk).action_send_me()

    def test_send_me_now(self):
        old = self.env["mail.mail"].search([])
        with QUIET:
            self.mail.with_context(force_report_rendering=True).action_send_me()
        new = self.env["mail.mail"].search([]) - old
        self.assertEqual(new.recipient_ids, self.boss.partner_id)
        self.assertFalse(self.mail.sudo().run_ids)

    def test_picture(self):
        reports = type(self.env["ir.actions.report"])
        self.mail.file_type = "png"
        with patch.object(
            reports, "_run_wkhtmltoimage", return_value=[b"\x89PNG"]
        ) as drawn:
            self.mail.action_send_me()
        [html] = drawn.call_args.args[0]
        self.assertIn("Monday figures", html)
        self.assertNotIn("http", html.replace("http://www.w3.org", ""))
