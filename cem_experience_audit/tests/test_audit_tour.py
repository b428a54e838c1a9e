"""An audit on a real, narrow screen: interrupted, resumed, closed."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_audit import AuditCommon


@tagged("post_install", "-at_install")
class TestAuditTour(HttpCase, AuditCommon):
    browser_size = "390x844"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # nothing but that one group, as most auditors have
        cls.walker = new_test_user(
            cls.env, "cem_walker", "cem_experience.group_cem_user", lang="en_US"
        )

    def _tour(self, name, action, user):
        self.start_tour(
            f"/odoo/action-cem_experience_audit.{action}",
            name,
            login=user.login,
            timeout=120,
        )
        self.env.invalidate_all()

    def test_interrupted_and_resumed_on_a_phone(self):
        audit = self._audit(self.walker, self.staff_two, name="Phone audit")
        self._tour("cem_audit_first_half", "cem_audit_action_mine", self.walker)
        office, board, desk = (
            self._line(audit, touchpoint, self.walker)
            for touchpoint in (self.office, self.board, self.desk)
        )
        self.assertEqual(office.state, "done")
        self.assertEqual(office.check_ids.mapped("result"), ["broken", "kept"])
        self.assertEqual(office.check_ids[0].note, "Neon tubes")
        self.assertEqual(office.mark_ids.mapped("value"), [3, 8])
        self.assertEqual(office.photo_count, 1)
        self.assertEqual(office.sense_bad_ids.code, "sight")
        # sent twice, counted once
        self.assertEqual((board.state, board.score), ("done", 0))
        self.assertEqual(board.revision, 1)
        self.assertEqual(desk.note, "Friendly, but late")
        self.assertTrue(desk.is_current)
        # a colleague does the own part meanwhile
        theirs = self._line(audit, self.office, self.staff_two)
        self._answer(theirs, mark=9, result="kept", note="Fine")
        self._tour("cem_audit_second_half", "cem_audit_action_mine", self.walker)
        self.assertEqual(desk.score, 7)
        self.assertEqual(office.note, False)
        self.assertEqual(theirs.note, "Fine")
        self.assertEqual(office.photo_count, 1)
        self.assertEqual(audit.activity_ids.user_id, self.staff_two)
        # the manager, at a desk
        self.browser_size = "1366x768"
        self._tour("cem_audit_close", "cem_audit_action", self.manager)
        scores = self.env["cem.score"].search(
            [("audit_mark_id.audit_id", "=", audit.id)]
        )
        self.assertEqual(sorted(scores.mapped("value")), [0, 3, 7, 8, 9, 9])
        self.assertEqual(scores.user_id, self.walker | self.staff_two)
        requirement = self.env["cem.requirement"].search(
            [("standard_id", "=", self.light.id)]
        )
        self.assertEqual(requirement.audit_check_ids, office.check_ids[0])
