from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.http_catcher import http_catcher

from .pulled_server import RestServer
from .test_source import SourceCommon


@tagged("post_install", "-at_install")
class TestSourceUndo(SourceCommon):
    def test_undo_takes_along_what_only_the_source_brought(self):
        """Customers and dimensions that nobody else uses; they come with the next run."""
        dimensions = self.env["cem.dimension"].with_context(active_test=False)
        partners = self.env["res.partner"].with_context(active_test=False)
        ours = [("email", "=like", "c%@customer.example")]
        admin = self._new_user("cem_source_admin", "group_cem_administrator")
        rule = self.env["cem.followup.rule"].create(
            {"name": "Bad", "measure": "experience", "threshold": 10}
        )
        with http_catcher(self.env) as http:
            server = RestServer("none", count=4)
            http.answers = [server]
            source = self._rest(http, "none", partner_policy="create")
            self._map(source)
            source.action_stop()
            source.action_back()
            question = source.column_ids.filtered(lambda column: column.name == "Q1")
            question.write(
                {"measure": "experience", "scale_min": 0, "scale_max": 10}
                | {"new_dimension_name": "Tea Served", "new_dimension_code": "tea"}
            )
            source.action_preview()
            source.with_user(admin).action_start()
            self._pull()
            with self.enter_registry_test_mode():
                self.env.ref(
                    "cem_experience.ir_cron_followup_open"
                ).method_direct_trigger()
            dimension = dimensions.search([("code", "=", "tea")])
            found = partners.search(ours)
            self.assertEqual(len(found), 4)
            cases = self.env["cem.followup"].search([("partner_id", "in", found.ids)])
            self.assertEqual(cases.rule_id, rule)
            found[0].with_user(self.staff).message_post(body="I spoke to them")
            source.with_user(admin).action_stop()
            source.with_user(admin).action_withdraw()
            self.assertEqual(partners.search(ours), found[0], "somebody knows this one")
            self.assertFalse(dimension.active)
            source.action_preview()
            source.with_user(admin).action_start()
            self._pull()
            self.assertTrue(dimension.active)
            self.assertEqual(question.dimension_id, dimension)
            self.assertEqual(len(partners.search(ours)), 4)
            self._check_all(source, server)
