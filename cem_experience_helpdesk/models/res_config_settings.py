from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cem_ask_ticket_closed = fields.Boolean(
        string="Ask When a Ticket Is Closed",
        help="Customers get an e-mail with a few questions when their ticket is "
        "closed. Off after installation: nobody is written to unasked.",
    )

    cem_ticket_hours = fields.Selection(
        [("work", "Working hours of the team"), ("wall", "Hours on the wall")],
        string="Ticket Times In",
        config_parameter="cem_experience_helpdesk.hours",
        default="work",
        help="How first response and resolution times are counted.",
    )

    @api.model
    def _cem_ticket_touchpoint(self):
        return self.env.ref(
            "cem_experience_helpdesk.cem_touchpoint_ticket_closed",
            raise_if_not_found=False,
        )

    @api.model
    def get_values(self):
        values = super().get_values()
        touchpoint = self._cem_ticket_touchpoint()
        values["cem_ask_ticket_closed"] = bool(touchpoint and touchpoint.is_listening)
        return values

    def set_values(self):
        result = super().set_values()
        touchpoint = self._cem_ticket_touchpoint()
        # Switching a rule reloads the registry of every server: only if it changed.
        if touchpoint and touchpoint.is_listening != self.cem_ask_ticket_closed:
            if self.cem_ask_ticket_closed:
                touchpoint.action_start_listening()
            else:
                touchpoint.action_stop_listening()
        return result
