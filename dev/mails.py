#!/usr/bin/env python3
"""The mail catcher of the demonstration: takes every mail and sends none on.

mails.py serve FOLDER PORT   listens on 127.0.0.1, writes one .eml file a mail
mails.py list FOLDER [N]     lists the newest mails, or prints the Nth newest
"""

import asyncio
import email
import email.policy
import sys
import time
from pathlib import Path


class Store:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, _server, _session, envelope):
        self.count += 1
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{self.count:05d}.eml"
        partial = self.folder / f".{name}"
        head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        partial.write_bytes(head + envelope.original_content)
        partial.rename(self.folder / name)
        return "250 OK, kept here"


def serve(folder, port):
    from aiosmtpd.smtp import SMTP

    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder)

    async def run():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(store, enable_SMTPUTF8=True, data_size_limit=64 << 20),
            "127.0.0.1",
            port,
        )
        async with server:
            await server.serve_forever()

    asyncio.run(run())


def show(folder, number):
    files = sorted(folder.glob("*.eml"), reverse=True)
    if not files:
        print("No mail has been caught yet. They will be in", folder)
        return
    if number:
        if number > len(files):
            sys.exit(f"There are only {len(files)} mails.")
        message = read(files[number - 1])
        for name in ("Date", "From", "X-Envelope-To", "Subject"):
            print(f"{name.removeprefix('X-Envelope-')}: {message[name]}")
        body = message.get_body(("plain", "html"))
        print(f"\n{body.get_content().strip() if body else '(no text)'}")
        for part in message.iter_attachments():
            print(f"\n[attachment: {part.get_filename()}, {part.get_content_type()}]")
        return
    print(f"{len(files)} mails in {folder}, the newest first:\n")
    for index, path in enumerate(files[:20], 1):
        message = read(path)
        print(
            f"{index:>3}  {path.name[:15]}  {message['X-Envelope-To']}  {message['Subject']}"
        )
    print("\nmake mails N=1 prints the newest.")


def read(path):
    with path.open("rb") as stream:
        return email.message_from_binary_file(stream, policy=email.policy.default)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["list"]:
        show(Path(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0)
    else:
        sys.exit(__doc__)
