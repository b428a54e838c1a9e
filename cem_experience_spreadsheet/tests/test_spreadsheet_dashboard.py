import json

from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSpreadsheetDashboard(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref(
            "cem_experience_spreadsheet.spreadsheet_dashboard_experience"
        )
        cls.data = json.loads(cls.dashboard.spreadsheet_data)

    def _parts(self):
        """Model, domain, groups and measures of every chart and pivot."""
        for figure in self.data["sheets"][0]["figures"]:
            meta = figure["data"]["metaData"]
            domain = figure["data"]["searchParams"]["domain"]
            yield meta["resModel"], domain, meta["groupBy"], [meta["measure"]]
        for pivot in self.data["pivots"].values():
            yield (
                pivot["model"],
                pivot["domain"],
                [row["fieldName"] for row in pivot["rows"]],
                [measure["fieldName"] for measure in pivot["measures"]],
            )

    def test_every_part_can_be_read(self):
        """By staff, with what the sheet asks Odoo for."""
        clerk = new_test_user(self.env, "sheet_clerk", "cem_experience.group_cem_user")
        parts = list(self._parts())
        self.assertGreater(len(parts), 4)
        for model, domain, groups, measures in parts:
            aggregates = [
                name if name == "__count" else f"{name}:avg" for name in measures
            ]
            records = self.env[model].with_user(clerk)
            for groupby in ([], groups):
                records.formatted_read_group(domain, groupby, aggregates)

    def test_filters_fit(self):
        fields = self.env["cem.score"]._fields
        known = {one["id"]: one for one in self.data["globalFilters"]}
        for pivot in self.data["pivots"].values():
            self.assertEqual(set(pivot["fieldMatching"]), set(known))
            for key, match in pivot["fieldMatching"].items():
                field = fields[match["chain"]]
                self.assertEqual(field.type, match["type"])
                wanted = known[key].get("modelName")
                self.assertEqual(field.comodel_name, wanted)

    def test_only_for_those_with_a_role(self):
        outsider = new_test_user(self.env, "sheet_outsider", "base.group_user")
        dashboards = self.env["spreadsheet.dashboard"]
        self.assertNotIn(self.dashboard, dashboards.with_user(outsider).search([]))
        clerk = new_test_user(self.env, "sheet_staff", "cem_experience.group_cem_user")
        self.assertIn(self.dashboard, dashboards.with_user(clerk).search([]))

    def test_menus_exist(self):
        for menu in self.data["chartOdooMenusReferences"].values():
            self.assertTrue(self.env.ref(menu))
