from odoo import fields, models


class CemScoreImportReject(models.Model):
    """A row of an imported file that was left out, and why."""

    _name = "cem.score.import.reject"
    _inherit = ["cem.score.import.owned.mixin"]
    _description = "Rejected Row of an Import"
    _order = "import_id, row, id"
    _rec_name = "row"
    _log_access = False

    external_id = fields.Char(
        string="Id There", help="How the other system calls the row."
    )
    row = fields.Integer(
        required=True, aggregator=None, help="As the spreadsheet counts; header is 1."
    )
    reason = fields.Text(required=True)
    content = fields.Text(
        help="The cells of the row, as comma-separated values.",
    )
