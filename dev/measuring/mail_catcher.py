"""A mail server in a process of its own: ``python mail_catcher.py PORT FILE``.

It takes every message and writes its recipients to FILE, one message a line, before it
says so to the client: what it has confirmed is on the disk, whoever dies.
"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP


class Catcher:
    def __init__(self, stream):
        self.stream = stream

    async def handle_DATA(self, _server, _session, envelope):
        self.stream.write(" ".join(envelope.rcpt_tos) + "\n")
        self.stream.flush()
        return "250 OK"


async def serve(port, path):
    with open(path, "a", encoding="utf-8") as stream:
        catcher = Catcher(stream)
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(catcher), "127.0.0.1", port
        )
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
