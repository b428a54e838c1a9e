from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_listen import ListenCommon


@tagged("post_install", "-at_install")
class TestPlanning(ListenCommon):
    def _reason(self, record=None, touchpoint=None):
        invitation = (touchpoint or self.touchpoint)._invite(record or self._lead())
        self.assertEqual(len(invitation), 1)
        self.assertEqual(
            invitation.state, "not_sent" if invitation.reason else "waiting"
        )
        return invitation.reason

    def test_frozen_when_made(self):
        tiers = self.env["cem.value.tier"].create([{"name": "Gold"}, {"name": "Iron"}])
        self.customer.cem_value_tier_id = tiers[0]
        lead = self._lead()
        invitation = self.touchpoint._invite(lead)
        lead.user_id = self.manager
        self.customer.cem_value_tier_id = tiers[1]
        lead.name = "Another name"
        self.assertEqual(invitation.state, "waiting")
        self.assertEqual(invitation.user_id, self.staff)
        self.assertEqual(invitation.value_tier_id, tiers[0])
        self.assertEqual(invitation.res_name, "Camera")
        self.assertEqual(invitation.journey_id, self.journey)
        self.assertEqual(invitation._record(), lead)

    def test_willing_customer_is_asked(self):
        self.assertFalse(self._reason())

    def test_no_customer(self):
        self.assertEqual(self._reason(self._lead(partner_id=False)), "no_customer")

    def test_path_to_nowhere(self):
        touchpoint = self._touchpoint(
            "Any", survey_id=self.survey.id, ask_model_id=False
        )
        touchpoint.ask_partner_path = "no_such_field"
        lead = self._lead()
        invitation = touchpoint._invite(lead)
        self.assertEqual(invitation.reason, "no_customer")
        self.assertIn("no_such_field", invitation.note)

    def test_path_over_several_records(self):
        parent = self._customer("Head office", "office@customer.example")
        self.customer.parent_id = parent
        self.touchpoint.ask_partner_path = "partner_id.parent_id"
        invitation = self.touchpoint._invite(self._lead())
        self.assertEqual(invitation.partner_id, parent)

    def test_no_address(self):
        self.customer.email = "not an address"
        self.assertEqual(self._reason(), "no_address")

    def test_opted_out(self):
        self.customer.cem_no_survey = True
        self.assertEqual(self._reason(), "opted_out")

    def test_opted_out_under_another_contact(self):
        other = self._customer("Li at work", "LI@customer.example", active=False)
        other.cem_no_survey = True
        self.assertEqual(self._reason(), "opted_out")

    def test_blacklisted(self):
        self.env["mail.blacklist"]._add("Li@Customer.example")
        self.assertEqual(self._reason(), "blacklisted")

    def test_survey_closed(self):
        self.survey.active = False
        self.assertEqual(self._reason(), "no_survey")

    def test_contacted_lately_and_exception(self):
        first = self.touchpoint._invite(self._lead())
        self._send()
        self.assertEqual(first.state, "sent")
        self.assertEqual(self._reason(self._lead("Lens")), "contacted_lately")
        urgent = self._touchpoint(
            "Complaint", survey_id=self.survey.id, ask_ignore_fatigue=True
        )
        self.assertFalse(self._reason(touchpoint=urgent))

    def test_contacts_who_share_an_address_are_one_person(self):
        self.touchpoint._invite(self._lead())
        self._send()
        wife = self._customer("Mrs Li", "Li@Customer.Example")
        reason = self._reason(self._lead(partner_id=wife.id))
        self.assertEqual(reason, "contacted_lately")

    def test_quiet_time_over_and_switched_off(self):
        self.touchpoint._invite(self._lead())
        self._send()
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.assertFalse(self._reason(self._lead("Lens")))
        self.env["ir.config_parameter"].set_param("cem_experience.fatigue_days", "0")
        self.assertFalse(self._reason(self._lead("Bag")))

    def test_once_per_record(self):
        lead = self._lead()
        first = self.touchpoint._invite(lead)
        self.assertEqual(self._reason(lead), "duplicate", "waiting already")
        self._send()
        self.assertEqual(first.state, "sent")
        with freeze_time(fields.Datetime.now() + timedelta(days=40)):
            self.assertEqual(self._reason(lead), "duplicate", "asked already")
            self.touchpoint.ask_once = False
            self.assertFalse(self._reason(lead))

    def test_condition(self):
        self.touchpoint.ask_domain = "[('priority', '=', '3')]"
        self.assertFalse(self.touchpoint._invite(self._lead()), "nobody wanted that")
        lead = self._lead(priority="3")
        self.touchpoint.ask_delay = 24
        invitation = self.touchpoint._invite(lead)
        self.assertEqual(invitation.state, "waiting")
        self._send()
        self.assertEqual(invitation.state, "waiting", "its time has not come")
        lead.priority = "0"
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self._send()
        self.assertEqual(invitation.state, "not_sent")
        self.assertEqual(invitation.reason, "condition_false")

    def test_record_gone(self):
        lead = self._lead()
        invitation = self.touchpoint._invite(lead)
        lead.unlink()
        self._send()
        self.assertEqual(invitation.reason, "record_gone")

    def test_too_late(self):
        invitation = self.touchpoint._invite(self._lead())
        invitation.scheduled_date = self._days_ago(20)
        self._send()
        self.assertEqual(invitation.reason, "too_late")

    def test_one_batch_one_mail_a_person(self):
        leads = self._lead("A") | self._lead("B") | self._lead("C")
        invitations = self.touchpoint._invite(leads)
        self.assertEqual(set(invitations.mapped("state")), {"waiting"})
        self._send()
        self.assertEqual(invitations.mapped("state").count("sent"), 1)
        self.assertEqual(
            invitations.filtered(lambda i: i.state == "not_sent").mapped("reason"),
            ["contacted_lately"] * 2,
        )

    def test_running_twice_changes_nothing(self):
        invitation = self.touchpoint._invite(self._lead())
        self._send()
        before = invitation.read()
        self._send()
        self._remind()
        self.assertEqual(invitation.read(), before)

    def test_expiry_and_reminders(self):
        self.touchpoint.write({"ask_reminder_max": 2, "ask_reminder_days": 3})
        invitation = self.touchpoint._invite(self._lead())
        self._send()
        start = fields.Datetime.now()
        for days, count in ((2, 0), (4, 1), (5, 1), (8, 2), (13, 2)):
            with freeze_time(start + timedelta(days=days)):
                self._remind()
            self.assertEqual(invitation.reminder_count, count, f"after {days} days")
            self.assertEqual(invitation.state, "sent")
        with freeze_time(start + timedelta(days=15)):
            self._remind()
        self.assertEqual(invitation.state, "expired")

    def test_no_reminder_to_who_opted_out_or_reopened(self):
        self.touchpoint.write(
            {"ask_reminder_max": 3, "ask_domain": "[('priority', '=', '3')]"}
        )
        lead = self._lead(priority="3")
        other = self._customer("Wang", "wang@customer.example")
        invitations = self.touchpoint._invite(
            lead | self._lead(partner_id=other.id, priority="3")
        )
        self._send()
        self.assertEqual(invitations.mapped("state"), ["sent", "sent"])
        other.cem_no_survey = True
        lead.priority = "0"
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self._remind()
        self.assertEqual(invitations.mapped("reminder_count"), [0, 0])

    def test_reason_is_a_rule_of_the_database(self):
        invitation = self.touchpoint._invite(self._lead())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            invitation.state = "not_sent"
            invitation.flush_recordset()

    def test_bad_settings_are_refused(self):
        plain = self.env["survey.survey"].create({"title": "Quiz"})
        important = "[('priority', '=', '3')]"
        for words, values in (
            ("partner_idd", {"ask_partner_path": "partner_idd"}),
            ("stage_id", {"ask_user_path": "stage_id"}),
            ("does not fit", {"ask_domain": "[('no_field', '=', 1)]"}),
            ("does not fit", {"ask_domain": "[('priority'"}),
            ("kind of record", {"ask_model_id": False, "ask_domain": important}),
            ("no customer-experience", {"survey_id": plain.id}),
        ):
            with self.assertRaises(ValidationError) as caught:
                self.touchpoint.write(values)
            self.assertIn(words, str(caught.exception))
        # The system asks, later, and no field is hidden from it.
        self.manager.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        mine = self.touchpoint.with_user(self.manager)
        for domain in (
            "[('partner_id.signup_type', '=like', 'a%')]",
            "[('partner_id', 'any', [('signup_type', '=like', 'a%')])]",
        ):
            with self.assertRaises(ValidationError) as caught:
                mine.ask_domain = domain
            self.assertIn("what you may not read", str(caught.exception))
        self.touchpoint._invite(self._lead())
        with self.assertRaises(UserError) as caught:
            self.touchpoint.unlink()
        self.assertIn("Archive it", str(caught.exception))


