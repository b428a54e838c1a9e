from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.cem_experience.tests.base.common import CemCommon


@tagged("post_install", "-at_install")
class TestSourcePlace(CemCommon):
    def test_place_stays_once_answers_have_come(self):
        """Written as it is, as an update of demo data does, nothing changes."""
        source = self.env["cem.source"].create(
            {"name": "App", "kind": "rest", "url": "https://app.example/answers"}
        )
        source._cem_as_server().write({"row_count": 3})
        same = {"kind": "rest", "url": source.url, "survey": False}
        source.write({**same, "company_id": source.company_id.id, "name": "The app"})
        self.assertEqual(source.name, "The app")
        for other in ({"url": "https://else.example"}, {"survey": "1"}):
            with self.assertRaises(UserError):
                source.write({**same, **other})
        with self.assertRaises(UserError):
            source.write({"company_id": self.company_two.id})
