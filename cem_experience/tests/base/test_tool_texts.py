from odoo.tests import TransactionCase, tagged

from ...models.base.tool_texts import translated
from ...tools.base.messages import Message


@tagged("post_install", "-at_install")
class TestToolTexts(TransactionCase):
    def test_a_refusal_of_the_tools_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        message = Message("%(filename)s is empty.", {"filename": "a.csv"})
        english = self.env(context={"lang": "en_US"})
        chinese = self.env(context={"lang": "zh_CN"})
        self.assertEqual(translated(english, message), "a.csv is empty.")
        self.assertEqual(translated(chinese, message), "a.csv 是空文件。")
