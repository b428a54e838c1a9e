import base64
import hashlib
import hmac
import json
import socket
from datetime import datetime, timezone
from unittest import TestCase
from unittest.mock import patch

import standardwebhooks

from odoo.addons.cem_experience.tools.base import outgoing

from ..tools import chat_webhooks


class TestRobots(TestCase):
    """The forms and signatures that the makers of the robots document."""

    def _build(self, kind, secret="", **payload):
        payload = {"id": "u-1", "event": "answer", **payload}
        link = {"url": "https://odoo.example/x", "label": "Open"}
        return chat_webhooks.build(
            kind,
            "https://robot.example/send?key=K",
            secret,
            "Title",
            ["One <b>", "Two"],
            link,
            payload,
            now=1700000000.5,
        )

    def test_plain_url_is_signed_as_the_standard_says(self):
        """The example in the specification of Standard Webhooks."""
        self.assertEqual(
            chat_webhooks.signature(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                b'{"test": 2432232314}',
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        )
        secret = chat_webhooks.new_secret()
        request = self._build("json", secret)
        receiver = standardwebhooks.Webhook(secret)
        expected = receiver.sign(
            "u-1",
            datetime.fromtimestamp(1700000000, timezone.utc),
            request.body.decode(),
        )
        self.assertEqual(request.headers["webhook-signature"], expected)
        self.assertEqual(request.headers["webhook-timestamp"], "1700000000")
        self.assertEqual(request.headers["webhook-id"], "u-1")
        self.assertEqual(request.headers["Idempotency-Key"], "u-1")

    def test_robots_keep_their_own_signatures(self):
        for kind in ("wecom", "dingtalk", "feishu", "slack"):
            names = " ".join(self._build(kind, "S").headers)
            self.assertNotIn("webhook-", names.lower())

    def test_dingtalk_signs_in_the_address(self):
        request = self._build("dingtalk", "SEC1")
        digest = hmac.new(b"SEC1", b"1700000000500\nSEC1", hashlib.sha256).digest()
        sign = base64.b64encode(digest).decode()
        self.assertIn("&timestamp=1700000000500&sign=", request.url)
        self.assertTrue(
            request.url.endswith(
                sign.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
            )
        )
        content = json.loads(request.body)
        self.assertEqual(content["msgtype"], "text")

    def test_feishu_signs_in_the_body(self):
        content = json.loads(self._build("feishu", "F").body)
        digest = hmac.new(b"1700000000\nF", b"", hashlib.sha256).digest()
        self.assertEqual(content["sign"], base64.b64encode(digest).decode())
        self.assertEqual(content["timestamp"], "1700000000")
        post = content["content"]["post"]["zh_cn"]
        self.assertEqual(post["content"][-1][0]["href"], "https://odoo.example/x")

    def test_without_a_secret_robots_get_no_signature(self):
        self.assertNotIn("sign", json.loads(self._build("feishu").body))
        self.assertNotIn("sign=", self._build("dingtalk").url)

    def test_words_of_a_customer_are_no_markup(self):
        text = json.loads(self._build("slack").body)["text"]
        self.assertIn("One &lt;b&gt;", text)
        self.assertIn("<https://odoo.example/x|Open>", text)

    def test_a_long_message_is_cut_between_letters_and_keeps_its_link(self):
        request = chat_webhooks.build(
            "wecom",
            "https://robot.example",
            "",
            "标题",
            ["满" * 3000],
            {"url": "https://odoo.example/x", "label": "Open"},
            {"id": "1", "event": "answer"},
        )
        text = json.loads(request.body)["text"]["content"]
        self.assertLess(len(text.encode()), 2048)
        self.assertTrue(text.endswith("https://odoo.example/x"))

    def test_what_answers_mean(self):
        self.assertTrue(chat_webhooks.judge("json", 204, b"").done)
        self.assertTrue(chat_webhooks.judge("wecom", 200, b'{"errcode":0}').done)
        self.assertTrue(chat_webhooks.judge("feishu", 200, b'{"code":0}').done)
        self.assertTrue(chat_webhooks.judge("feishu", 200, b'{"StatusCode":0}').done)
        wrong_key = chat_webhooks.judge("wecom", 200, b'{"errcode":93000}')
        self.assertEqual(wrong_key, (False, False, "200 / 93000"))
        too_fast = chat_webhooks.judge("dingtalk", 200, b'{"errcode":130101}')
        self.assertTrue(too_fast.later)
        self.assertTrue(chat_webhooks.judge("wecom", 200, b"<html>portal</html>").later)
        self.assertTrue(chat_webhooks.judge("slack", 429, b"").later)
        self.assertTrue(chat_webhooks.judge("slack", 503, b"").later)
        self.assertFalse(chat_webhooks.judge("slack", 404, b"no_service").later)

    def test_pauses_grow_to_a_bound_and_differ(self):
        for tries in range(1, 30):
            low, high = chat_webhooks.pause(tries, 0.0), chat_webhooks.pause(tries, 1.0)
            self.assertEqual(high, 2 * low)
            self.assertLessEqual(high, 6 * 3600)
        self.assertEqual(chat_webhooks.pause(3, 1.0), 240)


class TestOutgoing(TestCase):
    """No request reaches our own network, whatever the name pretends to be."""

    def test_private_addresses(self):
        for address in (
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "192.0.0.192",
            "192.0.0.9",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "203.0.113.5",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::7f00:1",
            "::ffff:0:7f00:1",
            "::ffff:192.0.0.192",
            "64:ff9b::7f00:1",
            "64:ff9b::c000:c0",
            "64:ff9b:1::a00:1",
            "64:ff9b:1:fffe::7f00:1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:5db8:d70e::",
            "3fff::1",
            "5f00::1",
            "fdff::1",
            "fec0::1",
            "fecf:ffff::1",
            "ff02::1",
            "fe80::1%eth0",
        ):
            self.assertFalse(outgoing.is_public(address), address)
        for address in (
            "93.184.215.14",
            "100.63.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.254",
            "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
            "2a00:1450:4001:82b::200e",
            "::ffff:93.184.215.14",
            "64:ff9b::5db8:d70e",
        ):
            self.assertTrue(outgoing.is_public(address), address)

    def test_ends_of_every_private_network(self):
        for network in outgoing.PRIVATE:
            for address in (network[0], network[-1]):
                self.assertFalse(outgoing.is_public(address), address)

    def test_only_web_addresses(self):
        for url in ("ftp://a.example", "file:///etc/passwd", "https://", "x", None):
            with self.assertRaises(outgoing.AddressRefused):
                outgoing.check_url(url)

    def _resolve(self, *addresses):
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
            for address in addresses
        ]
        return patch.object(socket, "getaddrinfo", return_value=found)

    def test_a_name_with_one_private_address_is_refused(self):
        with self._resolve("93.184.215.14", "10.0.0.1"):
            with self.assertRaises(outgoing.AddressRefused):
                outgoing.Guard().addresses("two.example", 80)

    def test_the_address_is_checked_when_it_is_connected_to(self):
        """A name that changes after it was typed (DNS rebinding) helps nobody."""
        with self._resolve("127.0.0.1"):
            with self.assertRaises(outgoing.AddressRefused):
                outgoing.ask("GET", "http://harmless.example/")

    def test_an_administrator_allows_names_and_networks(self):
        with self._resolve("10.0.5.7"):
            self.assertTrue(outgoing.Guard("10.0.5.0/24").addresses("a.example", 80))
            self.assertTrue(outgoing.Guard("A.example").addresses("a.example", 80))
            for allowed in ("10.0.6.0/24", "b.example", ""):
                with self.assertRaises(outgoing.AddressRefused):
                    outgoing.Guard(allowed).addresses("a.example", 80)
        with self.assertRaises(outgoing.AddressRefused):
            outgoing.parse_allowed("10.0.0.0/99")

    def test_when_to_come_back(self):
        def after(text):
            return outgoing.Answer(429, {"Retry-After": text}).retry_after(now=1000)

        self.assertEqual(after("7"), 7)
        self.assertEqual(after("Thu, 01 Jan 1970 00:17:00 GMT"), 20)
        self.assertEqual(after("Thu, 01 Jan 1970 00:00:01 GMT"), 0)
        self.assertIsNone(after("soon"))
        self.assertIsNone(after(None))
