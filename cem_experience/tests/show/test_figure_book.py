import io
import json

import openpyxl
import pandas as pd

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.figures.figure_book import sheet_name, workbook
from ..judge.common_assessment import AssessmentCommon
from .common_dashboard import DashboardCommon


def sheets(content):
    return pd.read_excel(io.BytesIO(content), sheet_name=None, keep_default_na=False)


@tagged("post_install", "-at_install")
class TestFigureBook(DashboardCommon):
    def _book(self, **kwargs):
        found = self._data(**kwargs)
        books = self.env["cem.figure.book"].with_user(self.boss)
        return sheets(books._dashboard(found, "Gold"))

    def test_same_figures_as_on_the_screen(self):
        self._answers("nps", [10] * 8 + [0] * 2)
        self._answers("csat", [10] * 3)
        book = self._book(by="source")
        rows = {row["Figure"]: row for _i, row in book["Figures"].iterrows()}
        nps = rows["Recommendation (NPS)"]
        shown = self._figures()["nps"]
        self.assertEqual((nps["Value"], nps["Answers"]), (60, 10))
        self.assertAlmostEqual(nps["95 % from"], shown["low"])
        # three answers: not shown here either
        csat = rows["Satisfaction (CSAT)"]
        self.assertEqual((csat["Value"], csat["Note"]), ("", "too few to show"))
        about = dict(book["About"].values)
        self.assertEqual(about["Filters"], "Gold")
        self.assertEqual(about["Fewest answers of a figure that is shown"], 5)
        self.assertEqual(set(book["Comparison"]["Group"]), {"Survey"})

    def test_nothing_to_write(self):
        book = self._book()
        self.assertEqual(len(book["Trend"]), 0)

    def test_what_looks_like_a_formula_stays_a_text(self):
        content = workbook([("a/b*c", ["=x"], [["=1+1"], ["http://x.example"]])])
        [(name, sheet)] = sheets(content).items()
        self.assertEqual(name, "a b c")
        self.assertEqual(list(sheet["=x"]), ["=1+1", "http://x.example"])

    def test_numbers_are_read_to_a_few_digits(self):
        content = workbook([("a", ["n", "mean"], [[324, 6.790123456790123]])])
        sheet = openpyxl.load_workbook(io.BytesIO(content))["a"]
        self.assertEqual(sheet["B2"].value, 6.790123456790123)
        self.assertEqual(sheet.column_dimensions["B"].number_format, "0.00##")
        self.assertEqual(sheet.column_dimensions["A"].number_format, "General")

    def test_names_of_sheets(self):
        taken = set()
        names = [sheet_name("价格" * 40, taken) for _n in range(3)]
        self.assertEqual(len(set(names)), 3)
        self.assertLessEqual(max(map(len, names)), 31)
        self.assertEqual(sheet_name("[:]", taken), "-")


@tagged("post_install", "-at_install")
class TestAssessmentBook(AssessmentCommon):
    def test_steps_requirements_results(self):
        assessment = self._meisu()
        assessment.action_propose_requirements()
        result = self.env["cem.result"].create(
            {
                "name": "Cameras sold",
                "assessment_id": assessment.id,
                "before": 100,
                "after": 205,
            }
        )
        book = sheets(assessment._workbook())
        steps = {row["Dimension"]: row for _i, row in book["Steps 2 to 4"].iterrows()}
        self.assertEqual(steps["Convenience"]["Weighted Gap"], -45)
        self.assertEqual(steps["Convenience"]["Key Experience"], "key")
        self.assertEqual(steps["Convenience"]["Key in % of Draws"], 100)
        self.assertEqual(steps["Service"]["Expectation"], "")
        self.assertEqual(list(book["Results"]["After"]), [205])
        [day] = book["Results"]["Measured On"]
        self.assertEqual(pd.Timestamp(day).date(), result.date)
        self.assertIn(
            "Close the gap in Convenience", list(book["Requirements"].iloc[0])
        )


@tagged("post_install", "-at_install")
class TestFigureBookHttp(HttpCase, DashboardCommon):
    """The addresses, as a browser and as somebody with other intentions calls them."""

    def _post(self, user, asked):
        self.authenticate(user.login, user.login)
        token = http.Request.csrf_token(self)
        data = {"data": json.dumps(asked), "csrf_token": token}
        return self.url_open("/cem_experience/dashboard.xlsx", data)

    def test_staff_get_their_figures(self):
        self._answers("nps", [10] * 6, "2020-05-05")
        self._answers("nps", [0] * 60, "2020-05-05", company_id=self.other_company.id)
        answer = self._post(self.clerk, {"period": "all", "filters": "x"})
        self.assertEqual(answer.status_code, 200)
        book = sheets(answer.content)
        nps = book["Figures"].iloc[0]
        self.assertEqual((nps["Value"], nps["Answers"]), (100, 6))
        self.assertNotIn("Drivers", book)

    @mute_logger("odoo.http")
    def test_who_may_not(self):
        answer = self._post(self.plain_user, {"period": "all"})
        self.assertEqual(answer.status_code, 500)
        self.assertIn("AccessError", answer.text)
        for bad in ({"period": "x"}, [], "x", {"domain": [["a"]]}):
            answer = self._post(self.clerk, bad)
            self.assertEqual(answer.status_code, 500, bad)
            self.assertIn("Odoo Server Error", answer.text)

    @mute_logger("odoo.http")
    def test_assessments(self):
        ours, theirs = self.env["cem.assessment"].create(
            [
                {"name": "Ours", "company_id": company.id}
                for company in (self.shop, self.other_company)
            ]
        )
        url = "/cem_experience/assessment.xlsx?ids="
        self.authenticate(self.boss.login, self.boss.login)
        answer = self.url_open(f"{url}{ours.id},{theirs.id},x")
        self.assertIn("Ours.xlsx", answer.headers["Content-Disposition"])
        for key in (theirs.id, "", "-1"):
            self.assertEqual(self.url_open(f"{url}{key}").status_code, 404)
        self.authenticate(self.clerk.login, self.clerk.login)
        self.assertIn(self.url_open(f"{url}{ours.id}").status_code, (403, 404))
