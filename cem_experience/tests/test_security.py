from odoo.tests import tagged

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
