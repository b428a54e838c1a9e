"""Every key is declared, with who may read it."""

import re

from odoo.fields import NO_ACCESS
from odoo.tests import TransactionCase, tagged

# What a name has to say to be looked at here
SAYS_KEY = re.compile(
    r"token|secret|(^|_)pin$|password|api_key|link_|_link|^url$|_url$|embed_code|_code$"
    r"|seed"
)
# Models of Odoo that lead to our pages
ALSO = {
    "event.registration",
    "survey.invite",
    "survey.question",
    "survey.survey",
    "survey.user_input",
    "survey.user_input.line",
}
MANAGER = "cem_experience.group_cem_manager"
ADMINISTRATOR = "cem_experience.group_cem_administrator"
# Keys, by who may read them
KEYS = {
    # of one person: nobody
    ("cem.invitation", "access_token"): NO_ACCESS,
    ("survey.user_input", "access_token"): NO_ACCESS,
    ("survey.user_input", "invite_token"): NO_ACCESS,
    ("event.registration", "cem_token"): NO_ACCESS,
    # of a place: those who hand it out
    ("cem.touchpoint", "link_token"): NO_ACCESS,
    ("cem.touchpoint", "link_url"): MANAGER,
    ("cem.touchpoint", "link_qr"): MANAGER,
    ("cem.touchpoint", "embed_code"): MANAGER,
    ("cem.kiosk", "access_token"): MANAGER,
    ("cem.kiosk", "url"): MANAGER,
    ("cem.kiosk", "pin"): MANAGER,
    ("survey.survey", "access_token"): f"survey.group_survey_user,{MANAGER}",
    ("survey.survey", "session_code"): f"survey.group_survey_user,{MANAGER}",
    ("survey.survey", "session_link"): f"survey.group_survey_user,{MANAGER}",
    # of other systems: administrators
    ("cem.webhook", "url"): ADMINISTRATOR,
    ("cem.webhook", "secret"): ADMINISTRATOR,
    ("cem.source", "url"): ADMINISTRATOR,
    ("cem.source", "auth_secret"): ADMINISTRATOR,
}
# What has such a name, and is no key
NO_KEYS = {
    ("survey.survey", "background_image_url"),  # the picture of the page
    ("survey.question", "background_image_url"),
    # in a wizard that only those may open who may read the survey's address
    ("survey.invite", "survey_start_url"),
    ("cem.activity", "template_code"),
    ("cem.journey", "template_code"),
    ("cem.score.import.column", "new_dimension_code"),
    ("cem.score", "api_key"),  # which message of another system it was, by its number
    ("cem.problem", "source_url"),  # where somebody read of it
    ("cem.activity.draw", "revealed_seed"),  # public, once the lots are drawn
}


@tagged("post_install", "-at_install")
class TestDeclaredKeys(TransactionCase):
    def test_every_key_is_declared(self):
        """A new field that sounds like a key says who may read it, in KEYS."""
        found = {
            (model_name, name)
            for model_name, model in self.env.items()
            if model_name.startswith("cem.") or model_name in ALSO
            for name, field in model._fields.items()
            if SAYS_KEY.search(name)
            and field.type in ("char", "text", "binary", "html")
            and not name.startswith(("activity_", "message_", "website_"))
        }
        self.assertEqual(found - set(KEYS) - NO_KEYS, set(), "declare them")

    def test_keys_are_closed(self):
        for (model_name, name), groups in KEYS.items():
            if model_name in self.env:
                field = self.env[model_name]._fields[name]
                with self.subTest(field=field):
                    self.assertEqual(field.groups, groups)
                    if groups != ADMINISTRATOR:
                        self.assertFalse(field.copy and field.store)
