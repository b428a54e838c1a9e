from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, HttpCase, new_test_user, tagged

from odoo.addons.cem_experience.tests.listen.common_listen import ListenCommon
from odoo.addons.cem_experience.tests.listen.mail_catcher import catch_mail

HELPDESK = "helpdesk_mgmt.group_helpdesk_user"


class TicketCommon(ListenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touchpoint = cls.env.ref(
            "cem_experience_helpdesk.cem_touchpoint_ticket_closed"
        )
        cls.survey = cls.touchpoint.survey_id
        # Demo data may have changed both.
        cls.touchpoint.action_start_listening()
        cls.touchpoint.ask_delay = 1
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.new = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        cls.rejected = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")
        # Works on tickets, knows nothing of customer experience.
        cls.agent = new_test_user(cls.env, "ticket_agent", HELPDESK)
        # Works on both.
        cls.both = cls._new_user("cem_both", "group_cem_user")
        cls.both.group_ids |= cls.env.ref(HELPDESK)

    def _ticket(self, **values):
        values.setdefault("partner_id", self.customer.id)
        return self.env["helpdesk.ticket"].create(
            {
                "name": "Camera broken",
                "description": "It does not open.",
                "stage_id": self.new.id,
                "user_id": self.agent.id,
                **values,
            }
        )

    def _invitations(self, ticket):
        return self.env["cem.invitation"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "in", ticket.ids)]
        )


