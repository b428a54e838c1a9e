"""Odoo's command line with core's test_lint looking at our addons only.

    lint_ours.py -c CONF -i test_lint --test-tags /test_lint ...

As it stands that suite reads all 600 addons of Odoo, which takes long and says
nothing about ours. What it checks of the loaded models stays as it is.
"""

import os
import sys
from pathlib import Path

import odoo.cli
import odoo.modules
from odoo.modules.module import Manifest

ROOT = str(Path(__file__).resolve().parent.parent)


def of_ours(function, path_of):
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if not caller.startswith("odoo.addons.test_lint"):
            return result
        return [item for item in result if path_of(item).startswith(ROOT + os.sep)]

    return wrapper


def module_path(name):
    manifest = Manifest.for_addon(name)
    return manifest.path if manifest else ""


Manifest.all_addon_manifests = staticmethod(
    of_ours(Manifest.all_addon_manifests, lambda manifest: manifest.path)
)
odoo.modules.get_modules = of_ours(odoo.modules.get_modules, module_path)

if __name__ == "__main__":
    odoo.cli.main()
