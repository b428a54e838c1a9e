from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_listen import ListenCommon
from .mail_catcher import catch_mail


@tagged("post_install", "-at_install")
class TestRules(ListenCommon):
    """Each reason not to ask, beside those of ``test_invitation.py``."""

    @classmethod
    def _crowd(cls, count, **values):
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Crowd {n}", "email": f"crowd{n}@customer.example", **values}
                for n in range(count)
            ]
        )
        return cls.env["crm.lead"].create(
            [
                {"name": p.name, "type": "opportunity", "partner_id": p.id}
                for p in partners
            ]
        )

    def test_frozen_team_segment_and_stage(self):
        """Lesson: ratings counted against the wrong person, gamed by reassigning."""
        stage = self.env["cem.journey.stage"].create(
            {"name": "Offer", "journey_id": self.journey.id}
        )
        segments = self.env["res.partner.category"].create(
            [{"name": "New"}, {"name": "Old"}]
        )
        teams = self.env["crm.team"].create([{"name": "North"}, {"name": "South"}])
        self.touchpoint.stage_id = stage
        self.customer.cem_lifecycle_segment_id = segments[0]
        lead = self._lead(team_id=teams[0].id)
        invitation = self.touchpoint._invite(lead)
        lead.write({"team_id": teams[1].id, "user_id": self.manager.id})
        self.customer.cem_lifecycle_segment_id = segments[1]
        self.touchpoint.stage_id = False
        self.env.invalidate_all()
        self.assertEqual(invitation.team, "North")
        self.assertEqual(invitation.segment_id, segments[0])
        self.assertEqual(invitation.stage_id, stage)
        self.assertEqual(invitation.user_id, self.staff)

    def test_paths_over_computed_fields_say_the_same(self):
        """What the database does not hold is read record by record."""
        leads = self._crowd(5)
        leads[2].partner_id = False
        plain = self.touchpoint._invite(leads)
        odd = self._touchpoint(
            "Odd", survey_id=self.survey.id, ask_partner_path="partner_id.self"
        )
        names = ["partner_id", "user_id", "company_id", "res_name", "team", "reason"]
        for one, other in zip(plain, odd._invite(leads), strict=True):
            self.assertEqual(
                [one[name] for name in names], [other[name] for name in names]
            )

    def test_company_excluded(self):
        company = self._customer("Works Ltd", "info@works.example", is_company=True)
        person = self._customer("Wu", "wu@works.example", parent_id=company.id)
        company.cem_company_no_survey = True
        invitation = self.touchpoint._invite(self._lead(partner_id=person.id))
        self.assertEqual(invitation.reason, "company_excluded")
        company.cem_company_no_survey = False
        company.cem_no_survey = True
        invitation = self.touchpoint._invite(self._lead(partner_id=person.id))
        self.assertFalse(invitation.reason, "the info address speaks for itself only")

    def test_sample_is_drawn_the_same_again(self):
        """Lesson: a policy per touchpoint: which share, which records."""
        self.touchpoint.write({"ask_share": 30, "ask_once": False})
        leads = self._crowd(200)
        first = self.touchpoint._invite(leads)
        drawn = first.filtered(lambda i: i.state == "waiting")
        self.assertEqual(set((first - drawn).mapped("reason")), {"sampled_out"})
        self.assertGreater(len(drawn), 30)
        self.assertLess(len(drawn), 90)
        drawn.action_cancel()
        again = self.touchpoint._invite(leads)
        waiting = again.filtered(lambda i: i.state == "waiting")
        self.assertEqual(waiting.mapped("res_id"), drawn.mapped("res_id"))
        for share, count in ((0, 0), (100, 200)):
            again.unlink()
            self.touchpoint.ask_share = share
            again = self.touchpoint._invite(leads)
            waiting = again.filtered(lambda i: i.state == "waiting")
            self.assertEqual(len(waiting), count)

    def test_no_sample_is_drawn_by_hand(self):
        self.touchpoint.ask_share = 0
        invitation = self.env["cem.invitation"]._plan(
            self.touchpoint, self.customer, delay=0, by_hand=True
        )
        self.assertEqual(invitation.state, "waiting")

    def test_each_time_but_not_too_soon(self):
        self.touchpoint.write(
            {"ask_once": False, "ask_min_days": 60, "ask_ignore_fatigue": True}
        )
        lead = self._lead()
        self.touchpoint._invite(lead)
        self._send()
        for days, reason in ((40, "too_soon"), (61, False)):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                self.assertEqual(self.touchpoint._invite(lead).reason, reason)

    def test_quota_and_the_next_period(self):
        self.touchpoint.write({"ask_quota": 2, "ask_quota_period": "day"})
        with freeze_time("2027-03-03 09:00:00"):
            invitations = self.touchpoint._invite(self._crowd(4))
            self._send()
            self.assertEqual(invitations.mapped("state").count("sent"), 2)
            self.assertEqual(invitations.mapped("reason").count("quota_full"), 2)
        with freeze_time("2027-03-04 09:00:00"):
            again = invitations.filtered(lambda i: i.state == "not_sent")
            again.action_send_again()
            self._send()
            self.assertEqual(again.mapped("state"), ["sent", "sent"])

    def test_the_more_important_question_wins(self):
        urgent = self._touchpoint(
            "Complaint", survey_id=self.survey.id, ask_priority="3", ask_delay=48
        )
        weak = self.touchpoint._invite(self._lead())
        strong = urgent._invite(self._lead("Lens"))
        self._send()
        self.assertEqual(weak.reason, "outranked")
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self._send()
        self.assertEqual(strong.state, "sent")

    def test_a_question_that_will_not_be_asked_outranks_nobody(self):
        urgent = self._touchpoint(
            "Complaint",
            survey_id=self.survey.id,
            ask_priority="3",
            ask_delay=48,
            ask_domain="[('priority', '=', '3')]",
        )
        lead = self._lead("Lens", priority="3")
        urgent._invite(lead)
        lead.priority = "0"
        weak = self.touchpoint._invite(self._lead())
        self._send()
        self.assertEqual(weak.state, "sent")

    def test_night_is_waited_for_and_drops_nothing(self):
        for name, value in (("from", 9), ("to", 18), ("days", "mon_fri")):
            self.env["ir.config_parameter"].set_param(
                f"cem_experience.send_{name}", value
            )
        self.touchpoint.write({"ask_expiry_days": 1, "ask_reminder_max": 1})
        self.customer.tz = "Asia/Shanghai"
        # Friday, 19:00 in Shanghai
        with freeze_time("2027-03-05 11:00:00"):
            invitation = self.touchpoint._invite(self._lead())
            self._send()
            self.assertEqual(invitation.state, "waiting")
            monday = datetime(2027, 3, 8, 1)
            self.assertEqual(invitation.scheduled_date, monday)
        with freeze_time("2027-03-08 00:59:00"):
            self._send()
            self.assertEqual(invitation.state, "waiting")
        with freeze_time("2027-03-08 01:01:00"):
            self._send()
            self.assertEqual(invitation.state, "sent")

    def test_hours_are_checked_in_the_settings(self):
        settings = self.env["res.config.settings"]
        with self.assertRaises(ValidationError):
            settings.create({"cem_send_from": 20, "cem_send_to": 8})
        settings.create({"cem_send_from": 0, "cem_send_to": 12}).execute()
        hours = self.env["cem.invitation"]._sending_hours()
        self.assertEqual(hours, (0.0, 12.0, "all"))

    def test_thank_you_once(self):
        template = self.env.ref("cem_experience.mail_template_invitation").copy(
            {"subject": "Thank you"}
        )
        self.touchpoint.ask_thank_template_id = template
        invitation = self.touchpoint._invite(self._lead())
        with catch_mail(self.env) as catcher:
            self._send()
            for _twice in range(2):
                invitation._note_answered()
                self._remind()
            subjects = [m["Subject"] for m in catcher.messages]
        self.assertEqual(subjects.count("Thank you"), 1)

    def test_no_thanks_to_who_left_meanwhile(self):
        self.touchpoint.ask_thank_template_id = self.env.ref(
            "cem_experience.mail_template_invitation"
        )
        invitation = self.touchpoint._invite(self._lead())
        self._send()
        invitation._note_answered()
        self.customer.cem_no_survey = True
        with catch_mail(self.env) as catcher:
            self._remind()
        self.assertFalse(catcher.to())
        self.assertFalse(invitation.thank_due)

    def test_settings_of_a_touchpoint(self):
        for values in ({"ask_share": 101}, {"ask_quota": -1}, {"ask_min_days": -2}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.touchpoint.write(values)
                    self.env.flush_all()
        with Form(self.touchpoint.with_user(self.manager)) as form:
            form.ask_trigger = "on_reach"
            form.ask_share = 50
        self.assertEqual(self.touchpoint.ask_share, 50)
