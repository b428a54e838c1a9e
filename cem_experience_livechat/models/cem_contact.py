from odoo import api, models

CHAT = "discuss.channel"


class CemContact(models.Model):
    _inherit = "cem.contact"

    @api.model
    def _desk_models(self):
        return (*super()._desk_models(), CHAT)

    @api.model
    def _desk_record(self, record):
        if record._name != CHAT:
            return super()._desk_record(record)
        partner = record._cem_customer()
        # The name by which the visitor was addressed in the chat.
        guests = record.sudo().livechat_customer_guest_ids
        return {
            "channel": "chat",
            "partner_id": partner.id,
            "caller": "" if partner else guests[:1].name or "",
            "duration": round(record.duration * 60, 1),
        }

    @api.model
    def _desk_touchpoint(self, vals):
        touchpoint = super()._desk_touchpoint(vals)
        if vals.get("res_model") == CHAT:
            chat = self.env[CHAT].browse(vals["res_id"])
            named = chat.livechat_channel_id.cem_touchpoint_id
            return named or touchpoint
        return touchpoint

    def action_open_record(self):
        if self.res_model != CHAT:
            return super().action_open_record()
        return {
            "type": "ir.actions.client",
            "tag": "mail.action_discuss",
            "context": {"active_id": self.res_id},
        }
