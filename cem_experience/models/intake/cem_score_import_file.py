import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.base import tabular
from ...tools.base.messages import ToolError
from ..base.tool_texts import translated


class CemScoreImportFile(models.AbstractModel):
    """Step 1: a file that is read as a table, and how."""

    _name = "cem.score.import.file"
    _description = "Import of Answers: the File"

    file = fields.Binary(
        attachment=True,
        copy=False,
        help="CSV or XLSX with one respondent a row and a header above.",
    )
    filename = fields.Char(string="File Name", copy=False)
    file_hash = fields.Char(copy=False, readonly=True, export_string_translation=False)
    sheet = fields.Char(help="Sheet of the workbook. Empty: the first visible one.")
    encoding = fields.Selection(
        [
            ("utf-8", "Unicode (UTF-8)"),
            ("gb18030", "Chinese (GBK, GB18030)"),
            ("utf-16", "Unicode (UTF-16)"),
            ("cp1252", "Western European (Windows-1252)"),
            ("big5", "Traditional Chinese (Big5)"),
        ],
        help="Empty: found out from the file.",
    )
    delimiter = fields.Selection(
        [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")],
        help="Empty: found out from the file.",
    )
    reading = fields.Text(
        string="Reading Notes",
        readonly=True,
        copy=False,
        help="How the file was read, and what was odd about it.",
    )

    def _content(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        return base64.b64decode(self.with_context(bin_size=False).file)

    def _open(self, content=None):
        """The file as a table whose rows come in chunks, see :mod:`tools.tabular`."""
        try:
            return tabular.open_table(
                content or self._content(),
                self.filename or self.env._("The file"),
                sheet=self.sheet or None,
                encoding=self.encoding or None,
                delimiter=self.delimiter or None,
            )
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error

    def _chunks(self, table, size):
        """Chunks of a table, refusals told in the user's language."""
        try:
            yield from table.iter_chunks(size)
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error

    @api.model
    def _hash(self, content):
        return hashlib.sha256(content).hexdigest()
