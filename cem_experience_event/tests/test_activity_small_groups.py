from odoo.tests import tagged

from .common import ActivityCommon

FUNCTIONS = ("avg", "sum", "min", "max", "array_agg", "array_agg_distinct")
FUNCTIONS += ("count_distinct",)


@tagged("post_install", "-at_install")
class TestActivitySmallGroups(ActivityCommon):
    """What four participants thought is no figure, and what five thought is one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "5"
        )
        cls.activity = cls._plan()
        cls.steps = cls.activity.step_ids[:2]
        guests = cls._register(cls.activity, [f"Guest {n}" for n in range(9)])
        opinions = cls.env["cem.activity.opinion"]
        for number, guest in enumerate(guests):
            opinions._record(
                guest,
                cls.steps[number >= 4],
                {"key": f"few-{number}", "mark": number, "emotion": number % 2 + 1},
                "staff",
            )
        cls.env.flush_all()

    def _models(self):
        for user in (self.staff, self.manager, self.administrator):
            for name in ("cem.activity.score.report", "cem.activity.opinion"):
                yield self.env[name].with_user(user)

    def test_by_step(self):
        domain = [("activity_id", "=", self.activity.id)]
        few = [*domain, ("step_id", "=", self.steps[0].id)]
        for model in self._models():
            fields = [
                name
                for name in model._small_groups_counted
                if model._fields[name].type != "selection"
            ]
            for name in fields:
                for spec in (f"{name}:{function}" for function in FUNCTIONS):
                    for row in model.formatted_read_group(few, ["step_id"], [spec]):
                        self.assertFalse(row[spec], f"{model._name} {spec}")
                    [[row]] = model.formatted_read_grouping_sets(few, [[]], [spec])
                    self.assertFalse(row[spec], f"{model._name} {spec}")
                    found = model.web_read_group(few, ["step_id"], [spec])
                    self.assertFalse(found["groups"][0][spec])
                [row] = model.read_group(few, [f"figure:avg({name})"], [], lazy=False)
                self.assertFalse(row["figure"])
        report = self.env["cem.activity.score.report"].with_user(self.staff)
        [row] = report.formatted_read_group(
            [*domain, ("step_id", "=", self.steps[1].id)], ["step_id"], ["mark:avg"]
        )
        self.assertEqual(row["mark:avg"], 6)

    def test_by_mark(self):
        domain = [("step_id", "=", self.steps[0].id)]
        for model in self._models():
            for name in model._small_groups_marks:
                for groupby in ([name], ["step_id", name]):
                    self.assertFalse(
                        model.formatted_read_group(domain, groupby, ["__count"])
                    )
                    self.assertEqual(
                        model.formatted_read_grouping_sets(
                            domain, [groupby], ["__count"]
                        ),
                        [[]],
                    )

    def test_words_of_a_choice_are_not_listed(self):
        """A feeling is a choice, and a list of them is no figure either."""
        domain = [("step_id", "=", self.steps[0].id)]
        for model in self._models():
            if model._name == "cem.activity.opinion":
                for function in ("array_agg", "array_agg_distinct", "count_distinct"):
                    spec = f"emotion:{function}"
                    [row] = model.formatted_read_group(domain, [], [spec])
                    self.assertFalse(row[spec], spec)
