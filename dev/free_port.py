#!/usr/bin/env python3
"""Ports of this machine.

free_port.py HOST FIRST [only]     prints the first free port from FIRST on
                                   (with "only", FIRST itself or exit 1)
free_port.py --answers URL [SECS]  exit 0 as soon as URL answers 200
"""

import socket
import sys
import time
import urllib.request


def free(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        # As Odoo does: an address in TIME_WAIT is free.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError:
            return False
        return True


def answers(url, seconds):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + seconds
    while True:
        try:
            with opener.open(url, timeout=10) as response:
                return response.status == 200
        except OSError:
            if time.monotonic() >= end:
                return False
            time.sleep(0.3)


def main(args):
    if args[:1] == ["--answers"]:
        return 0 if answers(args[1], float(args[2]) if args[2:] else 0) else 1
    host, first = args[0], int(args[1])
    for port in (
        [first] if args[2:] == ["only"] else range(first, min(first + 500, 65536))
    ):
        if free(host, port):
            print(port)
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
