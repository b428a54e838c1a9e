from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CemCommon

# Models that hold a company of their own but are settings of a person's own choice
# or live for minutes; none so far.
WITHOUT_COMPANY_RULE = set()


@tagged("post_install", "-at_install")
class TestSecurity(CemCommon):
    """What holds for every model of ours, whichever is added later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = [
            cls.env[name]
            for name in sorted(cls.env.registry)
            if name.startswith("cem.") and not cls.env[name]._abstract
        ]

    def test_nobody_has_access_before_a_role_is_given(self):
        portal = self.env.ref("base.group_portal")
        for model in self.models:
            for right in ("read", "write", "create", "unlink"):
                with self.subTest(model=model._name, right=right):
                    self.assertFalse(model.with_user(self.plain_user).has_access(right))
            groups = (
                self.env["ir.model.access"]
                .search([("model_id.model", "=", model._name)])
                .group_id
            )
            with self.subTest(model=model._name):
                self.assertTrue(groups, "a model without any access right")
                self.assertNotIn(portal, groups.all_implied_ids)

    def test_roles_grow(self):
        """Who may more in general may not less anywhere."""
        roles = [self.staff, self.manager, self.administrator]
        for model in self.models:
            for right in ("read", "write", "create", "unlink"):
                rights = [model.with_user(user).has_access(right) for user in roles]
                with self.subTest(model=model._name, right=right):
                    self.assertEqual(rights, sorted(rights))

    def test_every_model_with_a_company_has_a_rule_for_it(self):
        for model in self.models:
            field = model._fields.get("company_id")
            if not field or not field.store or model._transient:
                continue
            if model._name in WITHOUT_COMPANY_RULE:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(
                    any("company_ids" in rule.domain_force for rule in rules)
                )

    def test_every_page_is_of_who_opened_it(self):
        """A transient model has an owner only by a rule."""
        for model in self.models:
            if not model._transient:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(
                    any("create_uid" in rule.domain_force for rule in rules)
                )
        page = self.env["cem.value.overview"].with_user(self.manager).create({})
        line = self.env["cem.value.overview.line"].with_user(self.manager)
        line = line.create({"overview_id": page.id, "name": "A", "nps": 12})
        self.assertEqual(line.nps, 12)
        other = self.env["cem.value.overview.line"].with_user(self.manager_two)
        self.assertFalse(other.search([("id", "=", line.id)]))
        with self.assertRaises(AccessError):
            line.with_user(self.manager_two).read(["nps"])

    def test_customers_are_not_told_what_is_thought_of_them(self):
        """Through the portal they read their own contact, and those below it."""
        portal = new_test_user(self.env, "cem_portal", "base.group_portal")
        partner = portal.partner_id.with_user(portal)
        self.assertTrue(partner.read(["name"]))
        ours = {
            name
            for name, field in partner._fields.items()
            if name.startswith("cem_") and field.store
        }
        self.assertIn("cem_satisfaction", ours)
        # whether to be asked is the customer's own choice
        choice = {"cem_no_survey", "cem_company_no_survey"}
        self.assertEqual(ours & set(partner.fields_get()), choice)
        with self.assertRaises(AccessError):
            partner.read(["cem_value_tier_id"])
        with self.assertRaises(AccessError):
            partner.search([("cem_satisfaction", "<", 3)])
