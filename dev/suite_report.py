#!/usr/bin/env python3
"""Sums up a log of Odoo's own test runner: suite_report.py LOG

Per module: tests run; then each failure with its last line. Exit 1 if any.
"""

import collections
import re
import sys

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)$"
)
STARTING = re.compile(r"^Starting \S+\.test_\w+")
FAILED = re.compile(r"^(?P<kind>FAIL|ERROR): (?P<test>.*?)\s*$")
SKIPPED = re.compile(r"skipped", re.I)


def main(path):
    count, skipped = collections.Counter(), collections.Counter()
    failures, other, summary, block = [], [], "", None
    with open(path, encoding="utf-8", errors="replace") as stream:
        for line in stream:
            match = LINE.match(line)
            if not match:
                if block is not None and line.strip():
                    block.append(line.rstrip())
                continue
            block = None
            text, logger = match["text"].strip(), match["logger"]
            module = re.match(r"odoo\.addons\.(\w+)\.", logger)
            module = module[1] if module else logger
            failed = FAILED.match(text)
            if STARTING.match(text):
                count[module] += 1
            elif failed:
                block = [f"{failed['kind']} {module}: {failed['test']}"]
                failures.append(block)
            elif SKIPPED.search(text) and ".tests." in logger:
                skipped[module] += 1
            elif match["level"] in {"ERROR", "CRITICAL", "WARNING"}:
                if logger == "odoo.tests.result":
                    summary = text
                else:
                    other.append(f"{match['level']} {logger}: {text[:200]}")
            if logger == "odoo.tests.result":
                summary = text
    for module in sorted(count):
        extra = f", {skipped[module]} skipped" if skipped[module] else ""
        print(f"  {module:<20} {count[module]:>5} tests{extra}")
    for block in failures:
        print(f"\n{block[0]}")
        for line in [*block[1:3], "...", *block[-4:]] if len(block) > 8 else block[1:]:
            print(f"    {line}")
    if other:
        print(f"\n{len(other)} other lines of WARNING or above, among them:")
        for line in list(dict.fromkeys(other))[:12]:
            print(f"    {line}")
    print(f"\n{summary or 'no summary found'}")
    return 1 if failures or not summary else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
