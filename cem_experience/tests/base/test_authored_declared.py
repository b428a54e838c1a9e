"""Every condition that the system carries out is declared, with whose it is."""

import re

from odoo.tests import TransactionCase, tagged

# What a field's name has to say, if it is a text, to be looked at here
SAYS_EXPRESSION = re.compile(
    r"domain|path|_field$|expression|formula|filter|python|eval"
)
# Models whose rows say by themselves what is read
ALSO = {
    "ir.model",
    "ir.model.fields",
    "ir.filters",
    "mail.template",
    "sms.template",
    "ir.actions.server",
    "base.automation",
}
AUTHOR = "runs with its author's rights"
RECIPIENT = "runs with the rights of each recipient"
TEXT = "a text of an invitation, and of nothing else"
JSON = "a path in the answer of another system"
RULE = "a rule of Odoo's that a touchpoint keeps"
NONE = "no expression"
EXPRESSIONS = {
    ("cem.touchpoint", "ask_model_id"): AUTHOR,
    ("cem.touchpoint", "ask_domain"): AUTHOR,
    ("cem.touchpoint", "ask_partner_path"): AUTHOR,
    ("cem.touchpoint", "ask_user_path"): AUTHOR,
    ("cem.touchpoint", "ask_team_path"): AUTHOR,
    ("cem.touchpoint", "ask_date_field"): AUTHOR,
    ("cem.touchpoint", "ask_template_id"): TEXT,
    ("cem.touchpoint", "ask_thank_template_id"): TEXT,
    ("cem.touchpoint", "ask_sms_template_id"): TEXT,
    ("cem.touchpoint", "automation_id"): RULE,
    ("cem.touchpoint", "parent_path"): NONE,
    ("cem.cause", "parent_path"): NONE,
    ("cem.listen.setup", "domain"): AUTHOR,
    ("cem.listen.setup", "partner_path"): AUTHOR,
    ("cem.listen.setup", "user_path"): AUTHOR,
    ("cem.listen.setup", "date_field"): AUTHOR,
    ("cem.value.source", "model_id"): AUTHOR,
    ("cem.value.source", "domain"): AUTHOR,
    ("cem.value.source", "partner_path"): AUTHOR,
    ("cem.value.source", "amount_field"): AUTHOR,
    ("cem.value.source", "date_field"): AUTHOR,
    ("cem.value.source", "currency_field"): AUTHOR,
    ("cem.lifecycle.rule", "model_id"): AUTHOR,
    ("cem.lifecycle.rule", "domain"): AUTHOR,
    ("cem.lifecycle.rule", "partner_path"): AUTHOR,
    ("cem.lifecycle.rule", "date_path"): AUTHOR,
    ("cem.result", "model_id"): AUTHOR,
    ("cem.result", "domain"): AUTHOR,
    ("cem.result", "comparison_domain"): AUTHOR,
    ("cem.result", "date_field_id"): AUTHOR,
    ("cem.result", "amount_field_id"): AUTHOR,
    ("cem.dashboard.mail", "domain"): RECIPIENT,
    ("cem.dashboard.mail", "filter_id"): RECIPIENT,
    ("cem.source", "rows_path"): JSON,
    ("cem.source", "id_path"): JSON,
    ("cem.source", "cursor_path"): JSON,
    ("cem.source", "since_path"): JSON,
}


@tagged("post_install", "-at_install")
class TestDeclaredExpressions(TransactionCase):
    def _found(self):
        for model_name, model in self.env.items():
            if not model_name.startswith("cem.") or model._abstract:
                continue
            for name, field in model._fields.items():
                if not field.store or field.related or field.inherited:
                    continue
                said = field.type in ("char", "text") and SAYS_EXPRESSION.search(name)
                if said or field.comodel_name in ALSO:
                    yield model_name, name

    def test_every_expression_is_declared(self):
        """A new stored domain, path or expression says with whose rights it runs."""
        self.assertEqual(set(self._found()) - set(EXPRESSIONS), set(), "declare them")

    def test_authors_are_kept(self):
        for (model_name, name), whose in EXPRESSIONS.items():
            if whose == AUTHOR and model_name in self.env:
                with self.subTest(model=model_name, field=name):
                    model = self.env[model_name]
                    self.assertIn(name, model._expression_fields)
                    self.assertFalse(model._fields["author_id"].copy)
