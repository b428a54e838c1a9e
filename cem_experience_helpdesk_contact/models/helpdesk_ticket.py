from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def action_cem_wrap_up(self):
        self.ensure_one()
        return self.env["cem.contact"]._action_desk(
            res_model=self._name, res_id=self.id
        )
