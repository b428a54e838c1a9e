import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_pages import PagesCommon

# Columns that say nothing of a person, although they may hold equal values: what
# thousands share, and the day.
SHARED = re.compile(
    r"_(uid|date|datetime)$|^(id|sequence|active|company_id|survey_id|touchpoint_id"
    r"|question_id|journey_id|state|cem_channel|channel|question_sequence)$"
)


@tagged("post_install", "-at_install")
class TestAnonymous(PagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "5"
        )
        cls.one_question.write({"cem_anonymous": True})
        cls.people = cls.env["res.partner"].create(
            [
                {"name": f"Person {n}", "email": f"person{n}@customer.example"}
                for n in range(6)
            ]
        )

    def _answer_all(self, people, first_mark=0):
        invitations = self.env["cem.invitation"]
        for n, person in enumerate(people):
            invitation = self._invited(person)
            answer = self._answer_page(
                invitation._answer_path(),
                mark=str(first_mark + n),
                words=f"Word {first_mark + n}",
            )
            self.assertIn("Thank you!", answer.text)
            invitations |= invitation
        return invitations

    def _mix(self):
        self.env.flush_all()
        self.env.ref("cem_experience.ir_cron_mix_anonymous").method_direct_trigger()
        self.env.invalidate_all()

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
        url = invitation._answer_path()
        self.assertIn("You have answered already", self.url_open(url).text)
        self.assertEqual(len(self._sheets()), 1)

    def test_rows_cannot_be_joined_to_a_customer(self):
        """Try it: every table that leads to a person against every answer's row.

        Equal values of any two columns, of any types, that single out fewer than
        five people would be a way. So would the moment or the order of writing.
        """
        invitations = self._answer_all(self.people)
        personal = {
            "res.partner": self.people.ids,
            "cem.invitation": invitations.ids,
        }
        for mixed in (False, True):
            if mixed:
                self._mix()
            sheets = self._sheets()
            self.assertEqual(len(sheets), 6)
            answers = {
                "survey.user_input": sheets.ids,
                "survey.user_input.line": sheets.user_input_line_ids.ids,
                "cem.score": self.env["cem.score"]
                .search([("user_input_id", "in", sheets.ids)])
                .ids,
            }
            for answer_model, answer_ids in answers.items():
                for model, ids in personal.items():
                    self._try_join(answer_model, answer_ids, model, ids)
        self._no_moment(answers)

    def _rows(self, model, ids):
        self.env.flush_all()
        table = SQL.identifier(self.env[model]._table)
        return self.env.execute_query(
            SQL("SELECT t.id, to_jsonb(t) FROM %s t WHERE id = ANY(%s)", table, ids)
        )

    def _values(self, model, ids):
        """{row: {column: text}} of everything that a row says."""
        return {
            row_id: {
                name: str(value)
                for name, value in values.items()
                if value not in (None, False, True, "") and not SHARED.search(name)
            }
            for row_id, values in self._rows(model, ids)
        }

    def _try_join(self, answer_model, answer_ids, model, ids):
        answers = self._values(answer_model, answer_ids)
        persons = self._values(model, ids)
        for answer in answers.values():
            for name, text in answer.items():
                if name in ("value_scale", "value", "raw_value"):
                    continue  # the answer itself: a number from 0 to 10
                found = [
                    row_id
                    for row_id, values in persons.items()
                    if text in values.values()
                ]
                self.assertFalse(
                    0 < len(found) < 5,
                    f"{answer_model}.{name} = {text} leads to {model} {found}",
                )
        fields_of = self.env[answer_model]._fields
        for name in {name for answer in answers.values() for name in answer}:
            self.assertNotIn(fields_of[name].comodel_name, ("res.partner", "res.users"))

    def _no_moment(self, answers):
        """Neither the moment nor the transaction says which rows belong together."""
        for model, ids in answers.items():
            for _id, values in self._rows(model, ids):
                for name, value in values.items():
                    if name.endswith(("_date", "_datetime")) and value:
                        self.assertRegex(value, r"^\d{4}-\d\d-\d\d(T00:00:00)?$", name)
                    if name.endswith("_uid"):
                        self.assertIsNone(value, name)
        rows = self.env.execute_query(
            SQL(
                "SELECT bool_and(write_date = create_date), bool_and(write_uid IS NULL)"
                " FROM cem_invitation WHERE touchpoint_id = %s",
                self.touchpoint.id,
            )
        )
        self.assertEqual(rows, [(True, True)])
        self.assertFalse(
            self.env["cem.invitation"]
            .search([("touchpoint_id", "=", self.touchpoint.id)])
            .user_input_id
        )

    def test_order_is_mixed(self):
        """The order of ids is not the order of answering, except by chance."""
        orders = set()
        for _n in range(4):
            with self.env.cr.savepoint() as savepoint:
                self._answer_all(self.people)
                self._mix()
                orders.add(tuple(self._sheets().sorted("id").mapped("cem_comment")))
                savepoint.close(rollback=True)
            self.env.invalidate_all()
        # All four alike by chance: once in 373 million runs.
        self.assertGreater(len(orders), 1)

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
                "survey.user_input": sheet.ids,
                "survey.user_input.line": sheet.user_input_line_ids.ids,
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
