import re
import uuid
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...controllers.listen.answer_page import wrong_tokens
from .common_listen import ListenCommon
from .mail_catcher import catch_mail


@tagged("post_install", "-at_install")
class TestRealMail(HttpCase, ListenCommon):
    """Real messages over real SMTP, answered on the real public pages."""

    def _send(self):
        # HttpCase is in test mode already.
        self.env.flush_all()
        self.sender.method_direct_trigger()
        self.env.invalidate_all()

    _remind = None

    def _path(self, url):
        return re.sub(r"^https?://[^/]+", "", url)

    def _sheet_url(self, invitation, step):
        sheet = invitation.user_input_id
        return f"/survey/{step}/{self.survey.access_token}/{sheet.access_token}"

    def _answer(self, invitation, nps="2", csat="1", words="Never again"):
        self.make_jsonrpc_request(self._sheet_url(invitation, "begin"))
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "opened")
        values = dict(
            zip(map(str, self.survey.question_ids.ids), (nps, csat, words), strict=True)
        )
        self.make_jsonrpc_request(self._sheet_url(invitation, "submit"), values)
        self.env.invalidate_all()

    def test_from_mail_to_score(self):
        tier = self.env["cem.value.tier"].create({"name": "Gold"})
        self.customer.cem_value_tier_id = tier
        lead = self._lead()
        invitation = self.touchpoint._invite(lead)
        with catch_mail(self.env) as catcher:
            self._send()
        self.assertEqual(catcher.to(), ["li@customer.example"])
        message = catcher.messages[0]
        self.assertIn("Customer Li", message["To"])
        self.assertIn(self.company.name, message["Subject"])
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertIn("one_click", message["List-Unsubscribe"])
        self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertTrue(message.get_body(("plain",)).get_content().strip())
        self.assertEqual(invitation.state, "sent")

        page = self.url_open(self._path(catcher.links()[0]))
        self.assertEqual(page.status_code, 200)
        self.assertIn("Would you recommend us?", page.text)
        self.customer.cem_value_tier_id = False
        lead.user_id = self.manager
        self._answer(invitation)
        self.assertEqual(invitation.state, "answered")
        scores = self.env["cem.score"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            sorted(scores.mapped(lambda s: (s.measure, s.raw_value, s.value))),
            [("csat", 1, 0), ("nps", 2, 2)],
        )
        self.assertEqual(scores.touchpoint_id, self.touchpoint)
        self.assertEqual(scores.journey_id, self.journey)
        self.assertEqual(scores.user_id, self.staff, "responsible when asked")
        self.assertEqual(scores.value_tier_id, tier, "tier when asked")
        self.assertEqual(
            {(s.res_model, s.res_id) for s in scores}, {("crm.lead", lead.id)}
        )
        # A second submission, say from another device, changes nothing.
        self.make_jsonrpc_request(
            self._sheet_url(invitation, "submit"),
            dict.fromkeys(map(str, self.survey.question_ids.ids), "5"),
        )
        self.env.invalidate_all()
        self.assertEqual(
            self.env["cem.score"].search([("partner_id", "=", self.customer.id)]),
            scores,
        )

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("cem_experience.mail_template_invitation")
        for record, field, chinese in (
            (template, "subject", "您觉得怎么样？"),
            (self.survey.question_ids[0], "title", "您会推荐我们吗？"),
        ):
            english = record.with_context(lang="en_US")[field]
            record.update_field_translations(
                field, {"en_US": english, "zh_CN": chinese}
            )
        self.customer.lang = "zh_CN"
        english = self._customer("Smith", "smith@customer.example", lang="en_US")
        invitations = self.touchpoint._invite(
            self._lead() | self._lead(partner_id=english.id)
        )
        with catch_mail(self.env) as catcher:
            self._send()
        subjects = dict(
            zip(catcher.to(), (m["Subject"] for m in catcher.messages), strict=True)
        )
        self.assertEqual(subjects["li@customer.example"], "您觉得怎么样？")
        self.assertIn("how was it?", subjects["smith@customer.example"])
        self.assertEqual(invitations[0].user_input_id.lang_id.code, "zh_CN")
        index = catcher.to().index("li@customer.example")
        page = self.url_open(self._path(catcher.links(index)[0]))
        self.assertIn("您会推荐我们吗？", page.text)
        self.assertIn('lang="zh-CN"', page.text)

    def test_link_scanner_stores_nothing(self):
        """Everything in the message is fetched, twice and in both ways."""
        invitation = self.touchpoint._invite(self._lead())
        with catch_mail(self.env) as catcher:
            self._send()
        header = catcher.messages[0]["List-Unsubscribe"].strip("<>")
        links = {self._path(link) for link in [*catcher.links(), header]}
        self.assertEqual(len(links), 11 + 2, "marks, and two ways to stop")
        for link in links:
            for head in (False, True, False):
                response = self.url_open(
                    link, method="HEAD" if head else "GET", allow_redirects=True
                )
                self.assertLess(response.status_code, 400, link)
        self.env.invalidate_all()
        sheet = invitation.user_input_id
        self.assertEqual(invitation.state, "sent")
        self.assertEqual(sheet.state, "new")
        self.assertFalse(sheet.user_input_line_ids)
        self.assertFalse(sheet.start_datetime)
        self.assertEqual(
            self.env["survey.user_input"].search_count(
                [("survey_id", "=", self.survey.id)]
            ),
            1,
        )
        self.assertFalse(self.customer.cem_no_survey)

    def test_one_refused_address_does_not_stop_the_rest(self):
        others = [
            self._customer(f"Customer {n}", f"c{n}@customer.example") for n in range(3)
        ]
        leads = self._lead()
        for partner in others:
            leads |= self._lead(partner_id=partner.id)
        invitations = self.touchpoint._invite(leads)
        with catch_mail(self.env) as catcher:
            catcher.refused.add("li@customer.example")
            with mute_logger("odoo.addons.mail.models.mail_mail"):
                self._send()
            self.assertEqual(
                sorted(catcher.to()), [f"c{n}@customer.example" for n in range(3)]
            )
            failed = invitations[0]
            self.assertEqual((failed.state, failed.reason), ("failed", "mail_error"))
            self.assertIn("No such mailbox", failed.note)
            self.assertFalse(failed.sent_date, "nobody was disturbed")
            self.assertEqual(set((invitations - failed).mapped("state")), {"sent"})
            # The mailbox is back, and a colleague tries again.
            catcher.refused.clear()
            failed.with_user(self.staff).action_send_again()
            self._send()
        self.assertEqual(catcher.to().count("li@customer.example"), 1)
        self.assertEqual(failed.state, "sent")

    def test_mail_server_down_loses_nothing(self):
        second = self._customer("Wang", "wang@customer.example")
        invitations = self.touchpoint._invite(
            self._lead() | self._lead(partner_id=second.id)
        )
        with catch_mail(self.env) as catcher:
            server = self.env["ir.mail_server"].search([], order="sequence", limit=1)
            port, server.smtp_port = server.smtp_port, 1
            self._send()
            self.assertFalse(catcher.messages)
            self.assertEqual(set(invitations.mapped("state")), {"waiting"})
            self.assertEqual(invitations.filtered("try_count").mapped("try_count"), [1])
            server.smtp_port = port
            invitations.scheduled_date = fields.Datetime.now()
            self._send()
        self.assertEqual(len(catcher.messages), 2)
        self.assertEqual(set(invitations.mapped("state")), {"sent"})

    def test_reminder_reuses_the_link(self):
        self.touchpoint.write({"ask_reminder_max": 1, "ask_reminder_days": 1})
        invitation = self.touchpoint._invite(self._lead())
        with catch_mail(self.env) as catcher:
            self._send()
            invitation.next_reminder_date = fields.Datetime.now() - timedelta(hours=1)
            self.env.flush_all()
            for _run in range(2):
                self.reminder.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(catcher.messages), 2)
        self.assertEqual(catcher.links(0), catcher.links(1))
        self.assertIn("still counts", catcher.messages[1]["Subject"])
        self.assertEqual(invitation.reminder_count, 1)
        self.assertFalse(invitation.next_reminder_date)


