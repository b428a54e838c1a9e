"""The company's view beside the customers', and never counted as theirs."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.cem_experience.tests.base.common import CemCommon


@tagged("post_install", "-at_install")
class TestPerceptionGap(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "3"
        )
        cls.journey = cls.env["cem.journey"].create(
            {
                "name": "Buying a home",
                "stage_ids": [(0, 0, {"name": "Viewing", "phase": "before"})],
            }
        )
        cls.office = cls._touchpoint("Sales office")
        cls.board = cls._touchpoint("Progress board", parent_id=cls.office.id)
        cls.service = cls.dimensions["service"]

    @classmethod
    def _touchpoint(cls, name, **values):
        return cls.env["cem.touchpoint"].create(
            {
                "name": name,
                "journey_id": cls.journey.id,
                "stage_id": cls.journey.stage_ids.id,
                **values,
            }
        )

    def _marks(self, touchpoint, *values, audit=False, **others):
        if audit:
            others |= {"source": "audit", "partner_id": False}
        for value in values:
            self._score(touchpoint_id=touchpoint.id, value=value, **others)

    def _rows(self, user=None, **filters):
        journey = self.journey.with_user(user or self.staff)
        return {
            (row["touchpoint_id"], row["dimension_id"]): row
            for row in journey.get_perception(filters)
        }

    def test_rows(self):
        service = {"dimension_id": self.service.id}
        self._marks(self.office, 4, 5, 6, 5, **service)
        self._marks(self.office, 8, 9, 10, audit=True, **service)
        rows = self._rows()
        row = rows[self.office.id, self.service.id]
        self.assertEqual((row["company"]["count"], row["company"]["mean"]), (3, 9))
        self.assertEqual((row["customer"]["count"], row["customer"]["mean"]), (4, 5))
        self.assertEqual(row["gap"], 4)
        self.assertAlmostEqual(row["gap_low"], 4 - 1.992255, places=4)
        self.assertAlmostEqual(row["gap_high"], 4 + 1.992255, places=4)
        self.assertTrue(row["is_sure"])
        self.assertEqual(row["dimension"], self.service.name)
        # all in all: nothing but service has been judged
        self.assertEqual(rows[self.office.id, False]["gap"], 4)
        # nobody has judged the board or another dimension: no row
        self.assertEqual(len(rows), 2)

    def test_an_audit_of_the_parts_meets_the_answers_about_the_whole(self):
        self._marks(self.board, 9, 9, audit=True)
        self._marks(self.office, 6, 6, 6)
        rows = self._rows()
        self.assertEqual(rows[self.office.id, False]["gap"], 3)
        self.assertIsNone(rows[self.board.id, False]["gap"])
        self.assertEqual(rows[self.board.id, False]["customer"]["count"], 0)

    def test_small_groups_of_customers_are_hidden(self):
        self._marks(self.office, 4, 5)
        self._marks(self.office, 8, audit=True)
        row = self._rows()[self.office.id, False]
        self.assertEqual(row["customer"]["count"], 2)
        self.assertTrue(row["customer"]["hidden"])
        self.assertIsNone(row["customer"]["mean"])
        self.assertIsNone(row["gap"])
        self.assertEqual(row["company"]["mean"], 8, "one auditor may be shown")

    def test_filters(self):
        tier = self.env.ref("cem_experience.cem_value_tier_a")
        vip = self.env["res.partner"].create(
            {"name": "VIP", "cem_value_tier_id": tier.id}
        )
        old = {"date": date(2026, 1, 31)}
        self._marks(self.office, 4, 4, 4, **old)
        self._marks(self.office, 7, 7, 7, partner_id=vip.id)
        self._marks(self.office, 9, 9, audit=True)
        self._marks(self.office, 5, 5, audit=True, **old)

        def seen(**filters):
            row = self._rows(**filters).get((self.office.id, False))
            return row and (
                row["company"]["mean"],
                row["customer"]["mean"],
                row["customer"]["count"],
            )

        self.assertEqual(seen(), (7, 5.5, 6))
        self.assertEqual(seen(date_to="2026-01-31"), (5, 4, 3))
        # a value tier is one of customers; the audit stays
        self.assertEqual(seen(value_tier_ids=tier.ids), (7, 7, 3))
        # asking for audits as customers' answers gives none of those
        self.assertEqual(seen(sources=["audit"]), (7, None, 0))
        self.assertIsNone(seen(company_ids=self.company_two.ids))
        self.assertIsNone(seen(measures=["csat"]))
        with self.assertRaises(ValidationError):
            self._rows(colour=1)

    def test_access(self):
        self._marks(self.office, 9, audit=True)
        for user in (self.staff, self.manager, self.administrator):
            self.assertTrue(self._rows(user))
        for user in (self.plain_user, self.manager_two):
            with self.assertRaises(AccessError):
                self._rows(user)

    def test_page(self):
        service = {"dimension_id": self.service.id}
        self._marks(self.office, 4, 5, 6, 5, **service)
        self._marks(self.office, 8, 9, 10, audit=True, **service)
        self._marks(self.board, 2, audit=True, date=date(2020, 1, 1))
        with Form(self.env["cem.perception"].with_user(self.staff)) as form:
            form.journey_id = self.journey
            self.assertEqual(len(form.line_ids), 2)
            form.date_from = date(2026, 1, 1)
            self.assertEqual(len(form.line_ids), 1, "rows follow the filters")
            form.detail = "dimension"
            self.assertEqual(len(form.line_ids), 2)
        page = form.save()
        self.assertEqual(page.display_name, "Perception Gap")
        whole, service = page.line_ids
        self.assertEqual(service.dimension_id, self.service)
        for line in whole | service:
            self.assertEqual((line.company, line.customer, line.gap), (9, 5, 4))
            self.assertEqual((line.company_count, line.customer_count), (3, 4))
            self.assertTrue(line.is_sure)
            behind = self.env["cem.score"].search(line.action_scores()["domain"])
            self.assertEqual(len(behind), 7, "neither the old mark nor others")
        self.assertEqual([row["gap"] for row in page.chart], [4, 4])
        rows = self.env["cem.perception.line"].search(page.action_lines()["domain"])
        self.assertEqual(rows, page.line_ids)

    def test_one_statement_reads_all_scores(self):
        for number in range(20):
            part = self._touchpoint(f"Part {number}", parent_id=self.office.id)
            self._marks(part, 5, audit=True)
        statements = []
        execute_query = type(self.env).execute_query

        def spy(env, query):
            statements.append(query.code)
            return execute_query(env, query)

        with patch.object(type(self.env), "execute_query", spy):
            rows = self._rows()
        self.assertEqual(len(rows), 21)
        self.assertEqual(sum('"cem_score"' in code for code in statements), 1)


@tagged("post_install", "-at_install")
class TestAuditIsNoCustomer(CemCommon):
    """Whatever is called the customers' figure leaves audits out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "1"
        )
        # a company of its own: no other answers
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company_two.ids}
        )
        # each company has figures of its own of a customer
        cls.customer = cls.customer.with_env(cls.env)
        cls.service = cls.dimensions["service"]
        cls.today = fields.Date.context_today(cls.customer)

    def _pair(self, measure="experience", **values):
        """The customer says 8; what an auditor noted about the customer says 0."""
        values |= {"company_id": self.company_two.id}
        kept = self._score(measure, 8, **values)
        audit = self._score(measure, 0, source="audit", comment="Mine", **values)
        return kept, audit

    def test_partner(self):
        self._pair()
        self._pair("nps")
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.cem_satisfaction, 8)
        self.assertEqual(self.customer.cem_satisfaction_count, 1)
        self.assertEqual(self.customer.cem_nps_group, "passive")
        self.assertEqual(self.customer.cem_score_count, 2)
        domain = self.customer.action_cem_scores()["domain"]
        self.assertEqual(self.env["cem.score"].search_count(domain), 2)

    def test_bulk_and_followups(self):
        _kept, audit = self._pair()
        self.assertFalse(audit.followup_pending)
        self.env["cem.score"]._insert_bulk(
            {
                "partner_id": [self.customer.id] * 2,
                "measure": "experience",
                "raw_value": [0.0, 0.0],
                "value": [0.0, 0.0],
                "date": self.today,
                "source": ["audit", "import"],
                "company_id": self.company_two.id,
            }
        )
        pending = self.env["cem.score"].search(
            [("partner_id", "=", self.customer.id), ("followup_pending", "=", True)]
        )
        self.assertEqual(sorted(pending.mapped("source")), ["api", "import"])
        rule = self.env["cem.followup.rule"].create(
            {"name": "Any bad mark", "threshold": 4}
        )
        self.assertFalse(rule._matching(audit))

    def test_recovery_and_words(self):
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "company_id": self.company_two.id}
        )
        case.write(
            {
                "stage_id": self.env["cem.followup.stage"]._first("closed").id,
                "outcome": "satisfied",
                "cause_ids": self.env["cem.cause"].search([], limit=1).ids,
            }
        )
        self._score(
            value=0,
            source="audit",
            company_id=self.company_two.id,
            date=self.today + timedelta(days=1),
        )
        self.assertEqual(case.recovery_state, "no_answer")
        kept, _audit = self._pair()
        case.score_ids = kept
        self.assertFalse(case.customer_words)

    def test_assessment(self):
        self._pair(dimension_id=self.service.id, date="2016-02-01")
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Quarter",
                "company_id": self.company_two.id,
                "date_from": "2016-01-01",
                "date_to": "2016-03-31",
            }
        )
        assessment.action_compute()
        line = assessment.line_ids.filtered(lambda one: one.experience_count)
        self.assertEqual((line.experience, line.experience_count), (8, 1))
        scores = self.env["cem.score"].search(assessment.action_scores()["domain"])
        self.assertEqual(scores.mapped("source"), ["api"])

    def test_digest(self):
        yesterday = self.today - timedelta(days=1)
        self._pair(date=yesterday)
        self._pair("nps", date=yesterday)
        digest = self.env["digest.digest"].create(
            {"name": "CEM", "company_id": self.company_two.id}
        )
        digest = digest.with_context(
            start_datetime=fields.Datetime.now() - timedelta(days=7),
            end_datetime=fields.Datetime.now(),
        )
        self.assertEqual(digest.kpi_cem_satisfaction_value, 8)
        self.assertEqual(digest.kpi_cem_nps_value, 0)
