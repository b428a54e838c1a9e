from odoo import api, models

from ...tools.base.mail_wire import on_the_wire
from ...tools.base.texts import header_line, one_line


class IrMailServer(models.Model):
    """What goes into the header of any mail, and how it is written there."""

    _inherit = "ir.mail_server"

    @api.model
    def _build_email__(
        self,
        email_from,
        email_to,
        subject,
        body,
        email_cc=None,
        email_bcc=None,
        reply_to=False,
        attachments=None,
        message_id=None,
        references=None,
        object_id=False,
        subtype="plain",
        headers=None,
        body_alternative=None,
        subtype_alternative="plain",
    ):
        """Names and subjects come from strangers: none of them ends a line of a header.

        A portal user may call themselves ``"Lin\\r\\nBcc: spy@example.com"``.
        """
        message = super()._build_email__(
            header_line(email_from),
            _one_line_each(email_to),
            header_line(subject),
            body,
            email_cc=_one_line_each(email_cc),
            email_bcc=_one_line_each(email_bcc),
            reply_to=header_line(reply_to),
            attachments=[(one_line(name), *rest) for name, *rest in attachments or []],
            message_id=header_line(message_id),
            references=header_line(references),
            object_id=object_id,
            subtype=subtype,
            headers={
                one_line(name): header_line(value)
                for name, value in (headers or {}).items()
            },
            body_alternative=body_alternative,
            subtype_alternative=subtype_alternative,
        )
        return on_the_wire(message)


def _one_line_each(addresses):
    if isinstance(addresses, (list, tuple)):
        return [header_line(address) for address in addresses]
    return header_line(addresses)
