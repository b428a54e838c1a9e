"""One rule for the days of what people said, whichever way it comes in."""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import CemCommon

WRONG = (
    "0001-01-01",
    "0026-11-01",
    "1026-11-01",
    "1999-12-31",
    "2206-11-01",
    "9999-12-31",
)


@tagged("post_install", "-at_install")
class TestPlausibleDates(CemCommon):
    def test_models(self):
        mixin = self.registry["cem.plausible.date.mixin"]
        models = {
            name
            for name, model in self.registry.items()
            if issubclass(model, mixin) and not model._abstract
        }
        self.assertLessEqual({"cem.score", "cem.remark", "cem.score.import"}, models)

    def test_typed_or_sent(self):
        today = fields.Date.context_today(self.env.user)
        makers = {
            "cem.score": lambda day: self._score("nps", 9, date=day),
            "cem.remark": lambda day: self.env["cem.remark"].create(
                {"comment": "Fine", "source": "api", "date": day}
            ),
            "cem.score.import": lambda day: self.env["cem.score.import"].create(
                {"date": day}
            ),
        }
        for name, make in makers.items():
            far = fields.Date.to_string(today + timedelta(days=2))
            for day in (*WRONG, far):
                with self.subTest(name, day=day), self.assertRaises(ValidationError):
                    make(day)
                    self.env.flush_all()
            for day in ("2000-01-01", today, today + timedelta(days=1)):
                record = make(day)
                if name in ("cem.score", "cem.remark"):
                    continue  # never rewritten
                with self.assertRaisesRegex(ValidationError, "is in the future"):
                    record.write({"date": far})

    def test_in_bulk(self):
        values = {
            "partner_id": [self.customer.id] * 2,
            "measure": "nps",
            "raw_value": [9, 9],
            "value": [9, 9],
            "source": "import",
            "company_id": self.company.id,
        }
        scores = self.env["cem.score"]
        for text in WRONG:
            days = [date(2026, 1, 1), date.fromisoformat(text)]
            with self.assertRaises(ValidationError):
                scores._insert_bulk({**values, "date": days})
        self.assertEqual(scores._insert_bulk({**values, "date": date(2026, 1, 1)}), 2)

    def test_the_setting(self):
        settings = self.env["res.config.settings"]
        settings.create({"cem_first_day": "1990-01-01"}).execute()
        self.assertTrue(self._score("nps", 9, date="1995-01-01"))
        with self.assertRaisesRegex(ValidationError, "is before 1990-01-01"):
            self._score("nps", 9, date="1989-12-31")
        with self.assertRaises(ValidationError):
            settings.create({"cem_first_day": "long ago"})
