#!/usr/bin/env python3
"""Checks the files whose names come on standard input, one a line.

None of them may name what belongs to one machine or one person: the address of
a package registry or mirror, a home folder, an absolute path of this clone, a
private key or token. Addresses in a lock file would tie the next installation
to one registry.

No code may name a file outside the project: whoever has a clone alone would not have
it. And nobody may act as superuser without a word why, in the few lines above.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    # Written in pieces, so that this file does not find itself.
    "address of a package registry or mirror": re.compile(
        r"https?://[\w.:@-]*(?:"
        + "|".join(
            (
                "py" + r"pi\.|python" + r"hosted",
                "registry" + r"\.np" + "m",
                "deb" + r"\.debian",
                r"\w*\.archive\.ubuntu",
                "simple/ind" + "ex",
            )
        )
        + ")",
        re.I,
    ),
    "index address in a lock file": re.compile(
        r"^(?:-i|--(?:extra-)?index-url)\b", re.M
    ),
    "resolved address in package-lock.json": re.compile(r'"resolved"\s*: "http'),
    "home folder": re.compile(r"(?<![\w$}~])/(?:home/[a-z]\w*|root)/[\w.]"),
    # A copy of a checkout (.ci/run) answers for the checkout too.
    "path of this clone": re.compile(
        "|".join(
            re.escape(root) + r"(?![\w-])"
            for root in filter(None, (str(ROOT), os.environ.get("CEM_CHECKOUT")))
        )
    ),
    "private key": re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----"),
    "access token": re.compile(
        r"\b(?:ghp_|github_pat_|glpat-|npm_|pypi-)[A-Za-z0-9_]{20,}"
    ),
}

# The folder that lies beside the checkout of those who wrote this, and of nobody else.
OUTSIDE = re.compile(r"(?<![\w-])sha" + r"red(?:/|_file\b)|([\"'])sha" + r"red\1")
CODE = re.compile(
    r"\.(?:py|sh|js|cjs|xml|yml|yaml|toml|ini|json)$|(?:^|/)(?:Makefile|run)$"
)

SUPERUSER = re.compile(r"\.sudo\(\)|su=True")
# Statements that read one thing after another have their comment on top.
LINES_ABOVE = 8


def unexplained(name, text):
    """Where a model or controller acts as superuser without saying why."""
    if not re.match(
        r"cem_experience\w*/(models|controllers|report|wizard)/.*\.py$", name
    ):
        return
    lines = text.splitlines()
    for number, line in enumerate(lines):
        around = lines[max(0, number - LINES_ABOVE) : number + 1]
        if SUPERUSER.search(line) and not any("#" in one for one in around):
            yield f"{name}:{number + 1}: superuser, and no comment why: {line.strip()}"


def problems(name):
    path = Path(name)
    if path.is_symlink() or not path.is_file():
        return
    data = path.read_bytes()
    if b"\0" in data[:8192]:
        return
    text = data.decode("utf-8", "replace")
    yield from unexplained(name, text)
    forbidden = dict(FORBIDDEN)
    if CODE.search(name):
        forbidden["file outside the project"] = OUTSIDE
    for what, pattern in forbidden.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: {what}: {match[0][:60]}"


if __name__ == "__main__":
    found = [line for name in sys.stdin.read().splitlines() for line in problems(name)]
    print("\n".join(found))
    sys.exit(1 if found else 0)
