from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_anonymous import AnonymousCommon


@tagged("post_install", "-at_install")
class TestAnonymous(AnonymousCommon):
    def test_counts_once_enough_have_been_mixed(self):
        scores = self.env["cem.score"]
        domain = [("touchpoint_id", "=", self.touchpoint.id)]
        invitations = self._answer_all(self.people[:4])
        self._mix()
        self.assertFalse(scores.search(domain))
        first_ids = self._sheets().ids
        invitations |= self._answer_all(self.people[4:], first_mark=4)
        self._mix()
        found = scores.search(domain)
        self.assertEqual(sorted(found.mapped("value")), [0, 1, 2, 3, 4, 5])
        self.assertEqual(
            sorted(found.mapped("comment")), [f"Word {n}" for n in range(6)]
        )
        self.assertFalse(self.env["survey.user_input"].browse(first_ids).exists())
        self.assertEqual(set(invitations.mapped("state")), {"answered"})
        self._mix()
        self.assertEqual(scores.search(domain), found, "running twice changes nothing")
        for person in self.people:
            self.assertFalse(person.cem_score_count)

    def test_still_once_each(self):
        invitation = self._answer_all(self.people[:1])
        url = invitation._for_customer()._answer_path()
        self.assertIn("You have answered already", self.url_open(url).text)
        self.assertEqual(len(self._sheets()), 1)

    def test_nobody_sees_a_sheet_before_it_is_mixed(self):
        self._answer_all(self.people[:2])
        sheets = self._sheets()
        for user in (self.staff, self.manager, self.administrator):
            with self.assertRaises(AccessError):
                sheets.with_user(user).read(["cem_comment"])
            with self.assertRaises(AccessError):
                sheets.user_input_line_ids.with_user(user).read(["value_scale"])
        self._answer_all(self.people[2:], first_mark=2)
        self._mix()
        self.assertEqual(len(self._sheets().with_user(self.staff).mapped("state")), 6)

    def test_groups_of_a_report_are_never_small(self):
        other = self._touchpoint(
            "Handover", survey_id=self.one_question.id, link_audience="anyone"
        )
        self._answer_all(self.people[:5])
        for mark in ("9", "8", "7"):
            self._answer_page(f"/cem/q/{other.link_token}", mark=mark)
        self._mix()
        groups = (
            self.env["cem.score"]
            .with_user(self.manager)
            ._read_group(
                [("question_id", "=", self.question.id)],
                ["touchpoint_id", "date:month", "measure"],
                ["__count"],
            )
        )
        self.assertEqual([count for *_group, count in groups], [5])

    def test_logged_in_customer_stays_unknown(self):
        self.touchpoint.link_audience = "anyone"
        self.authenticate("cem_staff", "cem_staff")
        self._answer_page(f"/cem/q/{self.touchpoint.link_token}", mark="3")
        sheet = self._sheets()
        self.assertFalse(sheet.partner_id or sheet.email or sheet.nickname)
        self.env.cr.execute(
            "SELECT create_uid, write_uid FROM survey_user_input WHERE id = %s",
            [sheet.id],
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, None)])

    def test_more_questions_stay_anonymous_on_odoos_page(self):
        self.survey.cem_anonymous = True
        self.touchpoint.survey_id = self.survey
        invitation = self._invited()
        answer = self._answer_page(invitation._answer_path(), mark="4")
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(invitation.user_input_id)
        self.authenticate("cem_staff", "cem_staff")
        page = self.url_open(answer.headers["Location"])
        self.assertIn("How satisfied are you?", page.text)
        sheet = self._sheets(self.survey)
        questions = self.survey.question_ids
        self.make_jsonrpc_request(
            f"/survey/submit/{self.survey.access_token}/{sheet.access_token}",
            {str(questions[0].id): "4", str(questions[1].id): "5"},
        )
        self.env.invalidate_all()
        self.assertEqual(sheet.state, "done")
        self.assertFalse(sheet.partner_id)
        self.assertEqual(sheet.end_datetime.hour + sheet.end_datetime.minute, 0)
        self._no_moment(
            {
                "survey_user_input": sheet.ids,
                "survey_user_input_line": sheet.user_input_line_ids.ids,
            }
        )

    def test_reminder_still_goes_to_who_has_not_answered(self):
        self.touchpoint.write({"ask_reminder_max": 1, "ask_reminder_days": 1})
        answered = self._answer_all(self.people[:1])
        silent = self._invited(self.people[1])
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.env.flush_all()
            self.reminder.method_direct_trigger()
            self.env.invalidate_all()
        self.assertEqual(silent.reminder_count, 1)
        self.assertEqual(answered.reminder_count, 0)

    def test_not_by_phone(self):
        with self.assertRaisesRegex(UserError, "anonymous"):
            self.one_question.with_context(
                cem_partner_id=self.customer.id
            ).action_cem_start_by_phone()

    def test_impossible_promises(self):
        with self.assertRaises(ValidationError):
            self.one_question.users_login_required = True
        with self.assertRaises(ValidationError):
            self.touchpoint.link_audience = "login"
