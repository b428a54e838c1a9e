from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestScripts(HttpCase):
    """The logic in static/src: unit tests in static/tests, run in a browser."""

    ADDONS = ("cem_experience", "cem_experience_event")

    def test_scripts(self):
        suites = (
            test_js.HOOTCommon._generate_hash(self, f"@{addon}")
            for addon in self.ADDONS
            if self.env["ir.module.module"]._get(addon).state == "installed"
        )
        ids = "".join(f"&id={suite}" for suite in suites)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{ids}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
