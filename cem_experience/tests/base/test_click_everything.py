import logging

from odoo.tests import tagged

from .clicker import Clicker
from .common import CemCommon
from .samples import Samples

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestClickEverything(CemCommon):
    """Each role opens all that its menus lead to, and presses what it is shown.

    The browser does the same in ``make proof P=click_everything``, with demo data.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.samples = Samples(cls.env, {"partner": cls.customer.id}).make_all()

    def _click(self, user):
        clicker = Clicker(self.env(user=user.id)).run()
        _logger.info("%s: %s", user.login, dict(clicker.count))
        told = "\n".join(f"{what}: {why}" for what, why in clicker.problems.items())
        self.assertFalse(clicker.problems, told)
        return clicker

    def test_samples(self):
        """Lists and forms are not tried on nothing."""
        for name in (
            *("assessment", "compensation", "followup", "journey"),
            *("kiosk", "problem", "requirement", "score", "touchpoint"),
        ):
            found = self.env[f"cem.{name}"].with_context(active_test=False)
            self.assertTrue(
                found.search_count([], limit=1),
                f"{name}: {self.samples.failed.get(f'cem.{name}')}",
            )

    def test_staff(self):
        self._click(self.staff)

    def test_manager(self):
        self._click(self.manager)

    def test_administrator(self):
        self._click(self.administrator)
