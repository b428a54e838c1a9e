from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _cem_on_leave(self):
        """Those of these users who are away now.

        Away is who has said so in the preferences (out of office), or has a leave in
        the resource calendar, as Odoo's Time Off writes it.
        """
        now = fields.Datetime.now()
        # Who of the colleagues is on leave is asked by the rules, not by a person.
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", self.ids),
                    ("date_from", "<=", now),
                    ("date_to", ">", now),
                ]
            )
        )
        return self.filtered("is_out_of_office") | (self & leaves.resource_id.user_id)