@tagged("post_install", "-at_install")
class TestStopPage(HttpCase, ListenCommon):
    def setUp(self):
        super().setUp()
        wrong_tokens._counts.clear()
        self.invitation = self.touchpoint._invite(self._lead())._for_customer()
        self.url = f"/cem/invitation/{self.invitation.access_token}"

    def _form(self, page):
        return re.search(r'name="form" value="([^"]+)"', page.text)[1]

    def test_confirmed_stop_and_change_of_mind(self):
        page = self.url_open(f"{self.url}/stop")
        self.assertIn("Do not ask me again", page.text)
        data = {"form": self._form(page), "wish": "stop"}
        page = self.url_open(f"{self.url}/stop", data=data)
        self.assertIn("We will not ask you again", page.text)
        self.env.invalidate_all()
        self.assertTrue(self.customer.cem_no_survey)
        self.assertEqual(self.invitation.reason, "opted_out")
        data = {"form": self._form(page), "wish": "resume"}
        self.url_open(f"{self.url}/stop", data=data)
        self.env.invalidate_all()
        self.assertFalse(self.customer.cem_no_survey)

    def test_expired_invitation_can_still_be_stopped(self):
        self.invitation.write({"state": "expired", "deadline": self._days_ago(3)})
        page = self.url_open(f"{self.url}/stop")
        data = {"form": self._form(page), "wish": "stop"}
        self.url_open(f"{self.url}/stop", data=data)
        self.env.invalidate_all()
        self.assertTrue(self.customer.cem_no_survey)

    def test_expired_survey_link_is_closed(self):
        self.env.flush_all()
        self.sender.method_direct_trigger()
        self.env.invalidate_all()
        sheet = self.invitation.user_input_id
        sheet.deadline = self._days_ago(1)
        self.invitation.deadline = sheet.deadline
        for url in (sheet.get_start_url(), self.invitation._answer_path()):
            page = self.url_open(re.sub(r"^https?://[^/]+", "", url))
            self.assertNotIn("Would you recommend us?", page.text)
        _answers, error = self.make_jsonrpc_request(
            f"/survey/begin/{self.survey.access_token}/{sheet.access_token}"
        )
        self.assertEqual(error, {"error": "answer_deadline"})

    def test_without_signed_form(self):
        response = self.url_open(f"{self.url}/stop", data={"wish": "stop"})
        self.assertEqual(response.status_code, 422)
        self.env.invalidate_all()
        self.assertFalse(self.customer.cem_no_survey)

    def test_wrong_and_foreign_tokens(self):
        self.env.flush_all()
        self.sender.method_direct_trigger()
        self.env.invalidate_all()
        foreign = self.invitation.user_input_id.access_token
        guessed = str(uuid.uuid4())
        for token in ("wrong", str(self.invitation.id), foreign, guessed, "' OR 1=1"):
            for page in ("stop", "one_click"):
                response = self.url_open(f"/cem/invitation/{token}/{page}")
                self.assertEqual(response.status_code, 404, token)
            response = self.url_open(
                f"/cem/invitation/{token}/one_click",
                data={"List-Unsubscribe": "One-Click"},
            )
            self.assertEqual(response.status_code, 404, token)
        # Nor does this token open Odoo's own page of questions.
        url = f"/survey/begin/{self.survey.access_token}/{self.invitation.access_token}"
        _answers, error = self.make_jsonrpc_request(url)
        self.assertEqual(error, {"error": "token_wrong"})

    def test_one_click_of_the_mail_program(self):
        response = self.url_open(f"{self.url}/one_click", data={"anything": "else"})
        self.assertEqual(response.status_code, 404)
        self.env.invalidate_all()
        self.assertFalse(self.customer.cem_no_survey)
        response = self.url_open(
            f"{self.url}/one_click", data={"List-Unsubscribe": "One-Click"}
        )
        self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        self.assertTrue(self.customer.cem_no_survey)
