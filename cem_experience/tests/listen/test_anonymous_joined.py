import json
from collections import Counter
from datetime import timedelta
from random import Random

from freezegun import freeze_time
from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ...models.listen.survey_mixing import QUIET_DAYS
from ...tools.listen import mixing
from .common_pages import PagesCommon

MINIMUM = 5
# What a customer says, and the number and key of a row: they are told apart, of course,
# and tried by their order. Anything else has to be the same for a whole group.
SAID = {
    "survey.user_input": {"access_token", "user_input_line_ids", "cem_comment"},
    "survey.user_input.line": {"user_input_id", "value_scale", "display_name"},
    "cem.score": {
        "user_input_id",
        "user_input_line_id",
        "comment",
        "raw_value",
        "value",
        "display_name",
        "nps_points",
    },
}
OF_ROW = {"id", "cem_score_ids", "message_ids", "website_message_ids"}


@tagged("post_install", "-at_install")
class TestAnonymousJoined(PagesCommon):
    """As somebody who wants to know: which sheet belongs to which invitation?"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", str(MINIMUM)
        )
        cls.one_question.write({"cem_anonymous": True})
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.people = cls.env["res.partner"].create(
            [
                {"name": f"Guest {n}", "email": f"guest{n}@customer.example"}
                for n in range(12)
            ]
        )
        # all that an invitation may say of its customer differs
        cls.people[0].lang = "fr_FR"
        cls.all_users = [
            *(cls.staff, cls.manager, cls.administrator),
            cls.env.ref("base.user_admin"),
        ]

    def _asked(self, person, **vals):
        """An invitation that has been sent, without the way of a message."""
        lead = self._lead(partner_id=person.id)
        invitation = self.env["cem.invitation"]._invite_by_link(self.touchpoint, lead)
        invitation.write({"channel": "mail", **vals})
        return invitation

    def _answered(self, person, mark=7, **vals):
        invitation = self._asked(person, **vals)
        page = self.one_question._cem_page("en_US")
        answers = self.env["cem.answer"].sudo()
        answers._store_invited(invitation, page, str(mark), f"Word {mark}")
        return invitation

    def _passed_by(self, mark=7, channel="link"):
        page = self.one_question._cem_page("en_US")
        vals = self.touchpoint._walk_up_values(channel)
        nonce = str(self.env["survey.user_input"]._generate_invite_token())
        answers = self.env["cem.answer"].sudo()
        return answers._store_walk_up(
            self.one_question, nonce, vals, page, str(mark), ""
        )

    def _mix(self, days=0):
        self.env.flush_all()
        before = self._sheets().filtered(lambda sheet: not sheet.cem_unmixed)
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env["survey.user_input"]._cron_mix_anonymous()
        self.env.invalidate_all()
        return self._sheets().filtered(lambda sheet: not sheet.cem_unmixed) - before

    # ------------------------------------------------------------------
    # Attributes that both sides keep
    # ------------------------------------------------------------------

    def test_nothing_that_both_sides_keep_tells_of_fewer_than_the_minimum(self):
        """Over RPC, as staff, manager and administrators: all that can be read of the
        answers is the same for a whole group, but for what the customers said.
        """
        tier = self.env["cem.value.tier"].search([], limit=1)
        others = {
            "channel": "sms",
            "user_id": self.manager.id,
            "team": "North",
            "value_tier_id": tier.id,
            "reminder_count": 2,
            "by_hand": True,
            "stage_id": self.touchpoint.stage_id.id,
        }
        for number, person in enumerate(self.people):
            self._answered(person, mark=number % 11, **(others if not number else {}))
        for _n in range(3):
            self._passed_by()
        self._passed_by(channel="embed")
        sheets = self._mix()
        self.assertEqual(len(sheets), len(self.people) - MINIMUM)
        scores = self.env["cem.score"].search([("user_input_id", "in", sheets.ids)])
        self.assertEqual(len(scores), len(sheets))
        for records in (sheets, sheets.user_input_line_ids, scores):
            for user in self.all_users:
                self._is_alike(records, user)

    def _is_alike(self, records, user):
        self.authenticate(user.login, user.login)
        names = records.with_user(user).fields_get(attributes=["type"])
        rows = self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{records._name}/read",
            {
                "model": records._name,
                "method": "read",
                "args": [records.ids],
                "kwargs": {"fields": list(names), "load": None},
            },
        )
        self.assertEqual(len(rows), len(records))
        for name in set(names) - SAID[records._name] - OF_ROW:
            sizes = Counter(json.dumps(row[name]) for row in rows)
            self.assertGreaterEqual(
                min(sizes.values()), MINIMUM, f"{records._name}.{name}: {sizes}"
            )
        self.assertNotIn("cem_person", names)
        self.assertNotIn("cem_pool", names)

    def test_a_single_answer_by_sms_has_no_channel(self):
        self._answered(self.people[0], mark=1, channel="sms")
        for person in self.people[1:]:
            self._answered(person, mark=9)
        sheets = self._mix(days=QUIET_DAYS + 2)
        self.assertEqual(len(sheets), 12)
        self.assertEqual(set(sheets.mapped("cem_channel")), {False})

    def test_what_waits_is_found_by_no_search(self):
        """Nor through what points at it."""
        self._answered(self.people[0], mark=3)
        sheet = self._sheets()
        line = sheet.user_input_line_ids
        survey = self.one_question.id
        for user in self.all_users:
            for model, domain in (
                ("survey.user_input", [("survey_id", "=", survey)]),
                ("survey.user_input.line", [("survey_id", "=", survey)]),
                ("survey.survey", [("user_input_ids.state", "=", "done")]),
                (
                    "survey.question",
                    [("user_input_line_ids.value_scale", "in", (3, 3))],
                ),
            ):
                domain = [*domain, *self._only(model)]
                try:
                    found = self.env[model].with_user(user).search_count(domain)
                except AccessError:
                    continue  # not even the field may be asked for
                self.assertFalse(found, f"{model} {domain}")
            records = self.one_question.with_user(user)
            self.assertEqual(records.answer_count, 0)
            self.assertFalse(records.read(["user_input_ids"])[0]["user_input_ids"])
            with self.assertRaises(AccessError):
                line.with_user(user).read(["value_scale"])
            with self.assertRaises(AccessError):
                sheet.with_user(user).write({"cem_unmixed": False})

    def _only(self, model):
        if model == "survey.survey":
            return [("id", "=", self.one_question.id)]
        if model == "survey.question":
            return [("id", "=", self.question.id)]
        return []

    # ------------------------------------------------------------------
    # Padding
    # ------------------------------------------------------------------

    def test_open_links_fill_up_no_group(self):
        self._answered(self.people[0], mark=2)
        for _n in range(40):
            self._passed_by(mark=9)
        for days in (0, QUIET_DAYS + 2):
            mixed = self._mix(days=days)
            self.assertEqual(set(mixed.user_input_line_ids.mapped("value_scale")), {9})
        waiting = self._sheets().filtered("cem_unmixed")
        self.assertEqual(waiting.user_input_line_ids.mapped("value_scale"), [2])

    def test_one_person_counts_once(self):
        """Also under other names, and all colleagues together count as one."""
        same = self.env["res.partner"].create(
            [
                {"name": f"Alias {n}", "email": f"me+{n}@customer.example"}
                for n in range(4)
            ]
        )
        colleagues = self.env["res.partner"]
        for number in range(4):
            user = new_test_user(self.env, f"colleague{number}", "base.group_user")
            colleagues |= user.partner_id
        for person in [*same, *colleagues, *[self.people[1]] * 4, self.people[0]]:
            self._answered(person)
        self.assertFalse(self._mix(days=QUIET_DAYS + 2))
        self._answered(self.people[2])
        mixed = self._mix(days=QUIET_DAYS + 2)
        self.assertEqual(len(mixed), MINIMUM, "one of each person")

    def test_roles_make_no_sheets(self):
        for user in self.all_users:
            inputs = self.env["survey.user_input"].with_user(user)
            for context in ({}, {"cem_mixed": True}, {"default_cem_unmixed": True}):
                with self.assertRaises(UserError):
                    inputs.with_context(**context).create(
                        {
                            "survey_id": self.one_question.id,
                            "cem_touchpoint_id": self.touchpoint.id,
                            "state": "done",
                        }
                    )

    def test_the_minimum_of_the_answer_holds(self):
        for person in self.people[:4]:
            self._answered(person)
        self.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "1"
        )
        self.assertFalse(self._mix(days=QUIET_DAYS + 2))

    def test_nobody_is_asked_anything_else(self):
        """A question or a choice that one customer saw would tell of that one."""
        choices = self.env["survey.question"].create(
            {
                "survey_id": self.one_question.id,
                "title": "Which?",
                "question_type": "simple_choice",
                "suggested_answer_ids": [
                    Command.create({"value": "This"}),
                    Command.create({"value": "That"}),
                ],
            }
        )
        self._answered(self.people[0])
        survey = self.one_question.with_user(self.manager)
        asked, choices = survey.question_ids[0], choices.with_user(self.manager)
        for change in (
            lambda: survey.write(
                {
                    "question_and_page_ids": [
                        Command.create({"title": "You?", "question_type": "text_box"})
                    ]
                }
            ),
            lambda: asked.copy({"survey_id": survey.id}),
            lambda: asked.write({"question_type": "text_box"}),
            lambda: choices.unlink(),
            lambda: choices.write(
                {"suggested_answer_ids": [Command.create({"value": "Else"})]}
            ),
            lambda: choices.suggested_answer_ids[0].unlink(),
            lambda: survey.write({"questions_selection": "random"}),
        ):
            with self.assertRaisesRegex(UserError, "anonymous"):
                change()
        asked.title = "Would you recommend us, please?"
        self.assertTrue(survey.copy().question_ids)

    def test_nobody_is_told_of_the_moment(self):
        self.one_question.message_subscribe(
            self.manager.partner_id.ids,
            subtype_ids=self.env.ref(
                "survey.mt_survey_survey_user_input_completed"
            ).ids,
        )
        self._answered(self.people[0])
        sheet = self._sheets()
        messages = self.env["mail.message"].search(
            [("model", "=", sheet._name), ("res_id", "=", sheet.id)]
        )
        self.assertFalse(messages)

    # ------------------------------------------------------------------
    # As a property
    # ------------------------------------------------------------------

    @settings(deadline=None, max_examples=8)
    @example([("open", 0, "link")] * 6 + [("asked", 0, "sms"), ("mix", 0, "")])
    @example([("asked", n, "mail") for n in range(10)] + [("mix", 0, "")])
    @given(
        st.lists(
            st.one_of(
                st.tuples(
                    st.just("asked"),
                    st.integers(0, 11),
                    st.sampled_from(["mail", "mail", "sms", "link"]),
                ),
                st.tuples(
                    st.just("open"),
                    st.just(0),
                    st.sampled_from(["link", "embed", "kiosk"]),
                ),
                st.tuples(st.just("mix"), st.sampled_from([0, 40]), st.just("")),
            ),
            min_size=8,
            max_size=40,
        )
    )
    def test_whatever_happens(self, steps):
        """Each mixing brings out one answer of each of enough people, all alike, and
        keeps as many people back while others may still answer.
        """
        with self.env.cr.savepoint() as savepoint:
            for kind, number, channel in [*steps, ("mix", 40, "")]:
                if kind == "asked":
                    self._answered(self.people[number], channel=channel)
                elif kind == "open":
                    self._passed_by(channel=channel)
                else:
                    self._check_mixing(number)
            savepoint.close(rollback=True)
        self.env.invalidate_all()

    def _check_mixing(self, days):
        waiting = self._sheets().filtered("cem_unmixed")
        people = Counter(s.cem_person for s in waiting if s.cem_person)
        new = self._mix(days=days)
        still = self._sheets().filtered("cem_unmixed")
        sizes = Counter((s.cem_channel, s.cem_touchpoint_id.id) for s in new)
        self.assertFalse([n for n in sizes.values() if n < MINIMUM], sizes)
        invited = len(new.filtered(lambda sheet: not sheet.cem_channel))
        self.assertLessEqual(invited, len(people))
        left = {s.cem_person for s in still if s.cem_person}
        if invited and not days:
            self.assertGreaterEqual(len(left), MINIMUM)
        self.assertFalse(new.mapped("cem_person") != [False] * len(new))


@tagged("post_install", "-at_install")
class TestToolsMixing(TransactionCase):
    """The choice itself, without a database."""

    @settings(deadline=None)
    @given(
        st.lists(st.one_of(st.none(), st.integers(0, 6)), max_size=40),
        st.integers(2, 6),
        st.booleans(),
        st.integers(0, 1000),
    )
    def test_a_batch(self, people, minimum, everything, seed):
        places = mixing.batch(people, minimum, everything, Random(seed))
        different = len({p for p in people if p is not None}) + people.count(None)
        kept_back = 0 if everything else minimum
        if different - kept_back < minimum:
            self.assertEqual(places, [])
            return
        self.assertEqual(len(places), different - kept_back)
        known = [people[place] for place in places if people[place] is not None]
        self.assertEqual(len(set(known)), len(known), "one answer a person")
        self.assertEqual(len(set(places)), len(places))

    def test_nobody_is_surely_in_a_batch(self):
        """Of those who have answered, each may have been in it, and may not."""
        people = list(range(10))
        batches = [set(mixing.batch(people, 5, random=Random(n))) for n in range(60)]
        for person in people:
            self.assertEqual({person in batch for batch in batches}, {True, False})

    def test_order_is_left_to_chance(self):
        found = {tuple(mixing.batch([None] * 6, 3, True, Random(n))) for n in range(30)}
        self.assertGreater(len(found), 20)
