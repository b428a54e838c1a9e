"""An audit from plan to scores; what is broken becomes somebody's task, once."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_audit import AuditCommon, picture


@tagged("post_install", "-at_install")
class TestAudit(AuditCommon):
    # ------------------------------------------------------------------
    # Plan and start
    # ------------------------------------------------------------------

    def test_start_gives_each_auditor_the_steps_in_order(self):
        audit = self._audit(self.staff, self.staff_two)
        for user in (self.staff, self.staff_two):
            lines = audit.line_ids.filtered(lambda line, u=user: line.user_id == u)
            self.assertEqual(
                lines.sorted("sequence").touchpoint_id.mapped("name"),
                ["Sales office", "Progress board", "Service desk"],
            )
        line = self._line(audit, self.office)
        self.assertEqual(line.check_ids.standard_id, self.light | self.wall)
        self.assertEqual(
            line.mark_ids.mapped(lambda mark: (mark.dimension_id.code, mark.weight)),
            [("service", 3), ("product", 1)],
        )
        # no dimension weighs anything at the desk: it is marked as a whole
        self.assertEqual(len(self._line(audit, self.desk).mark_ids), 1)
        self.assertFalse(self._line(audit, self.desk).mark_ids.dimension_id)
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "cem.audit"), ("res_id", "=", audit.id)]
        )
        self.assertEqual(activities.user_id, self.staff | self.staff_two)

    def test_some_touchpoints(self):
        audit = self._audit(touchpoint_ids=[(6, 0, self.office.ids)])
        self.assertEqual(audit.line_ids.touchpoint_id, self.office | self.board)
        alone = self._audit(
            journey_id=False, touchpoint_ids=[(6, 0, self.office.ids)], with_parts=False
        )
        self.assertEqual(alone.line_ids.touchpoint_id, self.office)

    def test_bad_plans(self):
        empty = self.env["cem.journey"].create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "nothing to walk"):
            self._audit(journey_id=empty.id)
        with self.assertRaisesRegex(UserError, "nothing to walk"):
            self._audit(journey_id=False)
        with self.assertRaisesRegex(UserError, "who does the audit"):
            self._audit(user_ids=False)
        with self.assertRaisesRegex(ValidationError, "without a role"):
            self._audit(self.plain_user, start=False)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._audit(
                start=False,
                date_start=fields.Date.today(),
                date_end=fields.Date.today() - timedelta(days=1),
            ).flush_recordset()

    def test_other_company_is_refused(self):
        journey = self.env["cem.journey"].create(
            {"name": "Theirs", "company_id": self.company_two.id}
        )
        with self.assertRaises(UserError):
            self.env["cem.audit"].create({"name": "X", "journey_id": journey.id})
        with self.assertRaises(UserError):
            self.env["cem.audit"].create(
                {"name": "X", "user_ids": [(6, 0, self.manager_two.ids)]}
            )

    def test_started_keeps_its_scope(self):
        audit = self._audit()
        with self.assertRaisesRegex(UserError, "keeps its scope"):
            audit.touchpoint_ids = self.office
        with self.assertRaisesRegex(UserError, "in the state"):
            audit.action_start()

    def test_auditors_come_and_go(self):
        audit = self._audit()
        self._answer(self._line(audit, self.desk), mark=5)
        audit.user_ids = self.staff_two
        mine = audit.line_ids.filtered(lambda line: line.user_id == self.staff)
        self.assertEqual(mine.touchpoint_id, self.desk, "what was done stays")
        theirs = audit.line_ids - mine
        self.assertEqual(theirs.user_id, self.staff_two)
        self.assertEqual(len(theirs), 3)
        self.assertEqual(audit.activity_ids.user_id, self.staff_two)

    # ------------------------------------------------------------------
    # Scores
    # ------------------------------------------------------------------

    def _scores(self, audit, **context):
        return (
            self.env["cem.score"]
            .with_context(**context)
            .search([("audit_mark_id.audit_id", "=", audit.id)], order="id")
        )

    def test_closing_writes_scores_once(self):
        audit = self._audit()
        line = self._line(audit, self.office)
        service, product = line.mark_ids
        self._save(
            line, marks={str(service.id): 0, str(product.id): 8}, note="Cold and grey"
        )
        self.assertAlmostEqual(line.score, (3 * 0 + 1 * 8) / 4)
        audit.action_close()
        scores = self._scores(audit)
        self.assertEqual(sorted(scores.mapped("value")), [0, 8], "nought is a mark")
        for score in scores:
            self.assertEqual(score.source, "audit")
            self.assertEqual(score.measure, "experience")
            self.assertEqual(score.user_id, self.staff)
            self.assertEqual(score.touchpoint_id, self.office)
            self.assertEqual(score.journey_id, self.journey)
            self.assertEqual(score.company_id, self.company)
            self.assertEqual(score.comment, "Cold and grey")
            self.assertFalse(score.partner_id)
            self.assertFalse(score.followup_pending)
            self.assertEqual(score.date, fields.Date.context_today(score))
        self.assertEqual(
            scores.dimension_id, self.dimensions["service"] | self.dimensions["product"]
        )
        self.assertEqual(audit.score_count, 2)
        self.assertEqual(audit.state, "done")
        # unseen steps have no score and are said to be unseen
        self.assertEqual(self._line(audit, self.desk).state, "skipped")
        self.assertFalse(audit.activity_ids)
        with self.assertRaises(UserError):
            audit.action_close()
        audit._write_scores()
        self.assertEqual(self._scores(audit, active_test=False), scores)

    def test_closing_twice_at_once_is_refused_by_the_database(self):
        audit = self._audit()
        self._answer(self._line(audit, self.desk), mark=5)
        audit.action_close()
        values = audit.line_ids.mark_ids.filtered("has_value")._score_values()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["cem.score"].create(values).flush_recordset()

    def test_a_correction_supersedes(self):
        audit = self._audit()
        self._answer(self._line(audit, self.desk), mark=3)
        self._answer(self._line(audit, self.office), mark=6)
        audit.action_close()
        before = self._scores(audit)
        audit.action_reopen()
        self.assertEqual(self._scores(audit), before, "they count until closed again")
        self._answer(self._line(audit, self.desk), "k2", mark=7)
        line = self._line(audit, self.office)
        first = line.mark_ids[0]
        self._save(line, "k3", marks={str(first.id): None})
        audit.action_close()
        after = self._scores(audit)
        self.assertEqual(sorted(after.mapped("value")), [6, 7])
        old = self._scores(audit, active_test=False) - after
        self.assertEqual(sorted(old.mapped("value")), [3, 6])
        corrected = old.filtered(lambda score: score.value == 3)
        self.assertEqual(corrected.superseded_by_id.value, 7)
        self.assertFalse((old - corrected).superseded_by_id, "taken back, not replaced")
        self.assertEqual(
            len(after & before), 1, "what has not changed is not rewritten"
        )

    def test_cancel_withdraws(self):
        audit = self._audit()
        self._answer(self._line(audit, self.desk), mark=3)
        audit.action_close()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            audit.unlink()
        audit.action_cancel()
        self.assertFalse(self._scores(audit))
        self.assertEqual(len(self._scores(audit, active_test=False)), 1)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            audit.unlink()

    def test_nothing_done_cannot_be_closed_but_deleted(self):
        audit = self._audit()
        with self.assertRaisesRegex(UserError, "Nobody has done"):
            audit.action_close()
        line = self._line(audit, self.desk)
        line.add_photo("p1", picture())
        photos = self.env["ir.attachment"].search(
            [("res_model", "=", "cem.audit.line"), ("res_id", "=", line.id)]
        )
        self.assertTrue(photos)
        audit.unlink()
        self.assertFalse(photos.exists())

    def test_scores_are_the_companys_view(self):
        audit = self._audit()
        self._answer(self._line(audit, self.desk), mark=9)
        audit.action_close()
        for value in (4, 5, 6, 5, 5):
            self._score(value=value, touchpoint_id=self.desk.id)
        rows = self.journey.with_user(self.staff).get_perception()
        row = next(row for row in rows if row["touchpoint_id"] == self.desk.id)
        self.assertEqual((row["company"]["mean"], row["customer"]["mean"]), (9, 5))
        self.assertEqual(row["gap"], 4)
        rollup = self.journey.get_rollup()
        desk = next(r for r in rollup["touchpoints"] if r["id"] == self.desk.id)
        self.assertEqual((desk["score"], desk["count"]), (5, 5))

    # ------------------------------------------------------------------
    # Broken standards
    # ------------------------------------------------------------------

    def _broken(self, *users):
        audit = self._audit(*(users or (self.staff,)))
        for user in audit.user_ids:
            self._answer(self._line(audit, self.office, user), result="broken")
        return audit, audit.line_ids.check_ids

    def test_requirement_once(self):
        audit, checks = self._broken(self.staff, self.staff_two)
        self.assertEqual(audit.broken_count, 4)
        self.assertEqual(audit.broken_open_count, 4)
        self.assertEqual(self._line(audit, self.office).broken_count, 2)
        one = checks.filtered(lambda check: check.standard_id == self.light)
        action = one[0].action_requirement()
        requirement = self.env["cem.requirement"].browse(action["res_id"])
        self.assertEqual(requirement.standard_id, self.light)
        self.assertEqual(requirement.touchpoint_id, self.office)
        self.assertEqual(requirement.company_id, self.company)
        self.assertEqual(requirement.user_id, self.staff, "owner of the touchpoint")
        self.assertEqual(one[0].requirement_id, requirement)
        # the other auditor's finding is the same: linked, not made again
        checks.action_requirement()
        checks.action_requirement()
        self.assertEqual(one.requirement_id, requirement)
        made = self.env["cem.requirement"].search(
            [("standard_id", "in", (self.light | self.wall).ids)]
        )
        self.assertEqual(len(made), 2)
        self.assertEqual(audit.broken_open_count, 0)
        # found broken again in the next audit: still the same open requirement
        _audit, again = self._broken()
        again.action_requirement()
        self.assertEqual(again.requirement_id, made)
        # once it is done, a new one is needed
        made.action_done()
        _audit, third = self._broken()
        third.action_requirement()
        self.assertFalse(third.requirement_id & made)

    def test_requirement_joins_the_assessment_under_way(self):
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Q1",
                "journey_id": self.journey.id,
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
            }
        )
        _audit, checks = self._broken()
        checks[0].action_requirement()
        requirement = checks[0].requirement_id
        self.assertEqual(requirement.assessment_id, assessment)
        self.assertEqual(requirement.dimension_id, self.dimensions["service"])

    def test_followup_once(self):
        _audit, checks = self._broken(self.staff, self.staff_two)
        checks.action_followup()
        checks.action_followup()
        cases = checks.followup_id
        self.assertEqual(len(cases), 2)
        case = cases.filtered(lambda one: one.standard_id == self.light)
        self.assertFalse(case.partner_id)
        self.assertEqual(case.user_id, self.staff)
        self.assertTrue(case.deadline)
        self.assertTrue(case.activity_ids)
        self.assertIn("Warm light", case.display_name)
        # anonymous answers are not those of a follow-up without a customer
        self._score(partner_id=False, value=9)
        case.with_user(self.staff).write(
            {
                "cause_ids": self.env["cem.cause"].search([], limit=1).ids,
                "outcome": "mended",
                "stage_id": self.env["cem.followup.stage"]._first("closed").id,
            }
        )
        self.assertEqual(case.recovery_state, "no_answer")
        _audit, again = self._broken()
        again.action_followup()
        self.assertFalse(again.followup_id & case, "that one is closed")

    def test_followup_of_what_is_not_broken_after_all(self):
        """Auditors who correct themselves take the reason from the case."""
        _audit, checks = self._broken(self.staff, self.staff_two)
        checks.action_followup()
        one, other = checks.filtered(lambda check: check.standard_id == self.light)
        case = one.followup_id

        def look():
            # as the scheduled action does
            for doubted in case.sudo()._doubted([]):
                doubted._review_reason()

        one._cem_as_server().result = "kept"
        look()
        self.assertFalse(case.reason_gone, "the other auditor found it broken, too")
        other._cem_as_server().result = "kept"
        look()
        self.assertTrue(case.reason_gone)
        self.assertFalse(case.date_closed, "with what was seen, somebody decides")
        other._cem_as_server().result = "broken"
        look()
        self.assertFalse(case.reason_gone)

    def test_followup_of_an_audit_that_is_cancelled(self):
        audit, checks = self._broken(self.staff)
        checks.action_followup()
        cases = checks.followup_id
        self.assertEqual(len(cases), 2)
        self.assertFalse(cases.filtered("reason_check"))
        audit.action_cancel()
        for doubted in cases.sudo()._doubted([]):
            doubted._review_reason()
        self.assertEqual(cases.mapped("reason_gone"), [True, True])

    def test_followup_needs_a_customer_or_a_standard(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["cem.followup"].create({"name": "Nobody"})

    def test_only_broken_ones(self):
        audit = self._audit()
        self._answer(self._line(audit, self.office), result="kept")
        with self.assertRaisesRegex(UserError, "None of these standards is broken"):
            audit.line_ids.check_ids.action_requirement()

    def test_audited_standards_are_kept(self):
        self._audit()
        with self.assertRaisesRegex(UserError, "still used"):
            self.light.unlink()

    def test_report(self):
        audit, _checks = self._broken()
        line = self._line(audit, self.office)
        line.add_photo("p1", picture(900, 600))
        self._save(line, "k9", note="Glaring <b>light</b>")
        report = self.env["ir.actions.report"].with_user(self.manager)
        html = report._render_qweb_html(
            "cem_experience_audit.cem_audit_report", audit.ids
        )[0].decode()
        self.assertIn("Warm light", html)
        self.assertIn("data:image/jpeg;base64,", html)
        self.assertIn("&lt;b&gt;light&lt;/b&gt;", html)

    def test_report_names_a_colleagues_requirement(self):
        """Who may not read the requirement prints the audit all the same."""
        audit, checks = self._broken(self.staff, self.staff_two)
        checks.action_requirement()
        requirement = checks[0].requirement_id
        requirement.user_id = self.staff
        self.assertFalse(requirement.with_user(self.staff_two).has_access("read"))
        report = self.env["ir.actions.report"].with_user(self.staff_two)
        html = report._render_qweb_html(
            "cem_experience_audit.cem_audit_report", audit.ids
        )[0]
        self.assertIn(requirement.name, html.decode())

    # ------------------------------------------------------------------
    # What a client may try
    # ------------------------------------------------------------------

    def test_no_audit_is_born_finished_and_no_mark_is_typed(self):
        audits = self.env["cem.audit"].with_user(self.manager)
        forged = {"state": "done", "date_closed": "2001-02-03 04:05:06"}
        for name, value in forged.items():
            with self.assertRaises(AccessError):
                audits.create({"name": "Forged", name: value})
        audit = audits.with_context(
            **{f"default_{name}": value for name, value in forged.items()}
        ).create({"name": "Forged", "journey_id": self.journey.id})
        self.assertEqual(audit.state, "draft")
        self.assertFalse(audit.date_closed)
        running = self._audit(self.staff).with_user(self.manager)
        line = running.line_ids[0]
        for record, vals in (
            (line.mark_ids[0], {"value": 10.0, "has_value": True}),
            (line.check_ids[0], {"result": "kept"}),
            (line, {"state": "done"}),
            (line, {"mark_ids": [(1, line.mark_ids[0].id, {"value": 10.0})]}),
            (running, {"line_ids": [(1, line.id, {"state": "done"})]}),
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                record.write(vals)
