from odoo import fields, models, tools
from odoo.exceptions import UserError

from ...tools.base.texts import html_page, one_line
from ...tools.listen.smtp_route import SmtpRoute


class Message:
    """A message to one customer that is ready to leave.

    It holds all that is needed then, because what the ORM knows is forgotten with
    every commit, and there are two for each message.
    """

    def __init__(self, invitation, route, send):
        self.invitation_id = invitation.id
        self.claim = invitation.claim
        self.reminder_count = invitation.reminder_count
        now, done = fields.Datetime.now(), invitation.reminder_count
        reminding = invitation.state in ("sent", "opened")
        self.next_reminder_date = invitation.deadline and invitation._next_reminder(
            now, done + reminding
        )
        self.route = route
        # Raises what tools/listen/smtp_route.py names if it has not left
        self.send = send


class CemInvitation(models.Model):
    """The e-mail: written for a batch at once, by Odoo's own means."""

    _inherit = "cem.invitation"

    def _stop_url(self):
        """Page on which the customer says: no more of these."""
        return f"{self.get_base_url()}/cem/invitation/{self._customer_key()}/stop"

    def _mail_headers(self):
        one_click = (
            f"{self.get_base_url()}/cem/invitation/{self._customer_key()}/one_click"
        )
        return {
            # Out-of-office replies to a question nobody reads are not wanted.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "List-Unsubscribe": f"<{one_click}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def _write_mails(self, kind):
        """What :meth:`_write_messages` gives, of those who are asked by e-mail."""

        def template_of(invitation):
            return getattr(invitation, f"_{kind}_template")()

        messages = []
        for template, invitations in self.grouped(template_of).items():
            mails = template.send_mail_batch(
                invitations.ids,
                email_values={"recipient_ids": [], "auto_delete": True},
            )
            for invitation, mail in zip(invitations, mails, strict=True):
                # the bare address of the record: no name that could be read as another
                mail.email_to = invitation.email_normalized
                mail.message_id = invitation._message_id(kind, mail.email_from)
                mail.headers = repr(invitation._mail_headers())
            by_mail = dict(zip(mails.ids, invitations, strict=True))
            for (
                server_id,
                domain_id,
                smtp_from,
                ids,
            ) in mails._split_by_mail_configuration():
                mails_there = mails.browse(ids)
                server = self.env["ir.mail_server"].browse(server_id)
                if server and not mails_there._filter_mail_mail_servers(server):
                    raise UserError(
                        self.env._("The mail server “%s” is not ours.", server.name)
                    )
                route = self._route(server_id, smtp_from)
                for mail in mails_there:
                    invitation = by_mail[mail.id]
                    send = invitation._hand_over_mail(mail, server, domain_id, route)
                    messages.append(Message(invitation, route, send))
            # They live on in memory alone, so that no queue sends them again, and what
            # became of them stands on the invitation: two accounts would differ.
            mails.unlink()
        return messages

    def _addressed(self, values):
        """To whom the mail goes, and in which language: by the record, not by its text.

        :param values: of ``mail.mail._prepare_outgoing_list``
        """
        name = one_line(self.partner_id.name or "")
        code = self.partner_id.lang or self.env.lang or "en_US"
        direction = self.env["res.lang"]._get_data(code=code).direction or "ltr"
        return {
            "email_to": [tools.formataddr((name, self.email_normalized))],
            "body": html_page(values["body"], code, direction),
        }

    def _route(self, server_id, smtp_from):
        servers = self.env["ir.mail_server"]
        return SmtpRoute(
            lambda: servers._connect__(mail_server_id=server_id, smtp_from=smtp_from)
        )

    def _hand_over_mail(self, mail, server, alias_domain_id, route):
        """Build an e-mail as ``mail.mail._send`` does; the function that sends it."""
        self.ensure_one()
        emails = []
        for values in mail._prepare_outgoing_list(mail_server=server):
            values |= self._addressed(values)
            context = {"send_validated_to": values.pop("email_to_normalized", [])}
            if alias_domain_id:
                # What Odoo reads here is for sending mails, and shown to nobody.
                domain = self.env["mail.alias.domain"].sudo().browse(alias_domain_id)
                context |= {
                    "domain_notifications_email": domain.default_from_email,
                    "domain_bounce_address": values["headers"].get("Return-Path")
                    or domain.bounce_email,
                }
            servers = self.env["ir.mail_server"].with_context(**context)
            sender = tools.mail.email_split_and_format_normalize(values["email_from"])
            names = (
                *("email_to", "subject", "body", "body_alternative", "email_cc"),
                *("reply_to", "attachments", "message_id", "references", "object_id"),
                "headers",
            )
            email = servers._build_email__(
                email_from=sender[0] if sender else values["email_from"],
                subtype="html",
                subtype_alternative="plain",
                **{name: values[name] for name in names},
            )
            emails.append((servers, email))

        def send():
            if self.env["ir.mail_server"]._disable_send():
                # as Odoo does: a test that really sends says so
                return
            for servers, email in emails:
                route.send(
                    lambda session, servers=servers, email=email: servers.send_email(
                        email, mail_server_id=server.id, smtp_session=session
                    )
                )

        return send
