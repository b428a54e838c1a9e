from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_assessment import AssessmentCommon


@tagged("post_install", "-at_install")
class TestAssessmentCycle(AssessmentCommon):
    def _requirement(self, assessment, **values):
        return self.env["cem.requirement"].create(
            {"name": "More shops", "assessment_id": assessment.id, **values}
        )

    def test_next_cycle_carries_what_was_decided(self):
        assessment = self._meisu(brand_value="<p>Marked prices</p>")
        line = self._line(assessment, "convenience")
        line.importance_reason = "Customers walk"
        goes_on = self._requirement(assessment, line_id=line.id, state="doing")
        self._requirement(assessment, state="done")
        self._requirement(assessment, state="dropped")
        assessment.action_next_cycle()
        following = assessment.next_id
        self.assertEqual(following.previous_id, assessment)
        self.assertEqual(following.state, "draft")
        self.assertEqual(following.brand_value, assessment.brand_value)
        self.assertEqual(
            (str(following.date_from), str(following.date_to)),
            ("2016-04-01", "2016-06-30"),
        )
        new_line = self._line(following, "convenience")
        self.assertEqual(new_line.importance, 9)
        self.assertEqual(new_line.importance_reason, "Customers walk")
        self.assertFalse(new_line.has_experience)
        carried = following.requirement_ids
        self.assertEqual(carried.previous_id, goes_on)
        self.assertEqual((carried.state, carried.line_id), ("doing", new_line))
        self.assertEqual(carried.name, goes_on.name)

    def test_a_second_next_cycle_is_refused(self):
        assessment = self._meisu()
        assessment.action_next_cycle()
        with self.assertRaisesRegex(UserError, "next cycle already"):
            assessment.action_next_cycle()

    def test_periods(self):
        for dates, months, expected in (
            (("2026-01-01", "2026-12-31"), 0, ("2027-01-01", "2027-12-31")),
            (("2026-02-01", "2026-02-28"), 0, ("2026-03-01", "2026-03-31")),
            (("2026-03-10", "2026-03-16"), 0, ("2026-03-17", "2026-03-23")),
            (("2026-01-01", "2026-01-31"), 3, ("2026-02-01", "2026-04-30")),
        ):
            assessment = self._assessment(
                date_from=dates[0], date_to=dates[1], cycle_months=months
            )
            period = tuple(str(day) for day in assessment._next_period())
            self.assertEqual(period, expected, dates)

    @freeze_time("2016-04-02")
    def test_scheduled_action_opens_the_next_once(self):
        due = self._assessment(cycle_months=3, user_id=self.manager.id)
        due.action_compute()
        self._answers([4] * 5)
        draft = self._assessment(cycle_months=3)
        once = self._assessment()
        once.action_compute()
        cron = self.env.ref("cem_experience.ir_cron_assessment_cycle")
        for _run in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            following = due.next_ids
            self.assertEqual(len(following), 1)
            self.assertEqual(following.state, "running")
            self.assertEqual(following.activity_ids.user_id, self.manager)
            self.assertEqual(len(following.activity_ids), 1)
            self.assertFalse((draft | once).next_ids)
        # the figures of the period that is over are complete
        self.assertEqual(self._line(due, "convenience").experience, 4)

    @freeze_time("2016-11-20")
    def test_scheduled_action_catches_up_and_tells_once(self):
        due = self._assessment(cycle_months=3, user_id=self.manager.id)
        due.action_compute()
        cron = self.env.ref("cem_experience.ir_cron_assessment_cycle")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        chain = due.next_id.next_id.next_id
        self.assertEqual(str(chain.date_to), "2016-12-31")
        self.assertFalse(chain.next_id)
        self.assertEqual(len(chain.activity_ids), 1)
        self.assertFalse(due.next_id.activity_ids)


@tagged("post_install", "-at_install")
class TestRequirement(AssessmentCommon):
    def test_proposed_once_and_sorted_by_weighted_gap(self):
        assessment = self._meisu()
        product = self._line(assessment, "product")
        product.write({"importance": 2, "ideal": 8})
        assessment.action_propose_requirements()
        assessment.action_propose_requirements()
        requirements = self.env["cem.requirement"].search(
            [("assessment_id", "=", assessment.id)]
        )
        self.assertEqual(requirements.mapped("weighted_gap"), [-45, -4])
        self.assertEqual(requirements[0].dimension_id, self.dimensions["convenience"])

    def test_weakest_side_decides_the_alignment(self):
        requirement = self.env["cem.requirement"].create(
            {
                "name": "More shops",
                "assessment_id": self._meisu().id,
                "strategy_aligned": "yes",
                "people_aligned": "yes",
                "process_aligned": "partly",
            }
        )
        self.assertFalse(requirement.alignment)
        requirement.technology_aligned = "yes"
        self.assertEqual(requirement.alignment, "partly")
        requirement.people_aligned = "no"
        self.assertEqual(requirement.alignment, "no")

    @freeze_time("2016-06-15")
    def test_overdue(self):
        late, soon, done = self.env["cem.requirement"].create(
            [
                {
                    "name": name,
                    "assessment_id": self._meisu().id,
                    "date_due": day,
                    "state": state,
                }
                for name, day, state in (
                    ("Late", "2016-06-14", "doing"),
                    ("Soon", "2016-06-15", "doing"),
                    ("Done", "2016-06-14", "done"),
                )
            ]
        )
        self.assertEqual((late | soon | done).filtered("is_overdue"), late)
        found = self.env["cem.requirement"].search(
            [("is_overdue", "=", True), ("id", "in", (late | soon | done).ids)]
        )
        self.assertEqual(found, late)


@tagged("post_install", "-at_install")
class TestResult(AssessmentCommon):
    def _result(self, **values):
        return self.env["cem.result"].create(
            {"name": "Cameras sold", "assessment_id": self._meisu().id, **values}
        )

    def test_two_shops_sold_twice_as_much(self):
        result = self._result(before=100, after=200, unit="cameras")
        self.assertTrue(result.has_before and result.has_after)
        self.assertEqual((result.difference, result.change), (100, 100))
        self.assertEqual(result.outcome, "better")
        self.assertIn("from 100 to 200 cameras", result.verdict)

    def test_not_measured_is_not_nought(self):
        result = self._result(before=100)
        self.assertEqual(result.outcome, "open")
        result.after = 0
        self.assertEqual((result.outcome, result.change), ("worse", -100))

    def test_less_can_be_better(self):
        result = self._result(before=12, after=3, lower_is_better=True)
        self.assertEqual((result.outcome, result.change), ("better", -75))

    def test_growth_from_nothing_has_no_share(self):
        result = self._result(before=0, after=3)
        self.assertEqual((result.change, result.outcome), (0, "better"))
        self.assertNotIn("%", result.verdict)

    def test_requirement_of_another_assessment(self):
        other = self.env["cem.requirement"].create(
            {"name": "Other", "assessment_id": self._meisu().id}
        )
        with self.assertRaises(ValidationError):
            self._result(requirement_id=other.id)
