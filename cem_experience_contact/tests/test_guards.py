"""The fields of this addon that only the server writes."""

from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.guard_attacks import GuardAttacks

from .writable_fields import WRITABLE


@tagged("post_install", "-at_install")
class TestGuards(GuardAttacks):
    module = "cem_experience_contact"
    writable = WRITABLE

    def test_each_field_is_declared(self):
        self._check_declared()

    def test_all_ways(self):
        self._check_installed()
        self._check_write()
        self._check_create()
        self._check_defaults()
        self._check_copy()
        self._check_onchange()
        self._check_lines()
