"""An activity planned from a template, with people who take part in it."""

from datetime import datetime

from odoo.addons.cem_experience.tests.base.common import CemCommon

BEGIN = datetime(2026, 5, 9, 2, 0)


class ActivityCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.templates = cls.env["cem.activity.template"].search([])

    @classmethod
    def _template(cls, code):
        return cls.env.ref(f"cem_experience_event.cem_activity_template_{code}")

    @classmethod
    def _plan(cls, code="tasting", user=None):
        template = cls._template(code).with_user(user or cls.manager)
        return template._create_activity().with_user(cls.env.user)

    @classmethod
    def _register(cls, activity, names, state="done", **values):
        return cls.env["event.registration"].create(
            [
                {
                    "event_id": activity.event_id.id,
                    "name": name,
                    "state": state,
                    **values,
                }
                for name in names
            ]
        )
