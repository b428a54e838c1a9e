#!/usr/bin/env python3
"""One list of Python packages: what the code imports, the manifests ask for and README
names is the same, and the locked environment has it.

What Odoo cannot start without is not named, nor what comes with a package that is. An
import that may fail (in a "try") is of an optional package: README names it apart.
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ODOO_HAS = {
    *("babel", "dateutil", "lxml", "markupsafe", "odoo", "PIL", "psycopg2", "pytz"),
    "werkzeug",
}
COMES_WITH = {"numpy": "pandas", "urllib3": "requests"}
REQUIRED = re.compile(r"install the Python\s+packages (.+?) into", re.DOTALL)
OPTIONAL = re.compile(r"Optional\s+packages: (.+?)\.\s", re.DOTALL)


def imports(path):
    """Top-level names of what a file imports, each with whether it may be missing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tried = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        for name in names:
            yield name.split(".")[0], id(node) in tried


def needed(addon):
    """Packages that an addon's code cannot do without, and those that it can."""
    hard, soft = set(), set()
    for path in sorted(addon.rglob("*.py")):
        if "tests" in path.relative_to(addon).parts:
            continue
        for name, may_fail in imports(path):
            if name not in sys.stdlib_module_names and name not in ODOO_HAS:
                (soft if may_fail else hard).add(COMES_WITH.get(name, name))
    return hard, soft - hard


def listed(pattern, text):
    found = pattern.search(text)
    return set(re.findall(r"`([^`]+)`", found[1])) if found else set()


def problems():
    manifests = {
        path.parent: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.glob("*/__manifest__.py"))
    }
    asked = {
        addon.name: set(manifest.get("external_dependencies", {}).get("python", ()))
        for addon, manifest in manifests.items()
    }
    every, optional = set(), set()
    for addon, manifest in manifests.items():
        hard, soft = needed(addon)
        of_others = {name for one in manifest["depends"] for name in asked.get(one, ())}
        every |= hard
        optional |= soft
        yield from compare(
            f"{addon.name}/__manifest__.py",
            asked[addon.name],
            hard - of_others,
            "external_dependencies",
        )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    yield from compare("README.md", listed(REQUIRED, readme), every, "packages")
    yield from compare(
        "README.md", listed(OPTIONAL, readme), optional - every, "optional packages"
    )
    wanted = (ROOT / "dev/requirements.in").read_text(encoding="utf-8").lower().split()
    for name in sorted(every | optional):
        if name.lower() not in wanted:
            yield f"dev/requirements.in: {name} is missing"


def compare(place, have, want, what):
    for name in sorted(want - have):
        yield f"{place}: {what} lack {name}, which the code imports"
    for name in sorted(have - want):
        yield f"{place}: {what} name {name}, which no code imports"


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found))
    sys.exit(1 if found else 0)
