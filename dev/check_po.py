#!/usr/bin/env python3
"""Checks the translations of addons: check_po.py ADDON...

Every i18n/*.po has each term of the addon's .pot translated, none of them fuzzy,
no term that the .pot has not, and the same placeholders as the original.
"""

import re
import sys
from pathlib import Path

import polib

# %s, %(name)s, %d, %%; {name} and {0} of str.format; ${...}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdifr]|%%|\$?\{[^{}\s]*\}")


def check(addon):
    folder = Path(addon, "i18n")
    pots = list(folder.glob("*.pot"))
    if not pots:
        return
    terms = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(pots[0]))}
    for path in sorted(folder.glob("*.po")):
        seen = set()
        for entry in polib.pofile(str(path)):
            if entry.obsolete:
                yield f"{path}:{entry.linenum}: obsolete term, remove it (make pot does)"
                continue
            seen.add((entry.msgctxt, entry.msgid))
            where, what = f"{path}:{entry.linenum}", entry.msgid[:60]
            if "fuzzy" in entry.flags:
                yield f"{where}: fuzzy: {what!r}"
            elif not entry.msgstr and not entry.msgstr_plural:
                yield f"{where}: not translated: {what!r}"
            elif placeholders(entry.msgid) != placeholders(entry.msgstr):
                yield f"{where}: other placeholders than the original: {what!r}"
        for _context, msgid in sorted(terms - seen, key=str):
            yield f"{path}: term of the .pot is missing (make pot adds it): {msgid[:60]!r}"
        for _context, msgid in sorted(seen - terms, key=str):
            yield f"{path}: term is not in the .pot: {msgid[:60]!r}"


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    problems = [line for addon in sys.argv[1:] for line in check(addon)]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
