import base64
import hashlib
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.base import tabular
from ...tools.base.messages import ToolError
from ...tools.intake.headers import find_header
from ..base.tool_texts import translated

# What says how the file is to be read: it is read anew if that changes.
READING_FIELDS = {
    *("file", "company_id", "sheet", "encoding", "delimiter"),
    *("header_row", "header_rows"),
}
# What says what its rows become: a preview no longer holds if that changes.
SOURCE_FIELDS = READING_FIELDS | {
    *("journey_id", "touchpoint_id", "date", "partner_policy", "missing"),
    *("date_order", "zone", "skip_hidden", "form"),
}
# What does not change any more once the import has been run.
KEPT_FIELDS = SOURCE_FIELDS | {"repeat_policy"}


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
    header_row = fields.Integer(
        string="Header in Row",
        help="Number of the row with the names of the columns. 0: found out.",
    )
    header_rows = fields.Integer(
        string="Rows of the Header",
        help="Some forms write two or three rows of names. 0: found out.",
    )
    skip_hidden = fields.Boolean(
        string="Leave Out Hidden Rows",
        help="Rows of the sheet that are hidden, by hand or by a filter.",
    )
    hidden_count = fields.Integer(string="Hidden Rows", readonly=True, copy=False)
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
                find_header=partial(
                    find_header,
                    row=max(self.header_row, 0) or None,
                    count=min(max(self.header_rows, 0), 3) or None,
                ),
            )
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error

    def _chunks(self, table, size):
        """Chunks of a table, refusals told in the user's language."""
        hidden = set(table.info.hidden_rows) if self.skip_hidden else None
        try:
            for frame in table.iter_chunks(size):
                if hidden:
                    frame = frame[~frame.index.isin(hidden)]
                if len(frame):
                    yield frame
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error

    @api.model
    def _hash(self, content):
        return hashlib.sha256(content).hexdigest()
