"""What nearly every test of the addon needs: people with just their groups."""

from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user


class CemCommon(TransactionCase):
    """One user per role, a customer, a second company with a manager of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company_two = cls.env["res.company"].create({"name": "Second Company"})
        cls.staff = cls._new_user("cem_staff", "group_cem_user")
        cls.manager = cls._new_user("cem_manager", "group_cem_manager")
        cls.administrator = cls._new_user("cem_admin", "group_cem_administrator")
        cls.manager_two = cls._new_user(
            "cem_manager_two", "group_cem_manager", company=cls.company_two
        )
        cls.plain_user = new_test_user(cls.env, "cem_nobody", "base.group_user")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer Li", "email": "li@customer.example"}
        )
        cls.dimensions = {
            code: cls.env.ref(f"cem_experience.cem_dimension_{code}")
            for code in (
                "product",
                "service",
                "relationship",
                "convenience",
                "brand",
                "price",
            )
        }

        cls._know_audits()

    @classmethod
    def _know_audits(cls):
        """Figures leave the company's own view out; an addon that may not be here
        writes it."""
        source = cls.env["cem.score"]._fields["source"]
        if "audit" not in dict(source.selection):
            with_audits = [*source.selection, ("audit", "Audit")]
            cls.startClassPatcher(patch.object(source, "selection", with_audits))
            cls.startClassPatcher(patch.object(source, "_selection", dict(with_audits)))
            for name in ("_company_sources", "_unread_sources"):
                cls._add_source(name, "audit")

    @classmethod
    def _add_source(cls, hook, source):
        scores = cls.registry["cem.score"]
        known = getattr(scores, hook)
        cls.startClassPatcher(
            patch.object(scores, hook, lambda self: [*known(self), source])
        )

    @classmethod
    def _new_user(cls, login, group, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            f"cem_experience.{group},base.group_partner_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _score(cls, measure="experience", value=5.0, **values):
        """A score of the customer, as an external system would write it."""
        values.setdefault("partner_id", cls.customer.id)
        return cls.env["cem.score"].create(
            {"measure": measure, "value": value, **values}
        )
