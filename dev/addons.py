#!/usr/bin/env python3
"""What the addons of this clone say of themselves.

addons.py modules       names of the addons here, comma separated
addons.py depends       the addons they need from elsewhere, comma separated
addons.py core          those that the addon without "auto_install" needs
addons.py glue          a line each: an addon that installs itself, and the apps it joins
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


def glue():
    ours = manifests()
    return "\n".join(
        f"{name} {','.join(sorted(set(manifest['depends']) - set(ours)))}"
        for name, manifest in ours.items()
        if manifest.get("auto_install")
    )


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
    if len(sys.argv) != 2 or sys.argv[1] not in {
        "modules",
        "depends",
        "core",
        "glue",
        "fingerprint",
    }:
        sys.exit(__doc__)
    print(globals()[sys.argv[1]]())
