"""Headers of mails as they are on the wire: raw bytes, not what a parser makes of them."""

import base64

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common_listen import ListenCommon
from .mail_catcher import catch_mail

SPY = "spy@example.com"
EVIL = (
    f"Lin\r\nBcc: {SPY}",
    f"Lin\nBcc: {SPY}\n\nbody",
    f"Lín\r\nBcc: {SPY}",
    f"Lin\u2028Bcc: {SPY}",
    f'Lin" <{SPY}>, "x',
    f"{SPY}",
    f"Lin, {SPY}",
    f"=?utf-8?b?{base64.b64encode(f'Lin{chr(13)}{chr(10)}Bcc: {SPY}'.encode()).decode()}?=",
)


class HeaderCommon(HttpCase, ListenCommon):
    def _header(self, raw):
        """Names of the fields, and the lines, as the server got them."""
        head = raw.split(b"\r\n\r\n", 1)[0].decode("ascii")
        lines = head.split("\r\n")
        self.assertFalse([one for one in lines if "\n" in one or "\r" in one])
        fields, last = {}, None
        for line in lines:
            if line[:1] in " \t":
                fields[last] += "\r\n" + line
            else:
                last, value = line.split(":", 1)
                last = last.lower()
                self.assertNotIn(last, fields, "twice")
                fields[last] = value.strip()
        return fields

    def _stored_name(self, record, name):
        """A name that was stored before names were cleaned, or by other means."""
        record.env.flush_all()
        record.env.cr.execute(
            SQL(
                "UPDATE %s SET name = %s WHERE id = %s",
                SQL.identifier(record._table),
                name,
                record.id,
            )
        )
        record.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestMailHeader(HeaderCommon):
    def _send(self):
        self.env.flush_all()
        self.sender.method_direct_trigger()
        self.env.invalidate_all()

    def test_name_of_a_customer_adds_no_recipient(self):
        """The name as the portal takes it, and as it may stand in the database."""
        for stored in (False, True):
            for number, name in enumerate(EVIL):
                address = f"lin{number}{int(stored)}@customer.example"
                with self.subTest(name=name, stored=stored):
                    partner = self._customer("Lin", address)
                    if stored:
                        self._stored_name(partner, name)
                    else:
                        partner.write({"name": name})
                        self.assertNotRegex(partner.name, r"[\r\n\u2028]")
                    self.touchpoint._invite(self._lead(partner_id=partner.id))
                    with catch_mail(self.env) as catcher:
                        self._send()
                    self.assertEqual(catcher.to(), [address])
                    self.assertNotIn("bcc", self._header(catcher.raw[0]))

    def test_names_of_company_and_staff_stay_in_their_header(self):
        for record in (self.company, self.company.partner_id, self.staff.partner_id):
            self._stored_name(record, EVIL[0])
        self.staff.partner_id.email = "staff@company.example"
        self.touchpoint._invite(self._lead())
        with catch_mail(self.env) as catcher:
            self._send()
        self.assertEqual(catcher.to(), ["li@customer.example"])
        header = self._header(catcher.raw[0])
        self.assertNotIn("bcc", header)
        for name in ("from", "reply-to", "subject"):
            self.assertIn("Lin", header[name], name)

    def test_unsubscribe_is_readable_on_the_wire(self):
        host = f"https://{'long-name.' * 12}example"
        self.env["ir.config_parameter"].set_param("web.base.url", host)
        invitation = self.touchpoint._invite(self._lead())
        with catch_mail(self.env) as catcher:
            self._send()
        address = f"{host}/cem/invitation/{invitation.access_token}/one_click"
        header = self._header(catcher.raw[0])
        self.assertEqual(header["list-unsubscribe"], f"<{address}>")
        self.assertEqual(header["list-unsubscribe-post"], "List-Unsubscribe=One-Click")
        longest = max(map(len, catcher.raw[0].split(b"\r\n")))
        self.assertLess(longest, 998)

    def test_other_long_headers_are_whole_words(self):
        """Core's mails too: replies are found by their References."""
        references = " ".join(f"<{letter * 90}@host.example>" for letter in "abc")
        servers = self.env["ir.mail_server"]
        with catch_mail(self.env) as catcher:
            message = servers._build_email__(
                "shop@company.example",
                ["li@customer.example"],
                "Grüße " * 30,
                "text",
                references=references,
                headers={"X-Long": "y" * 200, "X-Short": "z"},
            )
            servers.send_email(message)
        header = self._header(catcher.raw[0])
        self.assertEqual(header["references"].split(), references.split())
        self.assertEqual(header["x-long"], "y" * 200)
        self.assertEqual(header["x-short"], "z")
        self.assertIn("=?utf-8?", header["subject"])
        subject = catcher.messages[0]["Subject"]
        self.assertEqual(subject.split(), ["Grüße"] * 30)

    def test_every_header_is_one_line(self):
        evil = EVIL[0]
        servers = self.env["ir.mail_server"]
        with catch_mail(self.env) as catcher:
            message = servers._build_email__(
                f'"{evil}" <shop@company.example>',
                [f'"{evil}" <li@customer.example>'],
                evil,
                "text",
                reply_to=f'"{evil}" <reply@company.example>',
                headers={"X-Name": evil, "List-Unsubscribe": f"<https://a/{evil}>"},
                attachments=[(f"{evil}.txt", b"content", "text/plain")],
            )
            servers.with_context(send_validated_to=["li@customer.example"]).send_email(
                message
            )
        self.assertEqual(catcher.to(), ["li@customer.example"])
        self.assertNotIn("bcc", self._header(catcher.raw[0]))
        self.assertNotIn(b"\r\nBcc", catcher.raw[0])

    def test_language_on_the_page(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        english = self._customer("Smith", "smith@customer.example", lang="en_US")
        self.touchpoint._invite(self._lead() | self._lead(partner_id=english.id))
        with catch_mail(self.env) as catcher:
            self._send()
        found = {to: catcher.html(index)[:80] for index, to in enumerate(catcher.to())}
        self.assertIn('<html lang="zh-CN"', found["li@customer.example"])
        self.assertIn('<html lang="en-US"', found["smith@customer.example"])

    def test_contact_of_the_portal(self):
        """Whoever writes a contact, by whatever way, writes one line."""
        partner = self.env["res.partner"].create(
            {"name": "A\r\nBcc: b", "city": "C\0D"}
        )
        self.assertEqual((partner.name, partner.city), ("A Bcc: b", "C D"))
        partner.write({"name": "E\u2029F", "comment": "<p>g\nh</p>"})
        self.assertEqual(partner.name, "E F")
        self.assertIn("\n", partner.comment, "a text may have lines")
        self.assertEqual(
            self.env["res.partner"].create({"name": "Plain  name"}).name, "Plain  name"
        )
