"""What a source sends, and to whom: no further than its administrator said."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.common import CemCommon
from odoo.addons.cem_experience.tests.base.http_catcher import http_catcher


@tagged("post_install", "-at_install")
class TestSourceRequests(CemCommon):
    def _source(self, server, **values):
        return self.env["cem.source"].create(
            {"name": "Other system", "url": server.url, **values}
        )

    def test_nobody_is_sent_on(self):
        for status in (301, 302, 303, 307, 308):
            with http_catcher(self.env) as http, http_catcher(self.env) as inside:
                http.answers = [(status, {"Location": inside.url}, b"")]
                source = self._source(http, auth="bearer", auth_secret="s3cret")
                with self.assertRaisesRegex(UserError, str(status)):
                    source.action_connect()
                self.assertFalse(inside.requests)

    def test_no_line_is_added_to_a_request(self):
        """Names and keys of headers hold no line breaks, and name no part of HTTP."""
        with http_catcher(self.env) as http:
            for values in (
                {"auth": "header", "auth_name": "X-Key: 1\r\nX-Evil"},
                {"auth": "header", "auth_name": "X Key"},
                {"auth": "header", "auth_name": "Ключ"},
                {"auth": "header", "auth_name": "Host"},
                {"auth": "header", "auth_name": "Transfer-Encoding"},
                {"auth": "header", "auth_secret": "s3cret\r\nX-Evil: 1"},
                {"auth": "bearer", "auth_secret": "s3cret\nX-Evil: 1"},
                {"auth": "bearer", "auth_secret": "s3cret密"},
            ):
                with (
                    self.subTest(values),
                    self.assertRaises(ValidationError) as caught,
                    self.env.cr.savepoint(),
                ):
                    self._source(http, **values)
                self.assertNotIn("s3cret", str(caught.exception))
            for values in (
                {"auth": "basic", "auth_user": "Ü\r\nX-Evil: 1", "auth_secret": "ß\n"},
                {"auth": "query", "auth_name": "k\r\nX-Evil: 1", "auth_secret": "\n密"},
                {"auth": "header", "auth_name": "X-API-Key", "auth_secret": "s3cret"},
            ):
                http.answers = [(200, {}, b"[]")]
                self._source(http, **values)._call_rest(http.url, {})
                self.assertNotIn("X-Evil", http.requests[-1].headers)
            # keys that were kept before
            source = self._source(http, auth="bearer", auth_secret="s3cret")
            for secret in ("s3cret\r\nX-Evil: 1", "s3cret密"):
                self.env.cr.execute(
                    "UPDATE cem_source SET auth_secret = %s WHERE id = %s",
                    [secret, source.id],
                )
                source.invalidate_recordset()
                with self.assertRaisesRegex(UserError, "sent in a header"):
                    source.action_connect()
