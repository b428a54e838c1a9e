from odoo import models
from odoo.exceptions import UserError


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    def _cem_customer(self):
        """Contact of the visitor; none of somebody who has not logged in."""
        self.ensure_one()
        # Who of its members is the visitor is no secret to whoever reads the chat.
        return self.sudo().livechat_customer_partner_ids.filtered("active")[:1]

    def action_cem_wrap_up(self):
        """The wrap-up form of a live chat, or what has been noted about it already."""
        self.ensure_one()
        self.check_access("read")
        if self.channel_type != "livechat":
            raise UserError(self.env._("Only a live chat can be wrapped up."))
        contact = self.env["cem.contact"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
        )
        if contact:
            return contact.get_formview_action()
        return self.env["cem.contact"]._action_desk(
            res_model=self._name, res_id=self.id
        )
