"""The product by itself says nothing of addons that may not be installed."""

import re
import unittest
from pathlib import Path

CORE = Path(__file__).parents[2]
FOLDERS = ("models", "views", "wizard", "report", "controllers", "static/src", "tools")
WORDS = re.compile(
    r"\baudit|perception.gap|contact.cent(re|er)|webhook|\bticket|live.?chat"
    r"|limesurvey|helpdesk|cem_experience_[a-z]",
    re.IGNORECASE,
)
# a ticket that is no case, and a tool of which the core reads an exported file
HARMLESS = re.compile(r'cinema tickets|^ +"LimeSurvey",$')


class TestCoreWords(unittest.TestCase):
    def test_no_text_of_the_core_speaks_of_an_addon(self):
        found = []
        for folder in FOLDERS:
            for path in sorted((CORE / folder).rglob("*")):
                if path.suffix not in {".py", ".xml", ".js", ".scss"}:
                    continue
                lines = path.read_text().splitlines()
                found += [
                    f"{path.relative_to(CORE)}:{number}: {line.strip()}"
                    for number, line in enumerate(lines, 1)
                    if WORDS.search(HARMLESS.sub("", line))
                ]
        self.assertEqual(found, [])
