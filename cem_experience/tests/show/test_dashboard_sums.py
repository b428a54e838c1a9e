from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from ...tools.figures import figures
from ...tools.figures.figures import Sums
from .common_dashboard import DashboardCommon

GROUPS = ("month", "measure", "source", "dimension_id", "journey_id", "value_tier_id")


@tagged("post_install", "-at_install")
class TestFigure(DashboardCommon):
    @settings(deadline=None, max_examples=25)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["nps", "csat", "ces", "experience"]),
                st.integers(0, 10),
                st.integers(1, 12),
                st.integers(0, 2),
                st.booleans(),
            ),
            max_size=25,
        ),
        st.lists(st.sampled_from(GROUPS), unique=True),
        st.booleans(),
        st.sampled_from([1, 15, 28, 29]),
        st.sampled_from([1, 28, 31]),
    )
    def test_sums_are_those_of_the_scores(self, answers, group_by, fold, day, last):
        """Whichever way they are read, folded or not."""
        dimensions = list(self.dimensions.values())
        with self.env.cr.savepoint() as savepoint:
            self.env["cem.score"].create(
                [
                    {
                        "measure": measure,
                        "value": value,
                        "date": date(2025, month, 28),
                        "dimension_id": place and dimensions[place].id,
                        "company_id": self.shop.id,
                        "source": "audit" if audit else "survey",
                    }
                    for measure, value, month, place, audit in answers
                ]
            )
            if fold:
                self.env["cem.score.rollup"]._fold()
            span = date(2025, 3, day), date(2025, 10, last)
            domain = [("company_id", "=", self.shop.id), ("source", "!=", "audit")]
            read = self.figure._sums
            got = read(domain, *span, group_by)
            # what the sums cannot tell apart is read from the scores
            slow = read([*domain, ("value", ">=", 0)], *span, group_by)
            self.assertEqual(got, slow)
            total = sum((s.count for s in got.values()), 0)
            want = [
                a
                for a in answers
                if span[0] <= date(2025, a[2], 28) <= span[1] and not a[4]
            ]
            self.assertEqual(total, len(want))
            merged = figures.NONE
            for sums in got.values():
                merged = merged.plus(sums)
            self.assertEqual(merged, Sums.of([a[1] for a in want]))
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_which_way(self):
        told = self.figure._rollup_can_answer
        for domain in (
            [],
            [(1, "=", 1)],
            [("touchpoint_id.channel_id", "=", 1), "|", *[("measure", "=", "nps")] * 2],
            [("dimension_id", "any", [("kind", "=", "driver")])],
        ):
            self.assertTrue(told(self.figure._rule() & Domain(domain)), domain)
        for name in ("partner_id", "date", "value", "active", "user_id"):
            self.assertFalse(told(Domain([(name, "!=", False)])), name)

    def test_months_that_are_not_whole(self):
        self._answers("nps", [10], "2026-05-01")
        self._answers("nps", [0], "2026-05-20")
        for span, want in {
            (date(2026, 5, 1), date(2026, 5, 31)): 2,
            (date(2026, 5, 1), date(2026, 5, 10)): 1,
            (date(2026, 5, 2), date(2026, 5, 31)): 1,
            (None, date(2026, 5, 31)): 2,
            (date(2026, 6, 1), None): 0,
        }.items():
            sums = self.figure._sums([("company_id", "=", self.shop.id)], *span)
            self.assertEqual(sum(s.count for s in sums.values()), want, span)

    def test_rules_of_scores_hold(self):
        """The company's, and any that somebody adds."""
        self.shop.cem_hide_own_answers = False
        self._answers("nps", [10] * 3, user_id=self.clerk.id)
        self._answers("nps", [0] * 4, user_id=self.boss.id)
        self._answers("nps", [5] * 2, company_id=self.other_company.id)

        def count(user):
            sums = self.figure.with_user(user)._sums([("measure", "=", "nps")])
            return sum(s.count for s in sums.values())

        self.assertEqual(count(self.clerk), 7)
        self.env["ir.rule"].create(
            {
                "name": "Own customers' opinions only",
                "model_id": self.env["ir.model"]._get_id("cem.score"),
                "domain_force": "[('user_id', '=', user.id)]",
                "groups": [
                    Command.link(self.env.ref("cem_experience.group_cem_user").id)
                ],
            }
        )
        self.assertEqual(count(self.clerk), 3)
        with self.assertRaises(AccessError):
            count(self.plain_user)

    def test_unknown_group(self):
        with self.assertRaises(ValueError):
            self.figure._sums([], group_by=["partner_id"])

    def test_small_groups_are_hidden(self):
        shown = self.figure._shown(
            {"a": Sums.of([5] * 20), "b": Sums.of([5] * 8), "c": Sums.of([5] * 3)}
        )
        # 3 are too few, and b would tell of them by subtraction
        self.assertEqual(shown, {"a"})
        row = self.figure._figure("nps", Sums.of([10] * 4))
        self.assertEqual((row["value"], row["count"], row["hidden"]), (None, 4, True))
        self.assertFalse(self.figure._figure("nps", figures.NONE)["hidden"])

    def test_boxes_are_a_setting(self):
        sums = Sums.of([10, 7.5, 5, 2.5, 0])
        param = self.env["ir.config_parameter"].set_param
        for boxes, want in (("1", 20), ("2", 40), ("3", 60)):
            param("cem_experience.csat_boxes", boxes)
            self.assertEqual(self.figure._figure("csat", sums)["value"], want)
