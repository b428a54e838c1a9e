"""What a customer writes stays a text in every file that a colleague opens."""

import csv
import io
import json

import openpyxl

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CemCommon

FORMULAS = [
    '=HYPERLINK("http://127.0.0.1/?"&A1,"click")',
    "{=1+1}",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "https://127.0.0.1/x",
]


@tagged("post_install", "-at_install")
class TestExport(HttpCase, CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env,
            "cem_exporter",
            "cem_experience.group_cem_manager,base.group_allow_export",
        )
        cls.scores = cls.env["cem.score"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "measure": "nps",
                    "value": 9,
                    "comment": text,
                }
                for text in FORMULAS
            ]
        )

    def _export(self, kind, **options):
        self.authenticate("cem_exporter", "cem_exporter")
        fields = [
            {"name": name, "label": name, "type": kind_of}
            for name, kind_of in (("comment", "text"), ("value", "float"))
        ]
        response = self.url_open(
            f"/web/export/{kind}",
            data={
                "data": json.dumps(
                    {
                        "model": "cem.score",
                        "fields": fields,
                        "ids": False,
                        "domain": [("id", "in", self.scores.ids)],
                        "groupby": [],
                        "import_compat": False,
                        "context": {},
                        **options,
                    }
                ),
                "csrf_token": Request.csrf_token(self),
            },
        )
        response.raise_for_status()
        return response.content

    def test_xlsx(self):
        for options in ({}, {"groupby": ["measure"]}):
            book = openpyxl.load_workbook(io.BytesIO(self._export("xlsx", **options)))
            cells = [cell for row in book.active.iter_rows() for cell in row]
            self.assertFalse([cell.value for cell in cells if cell.data_type == "f"])
            self.assertFalse([cell.value for cell in cells if cell.hyperlink])
            texts = {cell.value for cell in cells}
            self.assertLessEqual(set(FORMULAS), texts)
            self.assertIn(9, texts)

    def test_csv(self):
        content = self._export("csv").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content, newline="")))
        for text, _value in rows[1:]:
            self.assertNotRegex(text, r"^[=+\-@\t\r\n]")
        self.assertEqual(len(rows), 1 + len(FORMULAS))
