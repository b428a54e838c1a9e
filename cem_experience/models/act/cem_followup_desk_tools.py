from odoo import models

from ...tools.base.texts import one_line
from ..base.takes import TEXT, takes


class CemFollowup(models.Model):
    """What is done from the desk: with Odoo's own tools, as far as there are any."""

    _inherit = "cem.followup"

    def action_write_mail(self):
        """Odoo's composer, to the customer, on this case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_subject": self.name or self.company_id.name,
            },
        }

    def action_write_sms(self):
        """The composer of the SMS app."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send SMS"),
            "res_model": "sms.composer",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_composition_mode": "comment",
                "default_recipient_single_number_itf": self.partner_id.phone,
                "default_recipient_single_description": self.partner_id.display_name,
                "default_number_field_name": "partner_phone",
            },
        }

    def action_meet(self):
        """Plan a meeting with the customer in Odoo's calendar."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "calendar.action_calendar_event"
        )
        partners = self.partner_id | self.env.user.partner_id
        action["context"] = {
            "default_res_model": self._name,
            "default_res_id": self.id,
            "default_partner_ids": partners.ids,
            # it becomes a file for calendars, and goes out as an invitation
            "default_name": one_line(self.display_name),
        }
        return action

    def action_close_dialog(self):
        """Cause and outcome, and then it is closed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close: %s", self.partner_id.display_name or self.name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("cem_experience.cem_followup_view_form_close").id, "form")
            ],
            "target": "new",
        }

    @takes(one=True, text=TEXT.or_none())
    def cem_desk_note(self, text):
        """Keep what was said on the phone."""
        self.ensure_one()
        self.check_access("write")
        if text and text.strip():
            self.message_post(body=text.strip(), subtype_xmlid="mail.mt_note")
