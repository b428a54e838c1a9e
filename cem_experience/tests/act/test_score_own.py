from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestScoreOwn(CemCommon):
    """Whether staff are told who said what about their own work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lead = cls.env["crm.lead"].create({"name": "Kitchen"})
        about = {"res_model": "crm.lead", "res_id": lead.id, "source": "survey"}
        cls.own = cls._answer(user_id=cls.staff.id, **about)
        cls.rated = cls._answer(user_id=cls.staff.id, **{**about, "source": "rating"})
        cls.others = cls._answer(user_id=cls.manager.id, **about)
        cls.nobodys = cls._answer(**about)
        cls.general = cls._answer(user_id=cls.staff.id, source="survey")
        cls.noted = cls._answer(user_id=cls.staff.id, **{**about, "source": "event"})
        cls.all = cls.own | cls.rated | cls.others | cls.nobodys
        cls.all |= cls.general | cls.noted

    @classmethod
    def _answer(cls, **vals):
        return cls.env["cem.score"].create(
            {
                "partner_id": cls.customer.id,
                "measure": "csat",
                "raw_value": 1,
                "comment": "Never called back.",
                **vals,
            }
        )

    def _seen(self, user):
        return self.all & self.env["cem.score"].with_user(user).search([])

    def _case(self, owner):
        case = self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "user_id": owner.id,
                "score_ids": [(6, 0, self.own.ids)],
            }
        )
        self.assertEqual(case.worst_score_id, self.own)
        return case

    def test_a_company_may_allow_it(self):
        self.company.cem_hide_own_answers = False
        self.assertEqual(self._seen(self.staff), self.all)

    def test_single_answers_about_own_work_are_kept_back(self):
        self.assertTrue(self.company.cem_hide_own_answers, "unless it is allowed")
        # also what is about no record, of a customer whom staff look after
        hidden = self.own | self.rated | self.general
        self.assertEqual(self._seen(self.staff), self.all - hidden)
        self.assertEqual(self._seen(self.manager), self.all)
        with self.assertRaises(AccessError):
            self.own.with_user(self.staff).read(["comment"])
        told = self.env["res.partner"].with_user(self.staff)
        events = told.cem_get_timeline(self.customer.id, kinds=["answer"])["events"]
        shown = {number for event in events for number in event["res_ids"]}
        self.assertFalse(shown & set(hidden.ids))
        self.assertIn(self.noted.id, shown)

    def test_the_answer_sheet_is_kept_back_too(self):
        survey = self.env["survey.survey"].create(
            {"title": "After the kitchen", "survey_type": "cem"}
        )
        question = self.env["survey.question"].create(
            {"survey_id": survey.id, "title": "Well?", "question_type": "char_box"}
        )
        own, words, general, others = self.env["survey.user_input"].create(
            [
                {
                    "survey_id": survey.id,
                    "partner_id": self.customer.id,
                    "cem_user_id": user.id,
                    "cem_res_model": model,
                    "user_input_line_ids": [
                        (
                            0,
                            0,
                            {
                                "question_id": question.id,
                                "answer_type": "char_box",
                                "value_char_box": "Never called back.",
                            },
                        )
                    ],
                }
                for user, model in (
                    (self.staff, "crm.lead"),
                    (self.staff, "crm.lead"),
                    (self.staff, False),
                    (self.manager, "crm.lead"),
                )
            ]
        )
        about = {"res_model": "crm.lead", "source": "survey"}
        score = self._answer(user_id=self.staff.id, user_input_id=own.id, **about)
        self._answer(user_id=self.manager.id, user_input_id=others.id, **about)
        sheets = own | words | general | others

        def seen(user):
            found = sheets.with_user(user).search([("id", "in", sheets.ids)])
            lines = sheets.user_input_line_ids.with_user(user)
            lines = lines.search([("id", "in", lines.ids)])
            self.assertEqual(lines.sudo().user_input_id, found)
            return found

        self.assertEqual(seen(self.staff), others)
        self.assertEqual(seen(self.manager), sheets)
        case = self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.staff.id,
                "score_ids": [(6, 0, score.ids)],
            }
        )
        self.assertEqual(seen(self.staff), sheets, "theirs to mend")
        case.write({"date_closed": "2026-01-01"})
        self.assertEqual(seen(self.staff), own | others, "over")
        case.user_id = self.manager
        self.company.cem_hide_own_answers = False
        self.assertEqual(seen(self.staff), sheets)

    def test_follow_ups_about_own_work(self):
        """One's own shows why; a colleague's about one's work is not shown at all."""
        case = self._case(self.manager)
        cases = self.env["cem.followup"].with_user(self.staff)
        about_own = [("is_about_own_work", "=", True)]
        self.assertTrue(case.with_user(self.staff).is_about_own_work)
        self.assertFalse(case.with_user(self.manager).is_about_own_work)
        self.assertIn(case, cases.sudo().search(about_own))
        self.assertFalse(cases.search([("id", "=", case.id)]))
        with self.assertRaises(AccessError):
            case.with_user(self.staff).read(["note"])
        case.user_id = self.staff
        self.assertEqual(cases.search([("id", "=", case.id)]), case)
        self.assertEqual(cases.search(about_own) & case, case)
        # Who has the customer on the phone knows what else the customer said, until
        # it is over; then only what led there.
        self.assertEqual(self._seen(self.staff), self.all)
        answers = case.with_user(self.staff).cem_desk_detail()["answers"]
        self.assertIn(self.rated.id, [answer["id"] for answer in answers])
        case.write({"date_closed": "2026-01-01"})
        self.assertEqual(self._seen(self.staff), self.all - self.rated - self.general)
        case.user_id = self.manager
        self.company.cem_hide_own_answers = False
        self.assertEqual(cases.search([("id", "=", case.id)]), case)

    def test_figures_leave_out_what_is_kept_back(self):
        """The same as from the scores one by one, though read from their sums."""
        tier = self.env["cem.value.tier"].search([], limit=1)
        for number, day in enumerate(("2025-12-30", "2026-01-31", "2026-02-01")):
            for user, model, source in (
                (self.staff, "crm.lead", "survey"),
                (self.staff, False, "survey"),
                (self.manager, "crm.lead", "rating"),
            ):
                self._answer(
                    user_id=user.id,
                    res_model=model,
                    source=source,
                    date=day,
                    raw_value=2 + number,
                    value_tier_id=tier.id,
                )
        domain = [("measure", "=", "csat"), ("company_id", "=", self.company.id)]

        def compared(user, start=None, end=None):
            figure = self.env["cem.figure"].with_user(user)
            with patch.object(
                type(figure), "_rollup_query", autospec=True, side_effect=sums_query
            ) as asked:
                found = figure._sums(domain, start, end, ("source", "value_tier_id"))
            asked.assert_called_once()
            days = [("date", ">=", start), ("date", "<=", end)] if start else []
            rows = (
                self.env["cem.score"]
                .with_user(user)
                ._read_group(
                    domain + days, ["source", "value_tier_id"], ["__count", "value:sum"]
                )
            )
            self.assertEqual(
                {key: (s.count, sum(s.bins), s.total) for key, s in found.items()},
                {(a, b.id or None): (n, n, total) for a, b, n, total in rows},
            )
            return sum(sums.count for sums in found.values())

        sums_query = type(self.env["cem.figure"])._rollup_query
        self.assertEqual(compared(self.manager) - compared(self.staff), 3 + 3 + 3)
        # and days that fill no month
        period = (date(2026, 1, 15), date(2026, 3, 2))
        seen = [compared(user, *period) for user in (self.manager, self.staff)]
        self.assertEqual(seen[0] - seen[1], 4)

        def is_said(user):
            return (
                self.env["cem.dashboard"].with_user(user).get_data()["hides_own_work"]
            )

        self.assertTrue(is_said(self.staff))
        self.assertFalse(is_said(self.manager))
        self._case(self.staff)
        self.assertEqual(compared(self.manager), compared(self.staff))
        self.company.cem_hide_own_answers = False
        self.assertFalse(is_said(self.staff))

    def test_another_company_decides_for_itself(self):
        self.company.cem_hide_own_answers = False
        self.assertTrue(self.company_two.cem_hide_own_answers)
        self.assertEqual(self._seen(self.staff), self.all)
        self.staff.company_ids |= self.company_two
        self.assertEqual(self._seen(self.staff), self.all)

    # ------------------------------------------------------------------
    # No exception that one grants oneself
    # ------------------------------------------------------------------

    def _open(self, user, **vals):
        cases = self.env["cem.followup"].with_user(user)
        return cases.create({"partner_id": self.customer.id, **vals})

    def _assert_kept_back(self, msg):
        hidden = self.own | self.rated | self.general
        self.assertFalse(self._seen(self.staff) & hidden, msg)

    def test_a_follow_up_of_ones_own_opens_nothing(self):
        for context in ({}, {"default_owner_knows": "customer"}):
            cases = self.env["cem.followup"].with_user(self.staff)
            case = cases.with_context(**context).create(
                {"partner_id": self.customer.id}
            )
            self._assert_kept_back("opened by staff for themselves")
            self.assertFalse(case.owner_knows)
        self.env["ir.default"].set("cem.followup", "owner_knows", "customer")
        self._open(self.staff)
        self._assert_kept_back("with a default")
        for vals in ({"owner_knows": "customer"}, {"owner_knows": "case"}):
            with self.assertRaises(UserError):
                self._open(self.staff, **vals)
            with self.assertRaises(UserError):
                case.with_user(self.staff).write(vals)
        self._assert_kept_back("written")

    def test_a_colleague_opens_nothing_either(self):
        colleague = self._new_user("colleague", "group_cem_user")
        self._open(colleague, user_id=self.staff.id)
        self._assert_kept_back("two who help each other")

    def test_free_cases_that_are_taken(self):
        case = self._case(self.manager)
        case.user_id = False
        case.with_user(self.staff).action_assign_to_me()
        self.assertEqual(case.user_id, self.staff)
        self._assert_kept_back("taken, and by a button")
        self.assertFalse(
            self.env["cem.followup"]
            .with_user(self.staff)
            .search([("id", "=", case.id)])
        )
        case.with_user(self.manager).write({"user_id": self.staff.id})
        self.assertIn(self.own, self._seen(self.staff), "a manager gave it")

    def test_given_cases_are_not_turned_to_others(self):
        """A case of another customer, or with another answer, opens no more."""
        other = self.env["res.partner"].create({"name": "Somebody else"})
        given = self.env["cem.followup"].create(
            {"partner_id": other.id, "user_id": self.staff.id}
        )
        self._assert_kept_back("of another customer")
        with self.assertRaises(AccessError):
            given.with_user(self.staff).write({"score_ids": [(4, self.own.id)]})
        with self.assertRaises(ValidationError):
            given.sudo().write({"score_ids": [(4, self.own.id)]})
        with self.assertRaises(AccessError):
            self._open(self.staff, score_ids=[(6, 0, self.own.ids)])
        given.with_user(self.staff).write({"partner_id": self.customer.id})
        self._assert_kept_back("turned to another customer")

    def test_reopened_by_its_owner(self):
        """What led there is known already; what came later is not."""
        case = self._case(self.staff)
        stages = self.env["cem.followup.stage"]
        done = {
            "stage_id": stages._first("closed").id,
            "cause_ids": [(6, 0, self.env["cem.cause"].search([], limit=1).ids)],
            "outcome": "explained",
        }
        case.with_user(self.staff).write(done)
        later = self._answer(user_id=self.staff.id, source="survey")
        case.with_user(self.staff).action_reopen()
        self.assertFalse(case.date_closed)
        seen = self.env["cem.score"].with_user(self.staff).search([])
        self.assertIn(self.own, seen)
        self.assertFalse(seen & (self.rated | self.general | later))
        case.with_user(self.staff).write({**done})
        case.with_user(self.manager).action_reopen()
        self.assertIn(later, self.env["cem.score"].with_user(self.staff).search([]))

    def test_answers_that_staff_noted_on_the_phone(self):
        """Who fills in a bad mark for the customer is given no case by it."""
        survey = self.env["survey.survey"].create(
            {"title": "By phone", "survey_type": "cem"}
        )
        sheet = self.env["survey.user_input"].create(
            {
                "survey_id": survey.id,
                "partner_id": self.customer.id,
                "cem_by_phone": True,
            }
        )
        score = self._answer(source="survey", user_input_id=sheet.id)
        self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.staff.id,
                "score_ids": [(6, 0, score.ids)],
            }
        )
        self._assert_kept_back("a case from one's own pen")
