"""The scheduled actions of the room read what is new, however much is there."""

from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...models.prove.cem_problem_warning import BASELINE, WATCHED, WEEK
from ...models.prove.cem_problem_week import RECOUNTED_WEEKS
from ..base.common import CemCommon
from .rows_read import rows_read

CUSTOMERS = 2000
WEEKS = 100
A_WEEK = 60
# A whole table read by mistake has so many rows.
ANSWERS = WEEKS * A_WEEK
TABLES = (
    "cem_score",
    "cem_followup",
    "cem_cause_cem_followup_rel",
    "cem_followup_score_rel",
    "cem_problem_week",
    "cem_problem_cause_week",
)


@tagged("post_install", "-at_install")
class TestActRowsRead(CemCommon):
    """Counted by PostgreSQL in the transaction of the test: the same each time.

    At full size, ``make bench B=followups``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Shop"})
        cls.owner = cls._new_user("cem_owner", "group_cem_manager", company=cls.shop)
        cls.shop.cem_followup_user_id = cls.owner
        cls.env["cem.followup.rule"].search([]).active = False
        cls.env["cem.followup.rule"].create({"name": "Bad", "measure": "csat"})
        cls.env["cem.score"].search([("followup_pending", "=", True)]).write(
            {"followup_pending": False}
        )
        today = fields.Date.today()
        cls.last = today - timedelta(days=today.weekday()) - WEEK
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            INSERT INTO res_partner
            SELECT copy.*
              FROM res_partner p, generate_series(1, %s) n, LATERAL
                   jsonb_populate_record(p, jsonb_build_object(
                       'id', nextval('res_partner_id_seq'), 'name', 'Customer ' || n
                   )) copy
             WHERE p.id = %s
         RETURNING id
            """,
            [CUSTOMERS, cls.customer.id],
        )
        cls.partners = cls.env["res.partner"].browse(
            partner_id for [partner_id] in cls.env.cr.fetchall()
        )
        values = {
            "partners": cls.partners.ids,
            "customers": CUSTOMERS,
            "company": cls.shop.id,
            "user": cls.owner.id,
            "touchpoint": cls.env["cem.touchpoint"].create({"name": "Desk"}).id,
            "stage": cls.env["cem.followup.stage"]._first("todo").id,
            "first": cls.last - (WEEKS - 1) * WEEK,
            "answers": ANSWERS,
            "a_week": A_WEEK,
        }
        cls.env.cr.execute(
            """
            INSERT INTO cem_score (partner_id, touchpoint_id, measure, raw_value, value,
                   date, source, company_id, active, followup_pending)
            SELECT (%(partners)s)[1 + n %% %(customers)s], %(touchpoint)s, 'csat', 4,
                   7.5, %(first)s + 7 * (n / %(a_week)s) + n %% 7, 'survey',
                   %(company)s, TRUE, FALSE
              FROM generate_series(0, %(answers)s - 1) n
            """,
            values,
        )
        cls.env.cr.execute(
            """
            INSERT INTO cem_followup (partner_id, company_id, user_id, stage_id,
                   priority, deadline, contact_deadline, next_deadline,
                   date_escalation, date_open, create_date, write_date,
                   escalation_level)
            SELECT (%(partners)s)[n], %(company)s, %(user)s, %(stage)s, '0', due, due,
                   due, due, NOW() - n * INTERVAL '8 hours', NOW(), NOW(), 0
              FROM generate_series(1, %(customers)s) n,
           LATERAL (SELECT NOW() + n * INTERVAL '1 hour' AS due) times
            """,
            values,
        )
        cls.env.cr.execute(
            """
            INSERT INTO cem_cause_cem_followup_rel (cem_followup_id, cem_cause_id)
            SELECT id, %(cause)s FROM cem_followup WHERE company_id = %(company)s
            """,
            values | {"cause": cls.env["cem.cause"].create({"name": "Queue"}).id},
        )
        # What the scheduled vacuum otherwise does; the plans depend on it. Tables so
        # small are sometimes read whole though there is an index: that there is one for
        # each statement is what counts.
        cls.env.cr.execute(
            """
            ANALYZE cem_score, cem_followup, cem_cause_cem_followup_rel;
            SET LOCAL enable_seqscan = off
            """
        )
        cls.env.invalidate_all()

    def _read(self, work, again=False):
        """Rows read by table.

        :param again: do it once before. An index still has what other tests have
            rolled back, until somebody comes by; that is counted as well.
        """
        found = {}
        if again:
            work()
        with rows_read(self.env, TABLES, found):
            work()
        return found

    def _open(self):
        """What ``_cron_open`` does, in one transaction."""
        tries = Counter()
        while self.env["cem.followup"]._open_batch(tries):
            self.env["cem.followup"]._count_pending([])

    def test_it_counts_what_is_read(self):
        found = self._read(
            lambda: self.env.cr.execute("SELECT SUM(raw_value) FROM cem_score")
        )
        self.assertGreaterEqual(found["cem_score"], ANSWERS)
        some = self.partners[:3].ids
        found = self._read(
            lambda: self.env.cr.execute(
                "SELECT COUNT(raw_value) FROM cem_score WHERE partner_id = ANY(%s)",
                [some],
            )
        )
        self.assertEqual(found["cem_score"], 3 * ANSWERS // CUSTOMERS)

    def test_opening(self):
        found = self._read(self._open, again=True)
        self.assertLess(sum(found.values()), CUSTOMERS / 20, "nothing is new")
        for partner in self.partners[:5]:
            self._score("csat", 1.0, partner_id=partner.id, company_id=self.shop.id)
        found = self._read(self._open)
        self.assertFalse(
            self.env["cem.score"].search_count([("followup_pending", "=", True)])
        )
        # Some dozen for each new answer: those of its customer, and its case.
        self.assertLess(sum(found.values()), 5 * 100, found)

    def test_silence(self):
        rule = self.env["cem.followup.rule"].create(
            {"name": "Silence", "kind": "silence", "company_id": self.shop.id}
        )
        rule.silence_checked = fields.Date.today() - timedelta(days=1)
        found = self._read(lambda: self.env["cem.followup"]._open_silent(rule, [], []))
        # The answers of one day's limit, and of the days that they may come late.
        self.assertLess(sum(found.values()), ANSWERS / 10, found)

    def test_escalation(self):
        def escalate():
            self.env["cem.followup"]._escalate_batch([])

        found = self._read(escalate, again=True)
        self.assertLess(sum(found.values()), CUSTOMERS / 20, "nothing is due")
        late = self.env["cem.followup"].search(
            [("company_id", "=", self.shop.id)], order="id", limit=5
        )
        late.write({"deadline": fields.Datetime.now() - timedelta(days=2)})
        found = self._read(escalate)
        self.assertEqual(set(late.mapped("escalation_level")), {1})
        self.assertLess(sum(found.values()), 5 * 60, found)

    def test_early_warning(self):
        problems = self.env["cem.problem"]
        found = self._read(
            lambda: problems._judge_company_week(self.shop, self.last - WEEK)
        )
        self.assertGreaterEqual(found["cem_score"], (BASELINE + WATCHED) * A_WEEK)
        # A new week: its own answers, and those of the weeks that may still change.
        found = self._read(lambda: problems._judge_company_week(self.shop, self.last))
        weeks = RECOUNTED_WEEKS + 1
        self.assertGreaterEqual(found["cem_score"], weeks * A_WEEK)
        self.assertLess(found["cem_score"], (weeks + 1) * A_WEEK, found)
        for table in ("cem_followup", "cem_cause_cem_followup_rel"):
            # Three cases a day
            self.assertLess(found[table], 3 * 7 * (weeks + 1) * 1.5, found)
        sums = found["cem_problem_week"] + found["cem_problem_cause_week"]
        self.assertLess(sums, 4 * (BASELINE + WATCHED), found)
        found = self._read(lambda: problems._weeks_to_judge(self.shop))
        self.assertEqual(set(found.values()), {0}, "the same week again")
