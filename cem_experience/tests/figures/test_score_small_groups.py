from collections import defaultdict

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..show.common_dashboard import DashboardCommon

MINIMUM = 5


@tagged("post_install", "-at_install")
class TestScoreSmallGroups(DashboardCommon):
    """Small groups in whatever a browser can call, as staff and as a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tiers = cls.env["cem.value.tier"].create([{"name": n} for n in "ABC"])
        cls.domain = [("company_id", "=", cls.shop.id)]

    def _tiers_say(self, counts, measure="nps", **more):
        for tier, count in zip(self.tiers, counts, strict=True):
            self._answers(measure, [10] * count, value_tier_id=tier.id, **more)

    def _readers(self):
        for user in (self.clerk, self.boss):
            yield self.env["cem.score"].with_user(user)

    def test_few_answers_are_not_shown(self):
        self._tiers_say((20, 8, 3))
        for scores in self._readers():
            rows = scores.formatted_read_group(
                self.domain, ["value_tier_id"], ["nps_points:avg", "__count"]
            )
            # 3 are too few, and 8 would tell of them by subtraction from all 31
            self.assertEqual(
                [row["nps_points:avg"] for row in rows], [100, False, False]
            )
            self.assertEqual([row["__count"] for row in rows], [20, 8, 3])

    def test_every_call(self):
        """Pivot, graph, grouped list, spreadsheet, and the old call."""
        self._tiers_say((20, 8, 3))
        for scores in self._readers():
            total, by_tier = scores.formatted_read_grouping_sets(
                self.domain, [[], ["value_tier_id"]], ["value:avg", "nps_points:avg"]
            )
            self.assertEqual(total[0]["value:avg"], 10)
            for name in ("value:avg", "nps_points:avg"):
                shown = [row[name] for row in by_tier]
                self.assertEqual(shown[1:], [False, False], name)
                self.assertTrue(shown[0])
            found = scores.web_read_group(self.domain, ["value_tier_id"], ["value:avg"])
            self.assertEqual(
                [row["value:avg"] for row in found["groups"]], [10, False, False]
            )
            rows = scores.read_group(
                self.domain, ["value:avg", "least:min(raw_value)"], ["value_tier_id"]
            )
            for name in ("value", "least"):
                self.assertEqual([row[name] for row in rows], [10, False, False])

    def test_every_way_to_aggregate(self):
        self._tiers_say((20, 8, 3))
        for function in ("avg", "sum", "min", "max", "array_agg", "bool_or"):
            if function == "bool_or":
                continue
            for scores in self._readers():
                spec = f"value:{function}"
                rows = scores.formatted_read_group(
                    self.domain, ["value_tier_id"], [spec]
                )
                self.assertFalse(rows[2][spec], spec)

    def test_nothing_is_sorted_or_selected_by_it(self):
        self._answers("nps", [10] * 2, value_tier_id=self.tiers[0].id)
        self._answers("nps", [0] * 2, value_tier_id=self.tiers[1].id)
        self._answers("nps", [8] * 9, value_tier_id=self.tiers[2].id)
        for scores in self._readers():
            rows = scores.formatted_read_group(
                self.domain,
                ["value_tier_id"],
                ["__count"],
                having=[("value:avg", ">", 9)],
            )
            self.assertFalse(rows)
            orders = [
                [
                    row["value_tier_id"][0]
                    for row in scores.formatted_read_group(
                        self.domain,
                        ["value_tier_id"],
                        ["value:avg"],
                        order=f"value:avg {way} NULLS LAST, value_tier_id",
                    )
                ]
                for way in ("ASC", "DESC")
            ]
            self.assertEqual(orders[0], orders[1])

    def test_pages_of_a_grouped_list(self):
        """What stands on the next page is part of the total."""
        self._tiers_say((20, 8, 3))
        for scores in self._readers():
            page = scores.web_read_group(
                self.domain, ["value_tier_id"], ["value:avg"], limit=2
            )
            self.assertEqual(page["length"], 3)
            self.assertEqual([row["value:avg"] for row in page["groups"]], [10, False])

    def test_rows_and_columns(self):
        """A cell is protected in its row and in its column, and both totals stay."""
        for source, counts in (("survey", (20, 7, 6)), ("import", (9, 3, 20))):
            self._tiers_say(counts, source=source)
        for scores in self._readers():
            tables = scores.formatted_read_grouping_sets(
                self.domain,
                [[], ["value_tier_id"], ["source"], ["value_tier_id", "source"]],
                ["nps_points:avg"],
            )
            hidden = [
                (row["value_tier_id"][1], row["source"])
                for row in tables[3]
                if row["nps_points:avg"] is False
            ]
            self.assertEqual(
                sorted(hidden),
                [("A", "import"), ("A", "survey"), ("B", "import"), ("B", "survey")],
            )
            for table in tables[:3]:
                self.assertTrue(all(row["nps_points:avg"] for row in table))

    def test_satisfaction_needs_both(self):
        for measure, count in (("experience", 9), ("expectation", 4)):
            self._answers(measure, [6] * count, value_tier_id=self.tiers[0].id)
        names = ["experience_mean:avg", "expectation_mean:avg", "satisfaction_mean:avg"]
        for scores in self._readers():
            [row] = scores.formatted_read_group(self.domain, ["value_tier_id"], names)
            self.assertEqual([row[name] for name in names], [6, False, False])

    def test_topics_overlap(self):
        topic = self.env["cem.topic"].search([], limit=1)
        self._answers("nps", [10] * 6, topic_ids=topic.ids)
        self._answers("nps", [0] * 2)
        for scores in self._readers():
            rows = scores.formatted_read_group(
                self.domain, ["topic_ids"], ["nps_points:avg"]
            )
            self.assertEqual([row["nps_points:avg"] for row in rows], [100, False])
            tables = scores.formatted_read_grouping_sets(
                self.domain, [[], ["topic_ids"], ["measure"]], ["nps_points:avg"]
            )
            self.assertEqual(tables[0][0]["nps_points:avg"], 50)

    def test_the_setting(self):
        self._tiers_say((3, 2, 1))
        self.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "1"
        )
        for scores in self._readers():
            rows = scores.formatted_read_group(
                self.domain, ["value_tier_id"], ["value:avg"]
            )
            self.assertEqual([row["value:avg"] for row in rows], [10, 10, 10])

    def test_the_products_own_sums_are_whole(self):
        """What is computed from sums is limited where it is shown."""
        self._tiers_say((1, 1, 1))
        scores = self.env["cem.score"].with_user(self.boss)
        [(mean,)] = scores._read_group(self.domain, [], ["value:avg"])
        self.assertEqual(mean, 10)

    @settings(deadline=None, max_examples=25)
    @example({(0, "survey"): 5, (0, "import"): 1, (1, "api"): 2})
    @given(
        st.dictionaries(
            st.tuples(st.integers(0, 2), st.sampled_from(["survey", "import", "api"])),
            st.integers(1, 9),
            min_size=1,
        )
    )
    def test_nothing_can_be_subtracted(self, cells):
        """Whatever is hidden of a row, a column or the whole is of enough answers."""
        with self.env.cr.savepoint() as savepoint:
            for (place, source), count in cells.items():
                self._answers(
                    "nps",
                    [10] * count,
                    value_tier_id=self.tiers[place].id,
                    source=source,
                )
            self.env.flush_all()
            spec = "nps_points:avg"
            groupings = [[], ["value_tier_id"], ["source"], ["value_tier_id", "source"]]
            tables = (
                self.env["cem.score"]
                .with_user(self.clerk)
                .formatted_read_grouping_sets(self.domain, groupings, [spec, "__count"])
            )
            for coarse, fine in ((0, 1), (0, 2), (1, 3), (2, 3)):
                rest = defaultdict(int)
                for row in tables[fine]:
                    key = tuple(row[name] for name in groupings[coarse])
                    rest[key] += row["__count"] if row[spec] is False else 0
                for row in tables[coarse]:
                    left = rest[tuple(row[name] for name in groupings[coarse])]
                    if row[spec] is False:
                        self.assertTrue(left, "the parts would tell of their whole")
                    else:
                        self.assertTrue(left == 0 or left >= MINIMUM, left)
            for row in (row for table in tables for row in table):
                self.assertTrue(row[spec] is False or row["__count"] >= MINIMUM)
            savepoint.close(rollback=True)
            self.env.invalidate_all()
