from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.figures.cem_score_rollup_upkeep import LOCK
from ..base.common import CemCommon

MARCH, APRIL = date(2024, 3, 10), date(2024, 4, 2)


class RollupCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollup = cls.env["cem.score.rollup"]

    def _held(self, **key):
        """Answers, their sum and histogram, of all that is held of a key."""
        self.env.flush_all()
        rows = self.rollup.search(
            [(n, "=", v) for n, v in {"company_id": self.company.id, **key}.items()]
        )
        sums = ", ".join(f"SUM(bin_{n})::int AS bin_{n}" for n in range(11))
        [bins] = self.env.execute_query(
            SQL(
                "SELECT %s FROM cem_score_rollup WHERE id IN %s",
                SQL(sums),
                tuple(rows.ids or [0]),
            )
        )
        return (
            sum(rows.mapped("answers")),
            round(sum(rows.mapped("total")), 6),
            {number: count for number, count in enumerate(bins) if count},
        )


@tagged("post_install", "-at_install")
class TestScoreRollup(RollupCommon):
    def test_every_way_in_and_out(self):
        """Exact after each, folded or not."""
        self._check()
        score = self._score(value=7.5, date=MARCH)
        self._check()
        self.assertEqual(self._held(measure="experience"), (1, 7.5, {8: 1}))
        self.env["cem.score"]._insert_bulk(
            {
                "measure": ["nps", "nps", "ces"],
                "raw_value": [10.0, 3.0, 5.0],
                "value": [10.0, 3.0, 20 / 3],
                "date": [MARCH, APRIL, APRIL],
                "source": "import",
                "company_id": self.company.id,
            }
        )
        self._check()
        self.assertEqual(self._held(measure="nps"), (2, 13, {3: 1, 10: 1}))
        self.assertEqual(self._held(measure="ces")[2], {7: 1})
        self.rollup._fold()
        score.write({"active": False})
        self._check()
        self.assertEqual(self._held(measure="experience"), (0, 0, {}))
        score.write({"active": True})
        self._check()
        self.env["cem.score"].search([("measure", "=", "nps")]).filtered(
            lambda s: s.company_id == self.company
        ).unlink()
        self._check()
        self.assertEqual(self._held(measure="nps"), (0, 0, {}))

    def _check(self):
        self.assertEqual(self.rollup._differences(), 0)
        self.rollup._fold()
        self.assertEqual(self.rollup._differences(), 0)

    def test_corrected_answer(self):
        vals = {
            "measure": "csat",
            "raw_value": 2.0,
            "value": 2.5,
            "date": MARCH,
            "company_id": self.company.id,
            "partner_id": self.customer.id,
        }
        old = self.env["cem.score"].create(vals)
        self.rollup._fold()
        self.env["cem.score"]._synchronise(
            old, [{**vals, "raw_value": 5.0, "value": 10.0}], "company_id"
        )
        self.assertFalse(old.active)
        self.assertEqual(self._held(measure="csat"), (1, 10, {10: 1}))
        self._check()

    def test_merged_partners_and_a_tier_that_stays(self):
        tier = self.env["cem.value.tier"].create({"name": "Gold"})
        self.customer.cem_value_tier_id = tier
        twin = self.env["res.partner"].create(
            {"name": "Li", "cem_value_tier_id": tier.id}
        )
        for partner in self.customer | twin:
            self._score(partner_id=partner.id, value=9, date=MARCH)
        self.rollup._fold()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | twin).ids, self.customer
        )
        self.assertEqual(self._held(value_tier_id=tier.id), (2, 18, {9: 2}))
        self._check()
        with self.assertRaisesRegex(UserError, "still used"):
            tier.unlink()
        self.env.invalidate_all()
        self.assertEqual(self._held(value_tier_id=tier.id), (2, 18, {9: 2}))
        self._check()

    def test_a_mark_for_follow_up_is_no_change(self):
        self._score(value=1)
        self.env.flush_all()
        self.rollup._fold()
        self.env.cr.execute("UPDATE cem_score SET followup_pending = FALSE")
        self.assertFalse(self.rollup.search([("folded", "=", False)]))

    @settings(deadline=None, max_examples=25)
    @given(
        st.lists(
            st.one_of(
                st.tuples(
                    st.just("add"),
                    st.lists(
                        st.tuples(
                            st.sampled_from(["experience", "csat", "ces"]),
                            st.one_of(st.floats(0, 10), st.just(5e-324)),
                            st.sampled_from([MARCH, APRIL]),
                        ),
                        min_size=1,
                        max_size=6,
                    ),
                ),
                st.tuples(st.sampled_from(["withdraw", "delete"]), st.integers(0, 99)),
                st.tuples(st.just("fold"), st.integers(1, 5)),
                st.just(("rebuild", None)),
            ),
            max_size=10,
        )
    )
    def test_any_history(self, history):
        scores = self.env["cem.score"]
        with self.env.cr.savepoint() as savepoint:
            mine = scores
            for what, detail in history:
                if what == "add":
                    mine |= scores.create(
                        [
                            {
                                "measure": measure,
                                "value": value,
                                "date": day,
                                "company_id": self.company.id,
                            }
                            for measure, value, day in detail
                        ]
                    )
                elif what == "fold":
                    self.rollup._fold(detail)
                elif what == "rebuild":
                    self.assertTrue(self.rollup._rebuild())
                elif mine:
                    score = mine[detail % len(mine)]
                    if what == "delete":
                        mine -= score
                        score.unlink()
                    else:
                        score._withdraw()
                self.assertEqual(self.rollup._differences(), 0)
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_the_scheduled_action_twice(self):
        self.env["cem.score"].create(
            [{"measure": "csat", "raw_value": n % 5 + 1} for n in range(20)]
        )
        before = self._held()
        cron = self.env.ref("cem_experience.ir_cron_score_fold")
        for _time in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertFalse(self.rollup.search([("folded", "=", False)]))
            self.assertEqual(self._held(), before)

    def test_check_tells_and_rebuild_mends(self):
        self._score(value=4)
        self.env.flush_all()
        admin = self.rollup.with_user(self.administrator)
        self.assertEqual(admin.action_check()["params"]["type"], "success")
        self.env.cr.execute(
            "UPDATE cem_score_rollup SET answers = answers + 1 WHERE company_id = %s",
            [self.company.id],
        )
        self.env.invalidate_all()
        self.assertEqual(admin.action_check()["params"]["type"], "danger")
        self.assertEqual(admin.action_rebuild()["params"]["type"], "success")
        self.assertEqual(admin.action_check()["params"]["type"], "success")

    def test_only_administrators(self):
        for user in (self.staff, self.manager):
            with self.assertRaises(AccessError):
                self.rollup.with_user(user).action_check()
            with self.assertRaises(AccessError):
                self.rollup.with_user(user).action_rebuild()
        with self.assertRaises(AccessError):
            self.rollup.with_user(self.administrator).create({"answers": 1})

    def test_as_good_as_the_scores_themselves(self):
        """Mean and deviation from the sums are those of the values."""
        # what other tests committed and took away again waits to be folded first
        while self.rollup._fold():
            pass
        company = self.env["res.company"].create({"name": "Third Company"})
        values = np.random.default_rng(3).uniform(0, 10, 500)
        self.env["cem.score"]._insert_bulk(
            {
                "measure": ["experience"] * 500,
                "raw_value": values,
                "value": values,
                "date": MARCH,
                "source": "import",
                "company_id": company.id,
            }
        )
        self.rollup._fold(3)
        row = self.rollup.search([("company_id", "=", company.id)])
        self.assertAlmostEqual(row.total / row.answers, values.mean(), 10)
        self.assertAlmostEqual(row.squares, (values**2).sum(), 8)


