"""A touchpoint that asks about opportunities, and what its tests have in common."""

from odoo import Command, fields

from ..base.common import CemCommon


class ListenCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("cem_experience.fatigue_days", "30")
        cls.env["ir.config_parameter"].set_param("cem_experience.expiry_days", "14")
        cls.company.email = "shop@company.example"
        cls.journey = cls.env["cem.journey"].create({"name": "Sale"})
        cls.survey = cls._survey("How was the offer?")
        cls.touchpoint = cls._touchpoint("Offer made", survey_id=cls.survey.id)
        cls.sender = cls.env.ref("cem_experience.ir_cron_send_invitations")
        cls.reminder = cls.env.ref("cem_experience.ir_cron_remind")
        cls._put_aside_others()

    @classmethod
    def _put_aside_others(cls):
        """Keep the scheduled actions off the invitations of the demo data."""
        later = fields.Datetime.add(fields.Datetime.now(), years=9)
        invitations = cls.env["cem.invitation"]
        invitations.search([("state", "=", "waiting")]).scheduled_date = later
        invitations.search([("next_reminder_date", "!=", False)]).write(
            {"next_reminder_date": later}
        )

    @classmethod
    def _survey(cls, title):
        return cls.env["survey.survey"].create(
            {
                "title": title,
                "survey_type": "cem",
                "access_mode": "token",
                "users_login_required": False,
                "questions_layout": "one_page",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Would you recommend us?",
                            "question_type": "scale",
                            "cem_measure": "nps",
                        }
                    ),
                    Command.create(
                        {
                            "title": "How satisfied are you?",
                            "question_type": "scale",
                            "cem_measure": "csat",
                            "cem_dimension_id": cls.dimensions["service"].id,
                        }
                    ),
                    Command.create({"title": "Why?", "question_type": "text_box"}),
                ],
            }
        )

    @classmethod
    def _touchpoint(cls, name, **values):
        return cls.env["cem.touchpoint"].create(
            {
                "name": name,
                "journey_id": cls.journey.id,
                "ask_model_id": cls.env["ir.model"]._get_id("crm.lead"),
                **values,
            }
        )

    @classmethod
    def _lead(cls, name="Camera", **values):
        values.setdefault("partner_id", cls.customer.id)
        values.setdefault("user_id", cls.staff.id)
        return cls.env["crm.lead"].create(
            {"name": name, "type": "opportunity", **values}
        )

    @classmethod
    def _customer(cls, name, email, **values):
        return cls.env["res.partner"].create({"name": name, "email": email, **values})

    def _send(self):
        """Run the scheduled action that sends."""
        with self.enter_registry_test_mode():
            self.sender.method_direct_trigger()

    def _remind(self):
        with self.enter_registry_test_mode():
            self.reminder.method_direct_trigger()

    def _days_ago(self, days):
        return fields.Datetime.subtract(fields.Datetime.now(), days=days)
