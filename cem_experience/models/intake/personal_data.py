"""What imports and sources keep of people; see ``tools/base/personal.py``."""

import io
import zipfile

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.base.personal import Personal

# Characters of a file may be written in any of these.
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "cp1252", "big5")
# Parts of a workbook are read up to so many bytes.
MOST_BYTES = 64 * 1024 * 1024


class CemScoreImport(models.Model):
    """The file, its examples and its preview go; the answers that came from it stay."""

    _inherit = "cem.score.import"

    _cem_personal = Personal(
        people=(), hand_out=("filename", "create_date", "state", "respondent_count")
    )

    @api.model
    def _cem_personal_rows(self, subject):
        """Imports in which this person is a row, as far as their files are there."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT c.import_id FROM cem_score s
                  JOIN cem_score_import_column c ON c.id = s.import_column_id
                 WHERE s.partner_id = ANY(%(ids)s) AND c.import_id IS NOT NULL
                 UNION
                SELECT import_id FROM cem_score_import_column
                 WHERE sample ILIKE ANY(%(patterns)s) AND import_id IS NOT NULL
                 UNION
                SELECT import_id FROM cem_score_import_reject
                 WHERE content ILIKE ANY(%(patterns)s) AND import_id IS NOT NULL
                 UNION
                SELECT id FROM cem_score_import
                 WHERE preview ILIKE ANY(%(patterns)s)
                    OR filename ILIKE ANY(%(patterns)s)
                """,
                ids=list(subject.partner_ids),
                patterns=subject.patterns,
            )
        )
        found = self.browse(row_id for (row_id,) in rows)
        if subject.needles:
            for attachment in self._cem_files():
                if mentions(attachment.raw or b"", subject.needles):
                    found |= self.browse(attachment.res_id)
        return found

    @api.model
    def _cem_files(self, imports=None):
        """Files of these imports, or of all."""
        domain = [("res_model", "=", self._name), ("res_field", "=", "file")]
        if imports is not None:
            domain.append(("res_id", "in", imports.ids))
        return self.env["ir.attachment"].search(domain)

    def _cem_personal_erase(self, subject, words):
        if any(one.state == "running" for one in self):
            raise UserError(
                self.env._(
                    "A file with this person is being imported just now. Wait until "
                    "the import is done, or stop it."
                )
            )
        self._cem_forget_file()

    @api.model
    def _cem_retain_files(self, before, limit):
        """Files of imports that are long done."""
        done = self.search(
            [("state", "in", ("done", "withdrawn")), ("create_date", "<", before)]
        )
        files = self._cem_files(done)[:limit]
        self.browse(files.mapped("res_id"))._cem_forget_file()
        return len(files)

    def _cem_forget_file(self):
        """Let go of the file and of whatever was copied out of it.

        What it was called and its fingerprint stay: the same file is still refused.
        """
        self._cem_files(self).unlink()
        # what was no answer may have been anything
        self.value_ids.filtered(lambda word: word.meaning == "unknown").unlink()
        for table, values, key in (
            ("cem_score_import", SQL("preview = NULL, reading = NULL"), "id"),
            ("cem_score_import_column", SQL("sample = NULL"), "import_id"),
            ("cem_score_import_reject", SQL("content = NULL"), "import_id"),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE %s = ANY(%s)",
                    SQL.identifier(table),
                    values,
                    SQL.identifier(key),
                    self.ids,
                )
            )
        self.env.invalidate_all(flush=False)


def mentions(content, needles):
    """Whether one of these texts stands in a file, in whatever characters.

    :param content: bytes of a CSV file or workbook
    """
    lower = [needle.lower() for needle in needles]
    return any(
        needle in text
        for part in _parts(content)
        for encoding in ENCODINGS
        for text in [part.decode(encoding, "ignore").lower()]
        for needle in lower
    )


def _parts(content):
    if not content.startswith(b"PK"):
        yield content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                if part.filename.endswith(".xml"):
                    with archive.open(part) as opened:
                        yield opened.read(MOST_BYTES)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        yield content
