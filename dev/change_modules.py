"""Run in an Odoo shell: installs or uninstalls as the buttons of the Apps page do.

ACTION is install or uninstall, MODULES their names with commas between.
"""

import os

names = os.environ["MODULES"].split(",")
modules = env["ir.module.module"].search([("name", "in", names)])  # noqa: F821
assert len(modules) == len(names), f"not all of {names} are known here"
getattr(modules, f"button_immediate_{os.environ['ACTION']}")()
env.cr.commit()  # noqa: F821
