from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, tagged

from .test_ticket import TicketCommon

MONDAY = datetime(2027, 3, 1, 9)


@tagged("post_install", "-at_install")
class TestTicketClock(TicketCommon):
    """First response and resolution by the rules of the measures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Monday to Friday, 8 to 12 and 13 to 17 o'clock
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "UTC"}
        )
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Repair",
                "cem_calendar_id": cls.calendar.id,
                "user_ids": [(6, 0, (cls.agent | cls.both).ids)],
            }
        )
        cls.awaiting = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")

    def _at(self, **delta):
        return freeze_time(MONDAY + timedelta(**delta))

    def _open(self, **values):
        # The cursor's clock is the database's: the ticket is as old as it says.
        ticket = self._ticket(team_id=self.team.id, **values)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s",
            [MONDAY, ticket.id],
        )
        ticket.invalidate_recordset(["create_date"])
        return ticket

    def _write_to(self, ticket, user, **values):
        values.setdefault("message_type", "comment")
        values.setdefault("subtype_xmlid", "mail.mt_comment")
        message = ticket.with_user(user).message_post(body="We look at it.", **values)
        return message

    def test_first_response_of_a_person(self):
        ticket = self._open()
        with self._at(minutes=1):
            self._write_to(ticket, self.env.user)  # OdooBot
            self._write_to(ticket, self.agent, message_type="auto_comment")
            self._write_to(ticket, self.agent, subtype_xmlid="mail.mt_note")
            ticket.message_post(
                body="Where is it?",
                author_id=self.customer.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(ticket.cem_first_response_date)
        self.assertFalse(ticket.cem_first_response_hours)
        with self._at(hours=2):
            self._write_to(ticket, self.agent)
        with self._at(hours=5):
            self._write_to(ticket, self.agent)
        self.assertAlmostEqual(ticket.cem_first_response_wall, 2, 2)
        self.assertAlmostEqual(ticket.cem_first_response_work, 2, 2)

    def test_working_hours_and_hours_on_the_wall(self):
        ticket = self._open()
        with self._at(days=1, hours=1):  # Tuesday, 10 o'clock
            ticket.with_user(self.agent).stage_id = self.done
        self.assertAlmostEqual(ticket.cem_resolution_wall, 25, 2)
        # 9-12 and 13-17 on Monday, 8-10 on Tuesday
        self.assertAlmostEqual(ticket.cem_resolution_work, 9, 2)
        self.assertEqual(ticket.cem_resolution_hours, "9.0 h")
        self.env["res.config.settings"].create({"cem_ticket_hours": "wall"}).execute()
        ticket.invalidate_recordset()
        self.assertEqual(ticket.cem_resolution_hours, "25.0 h")

    def test_waiting_for_the_customer_pauses(self):
        ticket = self._open()
        mine = ticket.with_user(self.agent)
        with self._at(hours=1):
            mine.stage_id = self.awaiting
        with self._at(hours=25):
            mine.stage_id = self.new
        with self._at(hours=26):
            mine.stage_id = self.done
        self.assertAlmostEqual(ticket.cem_resolution_wall, 2, 2)
        straight = self._open()
        with self._at(hours=1):
            straight.with_user(self.agent).stage_id = self.awaiting
        with self._at(hours=30):
            straight.with_user(self.agent).stage_id = self.done
        self.assertAlmostEqual(straight.cem_resolution_wall, 1, 2)

    def test_opened_again_goes_on_with_the_same_clock(self):
        ticket = self._open()
        mine = ticket.with_user(self.agent)
        with self._at(hours=1):
            mine.stage_id = self.done
        self.assertAlmostEqual(ticket.cem_resolution_wall, 1, 2)
        with self._at(hours=2):
            mine.stage_id = self.new
        self.assertFalse(ticket.cem_resolved_date)
        with self._at(hours=3):
            mine.stage_id = self.done
        self.assertAlmostEqual(ticket.cem_resolution_wall, 3, 2)

    def test_median_and_ninetieth_percentile_in_the_report(self):
        for hours in (1, 2, 3, 4, 10):
            ticket = self._open()
            with self._at(hours=hours):
                self._write_to(ticket, self.agent)
                if hours > 2:
                    ticket.with_user(self.agent).stage_id = self.done
        self._open()
        self.env["res.config.settings"].create({"cem_ticket_hours": "wall"}).execute()
        report = self.env["cem.ticket.time.report"].with_user(self.manager)
        [figures] = report._read_group(
            [("team_id", "=", self.team.id)],
            aggregates=[
                "first_response_median:avg",
                "first_response_p90:avg",
                "first_response_count:sum",
                "resolution_median:avg",
                "resolution_count:sum",
                "__count",
            ],
        )
        self.assertAlmostEqual(figures[0], 3, 2)
        self.assertAlmostEqual(figures[1], 7.6, 2)
        self.assertEqual((figures[2], figures[4], figures[5]), (5, 3, 6))
        self.assertAlmostEqual(figures[3], 4, 2)

    def test_figures_on_the_dashboard_of_the_team(self):
        with freeze_time(fields.Datetime.now()):
            ticket = self._ticket(team_id=self.team.id)
            self._write_to(ticket, self.agent)
        team = self.team.with_user(self.both)
        self.assertEqual(team.cem_first_response_median, "0.0 h")
        self.assertFalse(team.cem_resolution_median)
        self.assertFalse(team.cem_mark, "too few to be shown")
        arch = team.get_view(view_type="kanban")["arch"]
        self.assertIn('name="cem_mark"', arch)
        arch = self.team.with_user(self.agent).get_view(view_type="kanban")["arch"]
        self.assertNotIn('name="cem_mark"', arch)

    def test_report_of_the_own_company_only(self):
        self._open(company_id=self.company.id)
        report = self.env["cem.ticket.time.report"]
        self.assertTrue(report.with_user(self.manager).search([]))
        theirs = report.with_user(self.manager_two).search([])
        self.assertFalse(theirs & report.search([("team_id", "=", self.team.id)]))
        self.assertFalse(report.with_user(self.agent).has_access("read"))


@tagged("post_install", "-at_install")
class TestTicketsNotAskedAbout(TicketCommon):
    def test_closed_by_a_robot(self):
        """Lesson: conversations closed by a robot must not be surveyed."""
        ticket, later = self._ticket(), self._ticket()
        ticket.with_context(cron_id=1).stage_id = self.done
        self.assertTrue(ticket.cem_closed_by_itself)
        self.assertFalse(self._invitations(ticket))
        later.with_user(self.agent).stage_id = self.done
        self.assertFalse(later.cem_closed_by_itself)
        self.assertEqual(self._invitations(later).state, "waiting")
        # A person takes it up again, and closes it.
        ticket.with_user(self.agent).stage_id = self.new
        ticket.with_user(self.agent).stage_id = self.done
        self.assertEqual(self._invitations(ticket).state, "waiting")

    def test_spam_and_merged(self):
        spam = self.done.copy({"name": "Spam", "cem_never_ask": True})
        ticket, merged = self._ticket(), self._ticket()
        ticket.with_user(self.agent).stage_id = spam
        merged.with_user(self.agent).write(
            {"duplicate_id": ticket.id, "stage_id": self.done.id}
        )
        self.assertFalse(self._invitations(ticket | merged))

    def test_found_to_be_a_duplicate_after_closing(self):
        ticket, other = self._ticket(), self._ticket()
        ticket.with_user(self.agent).stage_id = self.done
        ticket.with_user(self.agent).duplicate_id = other
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self._send()
        self.assertEqual(self._invitations(ticket).reason, "condition_false")

    def test_ready_made_set_up_and_reopened(self):
        """Closed, opened again before the hour is over: not asked."""
        setup = self.env.ref("cem_experience_helpdesk.cem_listen_setup_ticket_closed")
        self.assertEqual(setup.touchpoint_ids, self.touchpoint)
        self.touchpoint.action_stop_listening()
        self.touchpoint.setup_id = False
        action = setup.with_user(self.manager).action_set_up()
        touchpoint = self.env["cem.touchpoint"].browse(action["res_id"])
        touchpoint.with_user(self.manager).action_start_listening()
        kept, reopened = (
            self._ticket(),
            self._ticket(partner_id=self.both.partner_id.id),
        )
        self.both.partner_id.email = "both@customer.example"
        (kept | reopened).with_user(self.agent).write({"stage_id": self.done.id})
        reopened.with_user(self.agent).stage_id = self.new
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self._send()
        self.assertEqual(self._invitations(kept).state, "sent")
        self.assertEqual(self._invitations(kept).touchpoint_id, touchpoint)
        self.assertEqual(self._invitations(reopened).reason, "condition_false")

    def test_why_not_asked_on_the_ticket(self):
        """Lesson: "why did this customer get no survey?"."""
        self.customer.cem_no_survey = True
        ticket = self._ticket()
        ticket.with_user(self.agent).stage_id = self.done
        mine = ticket.with_user(self.both)
        self.assertIn("does not want to be asked", mine.cem_asking_summary)
        self.assertEqual(mine.cem_invitation_count, 1)

    def test_followup_from_a_ticket(self):
        ticket = self._ticket(user_id=self.both.id)
        action = ticket.with_user(self.both).action_cem_open_followup()
        form = Form(
            self.env["cem.followup"]
            .with_user(self.both)
            .with_context(**action["context"])
        )
        followup = form.save()
        self.assertEqual(followup.partner_id, self.customer)
        self.assertEqual(
            (followup.res_model, followup.res_id), (ticket._name, ticket.id)
        )
        ticket.invalidate_recordset()
        self.assertEqual(ticket.with_user(self.both).cem_followup_count, 1)
