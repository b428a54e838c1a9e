import base64

from odoo import api, models

from odoo.addons.cem_experience.tools.base.pictures import re_encoded

from ..models.cem_audit_check import RESULTS

# A phone's photo on paper: sharp enough, and a report of a hundred still fits a mail
PHOTO_SIZE = 640


class CemAuditReport(models.AbstractModel):
    """What the printed audit needs beyond the records: figures and photos."""

    _name = "report.cem_experience_audit.cem_audit_report"
    _description = "Audit (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        audits = self.env["cem.audit"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "cem.audit",
            "docs": audits,
            "text": self.env["cem.chart"]._text,
            # as the reader may see them: staff print their own part
            "lines": {
                audit.id: self.env["cem.audit.line"].search(
                    [("audit_id", "=", audit.id)], order="sequence, user_id, id"
                )
                for audit in audits
            },
            "counts": self._counts,
            "photos": self._photos,
        }

    @api.model
    def _counts(self, lines):
        """(label, number) of the standards by how they were found."""
        labels = dict(
            self.env["cem.audit.check"]
            ._fields["result"]
            ._description_selection(self.env)
        )
        checks = lines.check_ids
        return [
            (name, labels[name], len(checks.filtered(lambda c, n=name: c.result == n)))
            for name, _label in RESULTS
        ]

    @api.model
    def _photos(self, line):
        """Photos of a step as data for the page; one that cannot be read is left out."""
        # Photos are as readable as the step, which the reader sees already.
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", line._name),
                    ("res_id", "=", line.id),
                    ("res_field", "=", False),
                    ("mimetype", "=like", "image/%"),
                ],
                order="id",
            )
        )
        result = []
        for photo in attachments:
            try:
                picture = re_encoded(photo.raw, PHOTO_SIZE, PHOTO_SIZE, quality=80)
            except Exception:  # pylint: disable=broad-except
                # a file that has got lost must not keep the report from being printed
                continue
            kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
            result.append(
                f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
            )
        return result
