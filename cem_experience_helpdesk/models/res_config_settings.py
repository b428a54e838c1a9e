from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cem_ask_ticket_closed = fields.Boolean(
        string="Ask When a Ticket Is Closed",
        help="Customers get an e-mail with a few questions when their ticket is "
        "closed. Off after installation: nobody is written to unasked.",
    )

    @api.model
    def _cem_ticket_rule(self):
        return self.env.ref(
            "cem_experience_helpdesk.base_automation_ticket_closed",
            raise_if_not_found=False,
        )

    @api.model
    def get_values(self):
        values = super().get_values()
        rule = self._cem_ticket_rule()
        values["cem_ask_ticket_closed"] = bool(rule and rule.active)
        return values

    def set_values(self):
        result = super().set_values()
        rule = self._cem_ticket_rule()
        # Switching a rule reloads the registry of every server: only if it changed.
        if rule and rule.active != self.cem_ask_ticket_closed:
            rule.active = self.cem_ask_ticket_closed
        return result
