"""Reading a table in as a manager would, for tests of imports."""

import base64

from ..base.common import CemCommon


def hide_outcomes(env):
    """Let the dimensions of overall results be missing, as they are at first."""
    codes = ("satisfaction", "loyalty", "complaints")
    Dimension = env["cem.dimension"].with_context(active_test=False)
    for dimension in Dimension.search([("code", "in", codes)]):
        dimension.code = f"hidden_{dimension.code}"


class ImportCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hide_outcomes(cls.env)
        # what an import says in the background is in its user's language
        cls.manager.lang = "en_US"
        cls.env = cls.env(user=cls.manager)

    def _import(self, text, filename="answers.csv", **values):
        content = text.encode() if isinstance(text, str) else text
        return self.env["cem.score.import"].create(
            {"file": base64.b64encode(content), "filename": filename, **values}
        )

    def _mapped(self, text, **values):
        record = self._import(text, **values)
        record.action_map()
        return record

    def _done(self, text, columns=None, **values):
        """Import a text, changing what was proposed for some columns."""
        record = self._mapped(text, **values)
        for name, mapping in (columns or {}).items():
            self._column(record, name).write(mapping)
        record.action_preview()
        record.action_import()
        return record

    def _column(self, record, name):
        return record.column_ids.filtered(lambda column: column.name == name)

    def _scores(self, record, **domain):
        return self.env["cem.score"].search(
            [
                ("import_column_id.import_id", "=", record.id),
                *((name, "=", value) for name, value in domain.items()),
            ],
            order="import_row, import_column_id",
        )
