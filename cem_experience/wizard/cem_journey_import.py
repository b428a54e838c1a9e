import base64

from odoo import fields, models


class CemJourneyImport(models.TransientModel):
    """Make a new journey of a CSV or XLSX file."""

    _name = "cem.journey.import"
    _description = "Import Journey"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_import(self):
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).file)
        journey = self.env["cem.journey"]._import_table(
            content, self.filename or "journey.csv"
        )
        return journey.get_formview_action()
