import base64
import re

from markupsafe import Markup

from odoo import api, fields, models

from ...tools.base.local_html import local_document, local_text

ATTACHMENT = re.compile(r"/web/image/(\d+)(?:[-/?]|$)")
PRINTABLE = ("image/png", "image/jpeg", "image/gif", "image/webp")


class LocalHtml(fields.Html):
    """A text that loads nothing from other servers, whoever wrote it."""

    def _convert(self, value, record, validate):
        value = super()._convert(value, record, validate)
        if not value or not validate:
            return value
        text = local_text(str(value))
        return Markup(text) if isinstance(value, Markup) else text


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        """Our reports load nothing from other servers, nor does the program that prints.

        It runs on this machine, with the session of whoever prints.
        """
        content, kind = super()._render_qweb_html(report_ref, docids, data=data)
        if self._get_report(report_ref).report_name.startswith("cem_experience"):
            content = local_document(content, self._cem_picture)
        return content, kind

    @api.model
    def _cem_picture(self, url):
        """A picture of our own server as part of the page; None if there is none.

        :param url: such as ``/web/image/12-abc/name.png``
        """
        found = ATTACHMENT.match(url)
        attachment = self.env["ir.attachment"].browse(found and int(found[1])).exists()
        if not attachment or not attachment.has_access("read"):
            return None
        if attachment.type != "binary" or attachment.mimetype not in PRINTABLE:
            return None
        content = base64.b64encode(attachment.raw or b"").decode()
        return f"data:{attachment.mimetype};base64,{content}"
