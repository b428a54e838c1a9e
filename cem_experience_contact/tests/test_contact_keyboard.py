"""A wrap-up by a real keyboard: keys go through the browser and not through the page."""

from odoo.tests import HttpCase, tagged

from odoo.addons.cem_experience.tests.base.chromium import open_page, use_session

from .common_contact import ContactCommon

# What is pressed beside the words themselves
MOST_KEYS = 10


class Keyboard:
    def __init__(self, page):
        self.page = page
        self.pressed = 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.pressed += 1

    def type(self, field, words):
        """Letter by letter, once the keyboard is there; Enter takes the first."""
        self.at(f"#cem_contact_{field}")
        for letter in words:
            self.page.keyboard.insert_text(letter)

    def take(self, field, words, offered):
        self.type(field, words)
        self.page.wait_for_function(
            f"document.querySelector('[data-field={field}] .ui-state-active')"
            f"?.textContent.includes({offered!r})"
        )
        self.press("Enter")

    def at(self, selector):
        self.page.wait_for_function(f"document.activeElement.matches({selector!r})")


@tagged("post_install", "-at_install")
class TestContactKeyboard(HttpCase, ContactCommon):
    def test_whole_contact(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.staff.lang = "en_US"
        self._save(
            self.colleague, need_id=self.need.id, stage_id=self.stage.id, product="Lift"
        )
        self._save(self.colleague, question="Where is the pool?")
        self.env.flush_all()
        self.authenticate(self.staff.login, self.staff.login)
        with self.allow_requests(all_requests=True), open_page() as page:
            use_session(page, self.base_url(), self.session)
            page.goto(f"{self.base_url()}/odoo/cem-wrap-up")
            keys = Keyboard(page)
            keys.take("customer", "custom", "Customer Li")
            # The product of last time stands there already.
            keys.at("#cem_contact_need")
            page.wait_for_selector(".o_cem_contact_facts h6")
            page.wait_for_function(
                "document.querySelector('#cem_contact_product').value"
            )
            keys.take("need", "test park", "Test parking")
            keys.at("#cem_contact_product")
            keys.press("Enter")
            keys.take("question", "wheres the pool", "Where is the pool?")
            keys.take("barrier", "too exp", "Too expensive")
            keys.at("[data-field=feeling] [role=radio]")
            keys.press("2")
            keys.at("[data-field=callback] [role=radio]")
            keys.press("1")
            keys.type("note", "上午再打 call before six")
            keys.press("Control+Enter")
            page.wait_for_selector(".o_cem_contact_saved")
            page.wait_for_function(
                "document.querySelector('.o_cem_contact').ariaBusy === 'false'"
            )
            keys.at("#cem_contact_customer")
        self.env.invalidate_all()
        contact = self.env["cem.contact"].search([("user_id", "=", self.staff.id)])
        self.assertEqual(contact.partner_id, self.customer)
        self.assertEqual(contact.need_id, self.parking)
        self.assertEqual(contact.product_name, "Lift")
        self.assertEqual(contact.question, "Where is the pool?")
        self.assertEqual(contact.barrier_id.name, "Too expensive")
        self.assertEqual(contact.feeling, "-1")
        self.assertEqual(contact.note, "上午再打 call before six")
        self.assertTrue(contact.callback_open)
        self.assertEqual(contact.stage_id, self.stage)
        self.assertLessEqual(keys.pressed, MOST_KEYS)
