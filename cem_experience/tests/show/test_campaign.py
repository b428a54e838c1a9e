"""Campaigns: response, evaluation, complaints, leads and what tells them apart."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestCampaign(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spring, cls.autumn, cls.empty = cls.env["utm.campaign"].create(
            [{"name": name} for name in ("Spring", "Autumn", "Nothing yet")]
        )
        cls.touchpoint = cls.env["cem.touchpoint"].create({"name": "Asked by mail"})
        cls.survey = cls.env["survey.survey"].create({"title": "How was it?"})
        cls.won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)

    def _asked(self, campaign, marks, silent=0, words=()):
        """Leads of the campaign whose customers were asked; some have answered."""
        scores = self.env["cem.score"]
        for number in range(len(marks) + silent):
            lead = self.env["crm.lead"].create(
                {
                    "name": f"Lead {number}",
                    "campaign_id": campaign.id,
                    "partner_id": self.customer.id,
                    "expected_revenue": 100,
                }
            )
            answered = number < len(marks)
            sheet = answered and self.env["survey.user_input"].create(
                {"survey_id": self.survey.id, "state": "done"}
            )
            self.env["cem.invitation"].create(
                {
                    "touchpoint_id": self.touchpoint.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "res_model": "crm.lead",
                    "res_id": lead.id,
                    # whoever let the time pass was asked, too
                    "state": ("sent", "expired")[number % 2]
                    if not answered
                    else "answered",
                    "user_input_id": sheet and sheet.id,
                }
            )
            if answered:
                scores |= self._score(
                    "nps",
                    marks[number],
                    user_input_id=sheet.id,
                    date=fields.Date.today(),
                    source="survey",
                    comment=words[number] if number < len(words) else False,
                )
        # as the scheduled action reads what customers write
        if words:
            scores[: len(words)]._read_comments(self.env["cem.score"]._comment_reader())
        return scores

    def test_figures_of_one(self):
        scores = self._asked(self.spring, [10, 9, 8, 2, 10, 9], silent=6)
        cause = self.env["cem.cause"].create({"name": "Too expensive"})
        self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "score_ids": [(6, 0, scores[3].ids)],
                "cause_ids": [(6, 0, cause.ids)],
            }
        )
        lead = self.env["crm.lead"].search([("campaign_id", "=", self.spring.id)])[0]
        lead.stage_id = self.won
        figures = self.spring.with_user(self.staff)._cem_figures()[self.spring.id]
        self.assertEqual((figures["asked"], figures["answered"]), (12, 6))
        self.assertEqual(figures["response"].value, 0.5)
        self.assertAlmostEqual(figures["satisfaction"].value, 8)
        self.assertAlmostEqual(figures["nps"].value, 4 / 6 - 1 / 6)
        self.assertAlmostEqual(figures["complaints"].value, 1 / 6)
        self.assertEqual(figures["causes"], {cause: 1})
        self.assertEqual((figures["leads"], figures["won"]), (12, 1))
        self.assertEqual(figures["revenue"], 100)
        page = str(self.spring.with_user(self.staff).cem_evaluation)
        self.assertIn("Too expensive (1)", page)
        listed = (self.spring | self.empty).with_user(self.staff)
        self.assertEqual(listed.mapped("cem_asked"), [12, 0])
        self.assertEqual(listed.mapped("cem_revenue"), [100, 0])
        self.assertIn("50.0 (25.4 to 74.6), n = 12", listed[0].cem_response)
        self.assertIn("8.0 (", listed[0].cem_satisfaction)
        self.assertEqual(listed[1].cem_satisfaction, "–")

    def test_doubts_are_topics_of_comments(self):
        price, staff = self.env["cem.topic"].create(
            [{"name": "Cost", "words": "zloty*"}, {"name": "Hosts", "words": "ushers"}]
        )
        words = [
            "Too many zlotys, terrible",
            "Bad: zloty upon zloty. The ushers were rude",
            "I love it, worth each zloty, wonderful",
            "Great",
            "All right",
        ]
        self._asked(self.spring, [3, 2, 9, 9, 5, 4, 7], words=words)
        figures = self.spring.with_user(self.staff)._cem_figures()[self.spring.id]
        self.assertEqual(figures["comments"], 5)
        doubts = {t: n for t, n in figures["doubts"].items() if t in price | staff}
        self.assertEqual(doubts, {price: 2, staff: 1})
        self.assertEqual([*doubts], [price, staff], "the most frequent first")
        page = str(self.spring.with_user(self.staff).cem_evaluation)
        self.assertIn("Doubt (share of comments): Cost", page)
        self.assertIn("40.0 (11.8 to 76.9), n = 5 (in per cent)", page)
        # four comments of another campaign are too few for a share
        self._asked(self.autumn, [1] * 4, words=["zloty"] * 4)
        figures = (self.spring | self.autumn)._cem_figures()
        self.assertEqual(figures[self.autumn.id]["comments"], 4)
        page = self.env["cem.campaign.comparison"].create(
            {
                "campaign_ids": [(6, 0, (self.spring | self.autumn).ids)],
                "base_id": self.spring.id,
            }
        )
        self.assertIn("too few answers (4)", page.result)
        self._asked(self.autumn, [1] * 4, words=["zloty"] * 4)
        page.invalidate_recordset(["result"])
        self.assertIn("100.0 (67.6 to 100.0), n = 8", page.result)
        self.assertIn("difference +60.0 (", page.result)

    def test_words_without_a_mark_count_among_the_doubts(self):
        cost = self.env["cem.topic"].create({"name": "Cost", "words": "zloty*"})
        words = ["Terrible, zloty upon zloty", "Fine", "All right"]
        self._asked(self.spring, [3, 9, 7], words=words)
        question = self.env["survey.question"].create(
            {
                "survey_id": self.survey.id,
                "title": "What else?",
                "question_type": "text_box",
            }
        )
        self.survey.survey_type = "cem"
        silent = self._asked(self.spring, [5, 5]).user_input_id
        silent.cem_score_ids._withdraw()
        for sheet, said in zip(
            silent, ("Bad: far too many zlotys", "Nothing"), strict=True
        ):
            sheet.user_input_line_ids = [
                (
                    0,
                    0,
                    {
                        "question_id": question.id,
                        "answer_type": "text_box",
                        "value_text_box": said,
                    },
                )
            ]
        remarks = self.env["cem.remark"].search([("user_input_id", "in", silent.ids)])
        self.assertEqual(len(remarks), 2)
        figures = self.spring.with_user(self.staff)._cem_figures()[self.spring.id]
        self.assertEqual(figures["comments"], 3, "those not read yet do not count")
        self.env["cem.score"]._read_all()
        campaign = self.spring.with_user(self.staff)
        figures = campaign._cem_figures()[self.spring.id]
        self.assertEqual((figures["comments"], figures["doubts"][cost]), (5, 2))
        self.assertEqual(figures["sample"].count, 3, "words alone are no mark")
        self.assertEqual(campaign.cem_remark_count, 2)
        action = campaign.action_cem_remarks()
        self.assertEqual(self.env["cem.remark"].search(action["domain"]), remarks)
        theirs = self.spring.with_user(self.manager_two)
        self.assertEqual(theirs.cem_remark_count, 0)

    def test_few_answers_and_none(self):
        self._asked(self.spring, [1, 2])
        figures = (self.spring | self.empty)._cem_figures()
        self.assertIsNone(figures[self.spring.id]["satisfaction"].value)
        self.assertEqual(figures[self.empty.id]["asked"], 0)
        self.assertIn("too few answers (2)", self.spring.cem_evaluation)
        self.assertTrue(self.empty.cem_evaluation)
        # one that is being typed: its page can be drawn, and has no figures
        new = self.env["utm.campaign"].new({"name": "New"})
        self.assertEqual(new.cem_remark_count, 0)
        self.assertFalse(new.cem_evaluation)

    def test_compared_with_interval(self):
        self._asked(self.spring, [9, 10] * 6, silent=8)
        self._asked(self.autumn, [5, 6] * 6, silent=28)
        campaigns = (self.spring | self.autumn).with_user(self.staff)
        action = campaigns.action_cem_compare()
        page = self.env["cem.campaign.comparison"].with_user(self.staff)
        page = page.browse(action["res_id"])
        self.assertIn("difference −4.0 (", page.result)
        self.assertIn("difference −30.0 (", page.result)
        page.base_id = self.autumn
        self.assertIn("difference +4.0 (", page.result)
        with self.assertRaises(UserError):
            self.spring.action_cem_compare()

    def test_roles_and_companies(self):
        self._asked(self.spring, [9] * 6)
        with self.assertRaises(AccessError):
            self.spring.with_user(self.plain_user)._cem_figures()
        theirs = self.spring.with_user(self.manager_two)._cem_figures()
        self.assertEqual(theirs[self.spring.id]["answered"], 0)
