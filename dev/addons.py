#!/usr/bin/env python3
"""What the addons of this clone say of themselves.

addons.py modules       names of the addons here, comma separated
addons.py depends       the addons they need from elsewhere, comma separated
addons.py core          those that the addon without "auto_install" needs
addons.py parts         the addons that a person adds to cem_experience, comma separated
addons.py glue          a line each: an addon that installs itself, the apps it joins, and
                        what of ours a person has chosen for that
addons.py needs NAMES   what those of ours, and what of ours they need, need from elsewhere
addons.py fingerprint   one hash over all their files
"""

import ast
import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def manifests():
    return {
        path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.glob("*/__manifest__.py"))
    }


def modules():
    return ",".join(
        name
        for name, manifest in manifests().items()
        if manifest.get("installable", True)
    )


def depends():
    ours = manifests()
    needed = {
        name for manifest in ours.values() for name in manifest.get("depends", ["base"])
    }
    return ",".join(sorted(needed - set(ours)))


def core():
    """What our addons that are chosen by a person need, without the glue."""
    needed = {
        name
        for manifest in manifests().values()
        if not manifest.get("auto_install")
        for name in manifest.get("depends", ["base"])
    }
    return ",".join(sorted(needed - set(manifests())))


def needs(names):
    ours, found, todo = manifests(), set(), set(names.split(","))
    while todo:
        name = todo.pop()
        if name in ours:
            todo.update(ours[name].get("depends", ["base"]))
        else:
            found.add(name)
    return ",".join(sorted(found))


def parts():
    return ",".join(
        name
        for name, manifest in manifests().items()
        if not manifest.get("auto_install")
        and set(manifest["depends"]) & set(manifests())
    )


def glue():
    ours = manifests()
    lines = []
    for name, manifest in ours.items():
        if not manifest.get("auto_install"):
            continue
        apps, chosen, todo = set(), set(), set(manifest["depends"])
        while todo:
            needed = todo.pop()
            if needed not in ours:
                apps.add(needed)
            elif ours[needed].get("auto_install"):
                todo.update(ours[needed]["depends"])
            else:
                chosen.add(needed)
        lines.append(f"{name} {','.join(sorted(apps))} {','.join(sorted(chosen))}")
    return "\n".join(lines)


def fingerprint():
    digest = hashlib.sha256()
    for module in modules().split(","):
        for path in sorted((ROOT / module).rglob("*")):
            relative = path.relative_to(ROOT)
            if path.is_file() and "__pycache__" not in relative.parts:
                digest.update(f"{relative}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "needs":
        print(needs(sys.argv[2]))
    elif len(sys.argv) == 2 and sys.argv[1] in {
        "modules",
        "depends",
        "core",
        "parts",
        "glue",
        "fingerprint",
    }:
        print(globals()[sys.argv[1]]())
    else:
        sys.exit(__doc__)
