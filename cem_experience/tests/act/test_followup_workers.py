"""Real transactions side by side: one open case per customer and cause, none lost."""

from collections import Counter

import psycopg2
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

CAUSES = ("wxyzmoney", "wxyzwaiting")
QUIET = {
    "tracking_disable": True,
    "mail_activity_quick_update": True,
    "mail_notify_force_send": False,
}

STEPS = st.one_of(
    st.tuples(st.just("answer"), st.integers(0, 1), st.sampled_from([*CAUSES, "bad"])),
    st.tuples(st.sampled_from(["run", "run", "commit", "kill"]), st.integers(0, 1)),
)


@tagged("post_install", "-at_install")
class TestFollowupWorkers(TransactionCase):
    """What is written here is committed, and taken away at the end."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)
        with self._transaction() as env:
            self.partner_ids = (
                env["res.partner"]
                .create([{"name": f"wxyz customer {n}"} for n in range(2)])
                .ids
            )
            for position, word in enumerate(CAUSES):
                cause = env["cem.cause"].create({"name": word})
                env["cem.followup.rule"].create(
                    {
                        "name": word,
                        "kind": "words",
                        "words": word,
                        "cause_id": cause.id,
                        "sequence": position - 100,
                    }
                )
            env["cem.followup.rule"].create(
                {"name": "wxyz", "measure": "experience", "sequence": -50}
            )
            env.cr.commit()

    def _cursor(self):
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        # One thread plays both workers: it must not wait for itself.
        cr.execute("SET lock_timeout = '50ms'")
        return cr

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, QUIET)

    def _transaction(self):
        cr = self._cursor()
        return _Closing(cr, self._env(cr))

    def _forget_answers(self, cr):
        cr.execute(
            """
            SELECT id FROM cem_followup WHERE partner_id IN (
                SELECT id FROM res_partner WHERE name LIKE 'wxyz customer%')
            """
        )
        ids = [case_id for [case_id] in cr.fetchall()]
        for table, column in (
            ("mail_message", "model"),
            ("mail_activity", "res_model"),
            ("mail_followers", "res_model"),
        ):
            cr.execute(
                f"DELETE FROM {table} WHERE {column} = 'cem.followup' "
                "AND res_id = ANY(%s)",
                [ids],
            )
        cr.execute("DELETE FROM cem_followup WHERE id = ANY(%s)", [ids])
        cr.execute(
            """
            DELETE FROM cem_score WHERE partner_id IN (
                SELECT id FROM res_partner WHERE name LIKE 'wxyz customer%')
            """
        )

    def _forget(self):
        with self._transaction() as env:
            self._forget_answers(env.cr)
            for table in ("cem_followup_rule", "cem_cause"):
                env.cr.execute(
                    f"DELETE FROM {table} WHERE name ->> 'en_US' LIKE 'wxyz%'"
                )
            env.cr.execute("DELETE FROM res_partner WHERE name LIKE 'wxyz customer%'")
            # the sums hold each answer and its going: folded, nothing is left of both
            while env["cem.score.rollup"]._fold():
                pass
            env.cr.commit()

    def _answer(self, number, words):
        with self._transaction() as env:
            env["cem.score"].create(
                {
                    "partner_id": self.partner_ids[number],
                    "measure": "experience",
                    "value": 1.0,
                    "comment": words,
                }
            )
            env.cr.commit()

    def _run(self, cr):
        """What the scheduled action does in one transaction, not committed yet."""
        env = self._env(cr)
        tries = Counter()
        try:
            with mute_logger("odoo.sql_db", "odoo.addons.cem_experience"):
                env["cem.followup"]._open_batch(tries, limit=3)
                env.flush_all()
        except psycopg2.OperationalError:
            # Odoo runs it again later, in a new transaction.
            cr.rollback()
            return 0
        return len(tries)

    @given(steps=st.lists(STEPS, min_size=3, max_size=14))
    @settings(deadline=None, max_examples=20)
    def test_property_two_workers_open_one_case(self, steps):
        """Whatever the order of answers, runs, commits and kills of two workers."""
        workers = {}
        answers = 0
        for kind, number, *words in steps:
            if kind == "answer":
                self._answer(number, *words)
                answers += 1
            elif kind == "run":
                if number not in workers:
                    workers[number] = self._cursor()
                self._run(workers[number])
            elif number in workers:
                worker = workers.pop(number)
                if kind == "commit":
                    worker.commit()
                worker.close()
        for worker in workers.values():
            worker.commit()
            worker.close()
        for _turn in range(3):
            with self._transaction() as env:
                self._run(env.cr)
                env.cr.commit()
        with self._transaction() as env:
            cases = env["cem.followup"].search([("partner_id", "in", self.partner_ids)])
            keys = [(case.partner_id, case.rule_cause_id) for case in cases]
            found = [score.id for case in cases for score in case.score_ids]
            pending = env["cem.score"].search_count(
                [
                    ("partner_id", "in", self.partner_ids),
                    ("followup_pending", "=", True),
                ]
            )
            tasks = {len(case.activity_ids) for case in cases}
            self._forget_answers(env.cr)
            env.cr.commit()
        self.assertEqual(len(set(keys)), len(keys), "one open case each")
        self.assertEqual(len(found), answers, "every bad answer is in a case")
        self.assertEqual(len(set(found)), answers, "and in one")
        self.assertFalse(pending)
        self.assertLessEqual(tasks, {1})

    def test_the_second_worker_does_not_see_the_first(self):
        """It began before the first had committed; the database stops it."""
        self._answer(0, "bad")
        with self._transaction() as second:
            # Its snapshot is taken here.
            second.cr.execute("SELECT COUNT(*) FROM cem_followup")
            with self._transaction() as first:
                self._run(first.cr)
                first.cr.commit()
            self.assertEqual(self._cases(), 1)
            self._run(second.cr)
            second.cr.commit()
        self.assertEqual(self._cases(), 1)

    def _cases(self):
        with self._transaction() as env:
            return env["cem.followup"].search_count(
                [("partner_id", "in", self.partner_ids)]
            )


class _Closing:
    """A transaction of one's own, rolled back unless it is committed."""

    def __init__(self, cr, env):
        self.cr, self.env = cr, env

    def __enter__(self):
        return self.env

    def __exit__(self, *error):
        self.cr.rollback()
        self.cr.close()