@tagged("post_install", "-at_install")
class TestScoreRollupWorkers(RollupCommon):
    """Real transactions side by side, on rows of a company that does not exist."""

    COMPANY = -77

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)

    def _cursor(self):
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return cr

    def _forget(self):
        with self._cursor() as cr:
            cr.execute(
                "DELETE FROM cem_score_rollup WHERE company_id = %s", [self.COMPANY]
            )

    def _answer(self, cr):
        """What the trigger adds for one answer."""
        bins = ", ".join(f"bin_{n}" for n in range(11))
        cr.execute(
            f"""
            INSERT INTO cem_score_rollup
                   (month, company_id, measure, source, answers, total, squares, {bins})
            VALUES ('2024-03-01', %s, 'nps', 'api', 1, 10, 100,
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
            """,
            [self.COMPANY],
        )

    def _fold(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["cem.score.rollup"]._fold()

    def _count(self):
        with self._cursor() as cr:
            cr.execute(
                "SELECT SUM(answers)::int, COUNT(*) FROM cem_score_rollup "
                "WHERE company_id = %s",
                [self.COMPANY],
            )
            return cr.fetchone()

    def _answers(self, count):
        with self._cursor() as cr:
            for _n in range(count):
                self._answer(cr)

    def test_two_workers(self):
        self._answers(3)
        first, second = self._cursor(), self._cursor()
        self.assertGreaterEqual(self._fold(first), 3)
        self.assertEqual(self._fold(second), 0, "the other one is at it")
        first.commit()
        second.rollback()
        self.assertEqual(self._count(), (3, 1))

    @mute_logger("odoo.sql_db")
    def test_a_worker_that_saw_the_rows_before_they_were_folded(self):
        self._answers(3)
        first, second = self._cursor(), self._cursor()
        second.execute("SELECT 1")  # its picture of the database is from now
        self._fold(first)
        first.commit()
        with self.assertRaises(SerializationFailure):
            self._fold(second)
        second.rollback()
        self.assertEqual(self._count(), (3, 1))

    def test_killed_worker(self):
        self._answers(3)
        victim = self._cursor()
        self._fold(victim)
        victim._cnx.close()  # the process is gone: no rollback, no goodbye
        self.assertEqual(self._count(), (3, 3))
        with self._cursor() as cr:  # wait until the server has noticed
            cr.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        with self._cursor() as cr:
            self._fold(cr)
        self.assertEqual(self._count(), (3, 1))

    def test_answers_that_commit_out_of_order(self):
        """An answer with a lower number that commits after the fold is not lost."""
        slow = self._cursor()
        self._answer(slow)
        self._answers(2)
        with self._cursor() as cr:
            self._fold(cr)
        self.assertEqual(self._count(), (2, 1))
        slow.commit()
        self.assertEqual(self._count(), (3, 2), "read exactly before it is folded")
        with self._cursor() as cr:
            self._fold(cr)
        self.assertEqual(self._count(), (3, 1))
