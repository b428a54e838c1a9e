import ipaddress
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ...tools.listen.addresses import household, read_address


@tagged("post_install", "-at_install")
class TestAddresses(unittest.TestCase):
    def test_as_servers_and_proxies_write_it(self):
        for text, known in (
            ("192.0.2.1", "192.0.2.1"),
            (" 192.0.2.1 ", "192.0.2.1"),
            ("192.0.2.1:51000", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
            ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2:9::]:443", "2001:db8:1:2::/64"),
            ("[2001:db8:1:2::5]", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            *(
                (text, None)
                for text in ("", None, "unknown", "1.2.3", "_x", "1:2", "[]:1")
            ),
        ):
            with self.subTest(text):
                self.assertEqual(household(text), known)

    @settings(deadline=None)
    @given(st.ip_addresses(), st.integers(1, 65535))
    def test_however_it_is_written(self, address, port):
        plain = household(str(address))
        bracketed = f"[{address}]" if address.version == 6 else str(address)
        self.assertEqual(household(f"{bracketed}:{port}"), plain)
        if address.version == 4:
            self.assertEqual(household(f"::ffff:{address}"), plain)

    @settings(deadline=None)
    @given(st.ip_addresses(v=4), st.ip_addresses(v=4))
    def test_two_are_never_one(self, one, other):
        """Also where a server sees all of them as IPv6."""
        seen = [household(f"::ffff:{address}") for address in (one, other)]
        self.assertEqual(seen[0] == seen[1], one == other)
        self.assertEqual(read_address(f"::ffff:{one}"), ipaddress.ip_address(one))
