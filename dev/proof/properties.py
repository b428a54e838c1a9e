"""Every property of the tests with fresh random examples, TIMES=10 as many as the tests."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from measuring import Figure, database

ROOT = Path(__file__).resolve().parents[2]
TIMES = int(os.environ.get("TIMES") or 10)
FAILURES = ("failures", "errors", "skipped")


def main():
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        code = subprocess.call(
            [
                *(sys.executable, "-m", "pytest", "-p", "cem_pytest", "-q"),
                *(f"--odoo-database={database()}", "--odoo-http"),
                *("--odoo-log-level=warn", f"--junitxml={results}"),
                *("-o", f"cache_dir={folder}", "--rootdir", str(ROOT)),
                *("-c", str(ROOT / "dev" / "pytest.ini")),
                *(str(path.parent) for path in sorted(ROOT.glob("*/__manifest__.py"))),
            ],
            cwd=ROOT,
            env=os.environ
            | {
                "CEM_EXAMPLES": str(TIMES),
                "ODOO_RC": os.environ["CEM_CONF"],
                "PYTHONPATH": str(ROOT / "dev"),
            },
        )
        suites = list(ET.parse(results).getroot().iter("testsuite"))
    count = sum(int(suite.get("tests")) for suite in suites)
    failed = sum(int(suite.get(kind)) for suite in suites for kind in FAILURES)
    yield Figure("properties tried", count, ok=count > 0)
    yield Figure("examples of each, times those of the tests", TIMES)
    yield Figure("properties that failed or were skipped", failed, ok=not failed)
    yield Figure("pytest ended with", code, reference=0, ok=not code)
