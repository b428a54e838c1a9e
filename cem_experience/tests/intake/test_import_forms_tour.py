from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestImportFormsTour(HttpCase):
    """From the file of another tool to its figures, in either language."""

    def _tour(self, name, lang):
        self.env["res.lang"]._activate_lang(lang)
        manager = new_test_user(
            self.env, f"forms_{lang}", "cem_experience.group_cem_manager", lang=lang
        )
        self.start_tour(
            "/odoo/action-cem_experience.cem_score_import_action",
            name,
            login=manager.login,
            timeout=120,
        )
        record = self.env["cem.score.import"].search([("create_uid", "=", manager.id)])
        self.assertEqual(record.state, "done")
        return self.env["cem.score"].search(
            [("import_column_id.import_id", "=", record.id)], order="import_row, id"
        )

    def _qualtrics(self, lang):
        scores = self._tour("cem_import_qualtrics", lang)
        self.assertEqual(scores.mapped("raw_value"), [10, 5, 8, 4])

    def _wenjuanxing(self, lang):
        scores = self._tour("cem_import_wenjuanxing", lang)
        self.assertEqual(scores.mapped("raw_value"), [5, 5, 2, 3, 2])

    # one after the other the second would know the mapping, and doubt nothing

    def test_qualtrics_in_english(self):
        self._qualtrics("en_US")

    def test_qualtrics_in_chinese(self):
        self._qualtrics("zh_CN")

    def test_wenjuanxing_in_english(self):
        self._wenjuanxing("en_US")

    def test_wenjuanxing_in_chinese(self):
        self._wenjuanxing("zh_CN")
