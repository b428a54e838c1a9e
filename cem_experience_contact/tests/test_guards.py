"""The fields of this addon that only the server writes."""

from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.guard_attacks import (
    AddonGuards,
    GuardAttacks,
)

from .writable_fields import WRITABLE


@tagged("post_install", "-at_install")
class TestGuards(AddonGuards, GuardAttacks):
    module = "cem_experience_contact"
    writable = WRITABLE
