"""A journey with a list of questions and answers, and needs, for tests of contacts."""

from uuid import uuid4

from odoo.addons.cem_experience.tests.base.common import CemCommon


class ContactCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.env["cem.journey"].create({"name": "Flat"})
        cls.stage = cls.env["cem.journey.stage"].create(
            {"name": "Living", "journey_id": cls.journey.id, "phase": "after"}
        )
        cls.faq = cls.env["cem.faq"].create(
            {
                "name": "How long is the warranty?",
                "answer": "Two years.",
                "journey_id": cls.journey.id,
            }
        )
        cls.faq.action_approve()
        needs = cls.env["cem.need"]
        cls.need = needs.create({"name": "Test repair"})
        cls.parking = needs.create({"name": "Test parking space", "is_sellable": True})
        cls.hasty = needs.create(
            {"name": "Test flat", "is_sellable": True, "auto_lead": True}
        )
        cls.customer.phone = "+852 5550 7788"
        cls.colleague = cls._new_user("cem_colleague", "group_cem_user")

    def _save(self, user=None, **values):
        """Wrap up as the form does."""
        contacts = self.env["cem.contact"].with_user(user or self.staff)
        values.setdefault("key", str(uuid4()))
        values.setdefault("partner_id", self.customer.id)
        values.setdefault("journey_id", self.journey.id)
        row = contacts.desk_save(values)
        return self.env["cem.contact"].browse(row["id"])
