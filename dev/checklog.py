#!/usr/bin/env python3
"""Finds WARNING, ERROR and CRITICAL lines in a log of Odoo.

checklog.py FILE   prints them with what follows; exit 1 if there are any.

What dev/log_allow.txt names does not count.
"""

import re
import sys
from pathlib import Path

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<rest>.*)$")
BAD = {"WARNING", "ERROR", "CRITICAL"}


def allowed_patterns():
    text = (Path(__file__).resolve().parent / "log_allow.txt").read_text(
        encoding="utf-8"
    )
    return [
        re.compile(line)
        for line in text.splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]


def problems(lines, allowed=None):
    """Each bad line with the lines that belong to it (a traceback)."""
    allowed = allowed_patterns() if allowed is None else allowed
    found, current = [], None
    for line in lines:
        match = LINE.match(line)
        if match:
            bad = match["level"] in BAD and not any(
                p.search(match["rest"]) for p in allowed
            )
            current = [line.rstrip()] if bad else None
            if bad:
                found.append(current)
        elif current is not None and len(current) < 60:
            current.append(line.rstrip())
    return ["\n".join(item).rstrip() for item in found]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", errors="replace") as stream:
        found = problems(stream)
    print("\n".join(found))
    sys.exit(1 if found else 0)
