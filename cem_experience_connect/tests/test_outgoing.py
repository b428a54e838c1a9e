"""A server that takes its time, or never comes to an end, gets no more of ours."""

import socket
import ssl
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo.tests import BaseCase

from odoo.addons.cem_experience.tools.base import outgoing

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
# A server that is not hung up on ends all the same, and then the test fails.
DROPS, PAUSE = 100, 0.03


def drip(connection, drop):
    for _number in range(DROPS):
        connection.sendall(drop)
        time.sleep(PAUSE)


def slow_headers(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(connection, b"a")
    connection.sendall(b"\r\nContent-Length: 2\r\n\r\n{}")


def many_headers(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    drip(connection, b"X: y\r\n")
    connection.sendall(b"Content-Length: 2\r\n\r\n{}")


def not_yet(connection):
    connection.recv(65536)
    drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n")
    connection.sendall(OK)


def slow_body(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % DROPS)
    drip(connection, b"a")


def slow_pieces(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    drip(connection, b"1\r\na\r\n")
    connection.sendall(b"0\r\n\r\n")


def quick(connection):
    connection.recv(65536)
    connection.sendall(OK)


@contextmanager
def serving(talk, certificate=None):
    """The address of a server that talks to those who connect as ``talk`` does."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _address = server.accept()
            with connection:
                try:
                    if certificate:
                        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                        context.load_cert_chain(certificate)
                        connection = context.wrap_socket(connection, server_side=True)
                    talk(connection)
                    connection.close()
                except OSError:
                    return  # hung up on, as it ought to be

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        scheme = "https" if certificate else "http"
        yield f"{scheme}://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(DROPS * PAUSE * 3)


@contextmanager
def own_certificate():
    """The path of a certificate of this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pem"
        path.write_bytes(
            certificate.public_bytes(pem)
            + key.private_bytes(
                pem,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        yield str(path)


class TestDeadline(BaseCase):
    def ask(self, url, **options):
        return outgoing.ask(
            "POST", url, allowed="127.0.0.1", **{"seconds": 0.5, **options}
        )

    def test_a_quick_answer(self):
        with serving(quick) as url:
            self.assertEqual(self.ask(url, seconds=30).content, b"{}")

    def test_every_way_to_be_slow(self):
        for talk in (slow_headers, many_headers, not_yet, slow_body, slow_pieces):
            with self.subTest(talk.__name__), serving(talk) as url:
                with self.assertRaisesRegex(outgoing.NoAnswer, "in time"):
                    self.ask(url)

    def test_a_server_that_reads_nothing(self):
        over = threading.Event()
        with serving(lambda connection: over.wait(30)) as url:
            with self.assertRaisesRegex(outgoing.NoAnswer, "in time"):
                self.ask(url, data=b"x" * 50_000_000)
            over.set()

    def test_safe_connections(self):
        with own_certificate() as path:
            with serving(quick, path) as url:
                got = self.ask(url, verify=path, seconds=30)
                self.assertEqual(got.content, b"{}")
            for talk in (slow_headers, slow_body):
                with serving(talk, path) as url:
                    with self.assertRaisesRegex(outgoing.NoAnswer, "in time"):
                        self.ask(url, verify=path)
            with serving(quick, path) as url:
                with self.assertRaisesRegex(outgoing.NoAnswer, "certificate"):
                    self.ask(url, seconds=30)

    def test_no_handshake(self):
        with serving(lambda connection: drip(connection, b"\x16")) as url:
            with self.assertRaises(outgoing.NoAnswer):
                self.ask(url.replace("http:", "https:"))

    def test_a_name_server_that_says_nothing(self):
        over = threading.Event()
        with patch.object(
            socket, "getaddrinfo", side_effect=lambda *a, **k: over.wait()
        ):
            with self.assertRaisesRegex(outgoing.NoAnswer, "in time"):
                deadline = outgoing.Deadline(0.2, 10)
                outgoing.Guard().addresses("slow.example", 80, deadline)
            over.set()

    def test_the_time_is_for_all_addresses_together(self):
        deadline = outgoing.Deadline(0, 10)
        with self.assertRaises(TimeoutError):
            deadline.left()