@tagged("post_install", "-at_install")
class TestTicketClosed(TicketCommon):
    def _send_later(self):
        later = fields.Datetime.now() + timedelta(hours=2)
        with freeze_time(later), self.enter_registry_test_mode():
            self.sender.method_direct_trigger()

    def test_closing_asks_an_hour_later(self):
        ticket = self._ticket()
        ticket.with_user(self.agent).stage_id = self.done
        invitation = self._invitations(ticket)
        self.assertEqual(invitation.state, "waiting")
        self.assertEqual(invitation.user_id, self.agent)
        self.assertEqual(invitation.company_id, ticket.company_id)
        with self.enter_registry_test_mode():
            self.sender.method_direct_trigger()
        self.assertEqual(invitation.state, "waiting")
        self._send_later()
        self.assertEqual(invitation.state, "sent")

    def test_reopened_ticket_is_not_asked_about(self):
        ticket = self._ticket()
        ticket.with_user(self.agent).stage_id = self.done
        ticket.with_user(self.agent).stage_id = self.new
        self._send_later()
        invitation = self._invitations(ticket)
        self.assertEqual(invitation.reason, "condition_false")

    def test_closed_again_is_asked_about_once(self):
        ticket = self._ticket()
        ticket.stage_id = self.done
        self._send_later()
        ticket.stage_id = self.new
        ticket.stage_id = self.done
        invitations = self._invitations(ticket).sorted("id")
        self.assertEqual(invitations.mapped("state"), ["sent", "not_sent"])
        self.assertEqual(invitations[1].reason, "duplicate")

    def test_rejected_duplicate_and_imported_are_not_asked_about(self):
        rejected, duplicate = self._ticket(), self._ticket()
        duplicate.duplicate_id = rejected
        rejected.stage_id = self.rejected
        duplicate.stage_id = self.done
        imported = self._ticket(stage_id=self.done.id)
        self.assertFalse(self._invitations(rejected | duplicate | imported))

    def test_ticket_without_customer_is_closed_all_the_same(self):
        ticket = self._ticket(partner_id=False)
        ticket.with_user(self.agent).stage_id = self.done
        self.assertEqual(ticket.stage_id, self.done)
        self.assertEqual(self._invitations(ticket).reason, "no_customer")

    def test_switched_in_the_settings(self):
        settings = self.env["res.config.settings"]
        self.assertTrue(settings.create({}).cem_ask_ticket_closed)
        settings.create({"cem_ask_ticket_closed": False}).execute()
        self.assertFalse(self.touchpoint.is_listening)
        self.assertFalse(self.touchpoint.automation_id.active)
        ticket = self._ticket()
        ticket.stage_id = self.done
        self.assertFalse(self._invitations(ticket))
        settings.create({"cem_ask_ticket_closed": True}).execute()
        self.assertTrue(self.touchpoint.automation_id.active)

    def test_score_and_followup_on_the_ticket(self):
        ticket, other = self._ticket(), self._ticket(name="Lens")
        ticket.stage_id = self.done
        self._send_later()
        sheet = self._invitations(ticket).user_input_id
        for question, value in zip(
            self.survey.question_ids, ("1", "1", "3", "Slow"), strict=True
        ):
            sheet._save_lines(question, value)
        sheet._mark_done()
        self.env.flush_all()
        self.env.invalidate_all()
        mine = (ticket | other).with_user(self.both)
        self.assertEqual(mine.mapped("cem_mark"), ["1.0", False])
        self.assertEqual(mine.mapped("cem_is_bad"), [True, False])
        followup = self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "res_model": "helpdesk.ticket",
                "res_id": ticket.id,
            }
        )
        self.env.invalidate_all()
        self.assertEqual(mine.mapped("cem_followup_count"), [1, 0])
        action = mine[0].action_cem_followups()
        found = self.env["cem.followup"].search(action["domain"])
        self.assertEqual(found, followup)
        scores = self.env["cem.score"].search(mine[0].action_cem_scores()["domain"])
        self.assertEqual(len(scores), 3)
        self.assertEqual(scores.touchpoint_id, self.touchpoint)
        self.assertEqual(scores.user_id, self.agent)

    def test_followup_opens_a_ticket(self):
        followup = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": self.both.id}
        )
        action = followup.with_user(self.both).action_open_ticket()
        form = Form(
            self.env["helpdesk.ticket"]
            .with_user(self.both)
            .with_context(**action["context"])
        )
        form.description = "<p>Mend it</p>"
        ticket = form.save()
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.cem_followup_id, followup)
        self.assertEqual(followup.with_user(self.both).ticket_count, 1)

    def test_agent_without_rights_here_sees_no_error(self):
        ticket = self._ticket()
        ticket.stage_id = self.done
        mine = ticket.with_user(self.agent)
        for view_type in ("form", "list", "kanban"):
            arch = mine.get_view(view_type=view_type)["arch"]
            self.assertNotIn('name="cem_mark"', arch)
        with Form(mine) as form:
            form.name = "Still broken"
        self.assertEqual(ticket.name, "Still broken")


@tagged("post_install", "-at_install")
class TestTicketMail(HttpCase, TicketCommon):
    def test_low_marks_by_mail(self):
        """A closed ticket, a real mail, an answer on the page, scores on the ticket."""
        self.touchpoint.ask_delay = 0
        ticket = self._ticket()
        ticket.with_user(self.agent).stage_id = self.done
        invitation = self._invitations(ticket)
        with catch_mail(self.env) as catcher:
            self.env.flush_all()
            self.sender.method_direct_trigger()
            self.env.invalidate_all()
        self.assertEqual(catcher.to(), ["li@customer.example"])
        self.assertIn(ticket.number, catcher.html())
        page = self.url_open(invitation.user_input_id.get_start_url())
        self.assertIn("How did we do on your ticket?", page.text)
        tokens = f"{self.survey.access_token}/{invitation.user_input_id.access_token}"
        self.make_jsonrpc_request(f"/survey/begin/{tokens}")
        ids = map(str, self.survey.question_ids.ids)
        self.make_jsonrpc_request(
            f"/survey/submit/{tokens}",
            dict(zip(ids, ("1", "2", "0", "Never again"), strict=True)),
        )
        self.env.invalidate_all()
        self.assertEqual(invitation.state, "answered")
        self.assertTrue(ticket.cem_is_bad)
