from odoo.tests import tagged

from .common_audit import AuditCommon


@tagged("post_install", "-at_install")
class TestAuditMine(AuditCommon):
    def test_the_button_is_for_those_who_have_steps(self):
        audit = self._audit()
        mine = [audit.with_user(u) for u in (self.staff, self.staff_two)]
        self.assertEqual([one.is_mine for one in mine], [True, False])
        self.assertTrue(mine[0].get_walk()["steps"])
        audit.line_ids.unlink()
        mine[0].invalidate_recordset(["is_mine"])
        self.assertFalse(mine[0].is_mine)