@tagged("post_install", "-at_install")
class TestByHand(ListenCommon):
    def _ask(self, partners):
        wizard = Form(
            self.env["cem.ask"]
            .with_user(self.staff)
            .with_context(active_model="res.partner", active_ids=partners.ids)
        )
        wizard.touchpoint_id = self.touchpoint
        return wizard.save().action_ask()["params"]

    def test_ask_now_says_who_is_not_asked(self):
        deaf = self._customer("Deaf", False)
        unwilling = self._customer("No", "no@customer.example", cem_no_survey=True)
        params = self._ask(self.customer | deaf | unwilling)
        self.assertIn("on their way: 1", params["message"])
        self.assertIn("no valid e-mail", params["message"])
        self.assertIn("does not want", params["message"])
        self.assertEqual(params["type"], "warning")
        invitation = self.env["cem.invitation"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self._send()
        self.assertEqual(invitation.state, "sent")
        self.assertEqual(self.customer.with_user(self.staff).cem_invitation_count, 1)

    def test_cancel_and_send_again(self):
        invitation = self.touchpoint._invite(self._lead())
        mine = invitation.with_user(self.staff)
        with self.assertRaises(UserError):
            mine.action_send_again()
        mine.action_cancel()
        self.assertEqual(invitation.reason, "cancelled")
        self.assertIn(self.staff.name, invitation.note)
        with self.assertRaises(UserError):
            mine.action_cancel()
        mine.action_send_again()
        self.assertEqual((invitation.state, invitation.reason), ("waiting", False))
        self._send()
        self.assertEqual(invitation.state, "sent")

    def test_send_again_looks_at_obstacles_again(self):
        self.customer.email = False
        invitation = self.touchpoint._invite(self._lead())
        self.assertEqual(invitation.reason, "no_address")
        invitation.with_user(self.staff).action_send_again()
        self.assertEqual(invitation.reason, "no_address")
        self.customer.email = "li@new.example"
        invitation.with_user(self.staff).action_send_again()
        self.assertEqual(invitation.state, "waiting")
        self.assertEqual(invitation.email_normalized, "li@new.example")


@tagged("post_install", "-at_install")
class TestAutomation(ListenCommon):
    def test_any_rule_can_ask(self):
        """A user without any right here moves a record on, and the customer is asked."""
        seller = self._new_user("cem_seller", "group_cem_user")
        seller.group_ids = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.assertFalse(seller.has_group("cem_experience.group_cem_user"))
        model = self.env["ir.model"]._get("crm.lead")
        action = self.env["ir.actions.server"].create(
            {
                "name": "Ask",
                "model_id": model.id,
                "state": "cem_invite",
                "cem_touchpoint_id": self.touchpoint.id,
                "usage": "base_automation",
            }
        )
        self.assertFalse(action.warning)
        self.env["base.automation"].create(
            {
                "name": "Ask when important",
                "model_id": model.id,
                "trigger": "on_create_or_write",
                "filter_domain": "[('priority', '=', '3')]",
                "action_server_ids": action.ids,
            }
        )
        lead = self._lead(user_id=seller.id)
        lead.with_user(seller).name = "Still not important"
        invitations = self.env["cem.invitation"].search([("res_id", "=", lead.id)])
        self.assertFalse(invitations)
        lead.with_user(seller).priority = "3"
        invitations = self.env["cem.invitation"].search([("res_id", "=", lead.id)])
        self.assertEqual(invitations.mapped("state"), ["waiting"])
        self.assertEqual(invitations.user_id, seller)

    def test_action_without_touchpoint_warns(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Ask",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "cem_invite",
            }
        )
        self.assertIn("touchpoint", action.warning)
        action.cem_touchpoint_id = self.touchpoint
        self.assertFalse(action.warning)
