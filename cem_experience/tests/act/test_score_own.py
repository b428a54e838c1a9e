from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
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
        hidden = self.own | self.rated
        self.assertEqual(self._seen(self.staff), self.all - hidden)
        self.assertEqual(self._seen(self.manager), self.all)
        with self.assertRaises(AccessError):
            self.own.with_user(self.staff).read(["comment"])
        told = self.env["res.partner"].with_user(self.staff)
        events = told.cem_get_timeline(self.customer.id, kinds=["answer"])["events"]
        shown = {number for event in events for number in event["res_ids"]}
        self.assertFalse(shown & set(hidden.ids))
        self.assertIn(self.general.id, shown)

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

        self.assertEqual(seen(self.staff), general | others)
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
        self.assertEqual(seen(self.staff), own | general | others, "over")
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
        self.assertEqual(self._seen(self.staff), self.all - self.rated)
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
        self.assertEqual(compared(self.manager) - compared(self.staff), 3 + 2)
        # and days that fill no month
        period = (date(2026, 1, 15), date(2026, 3, 2))
        seen = [compared(user, *period) for user in (self.manager, self.staff)]
        self.assertEqual(seen[0] - seen[1], 2)

        def is_said(user):
            return self.env["cem.dashboard"].with_user(user).get_data()["keeps_back"]

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
