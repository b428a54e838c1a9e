from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cem_followup_user_id = fields.Many2one(
        "res.users",
        string="Follow-up Fallback",
        domain="[('share', '=', False)]",
        help="Gets the follow-ups of dissatisfied customers for whom nobody is "
        "responsible, and is told of overdue ones.",
    )

    def _cem_is_staff(self, user):
        """Whether this user can work on follow-ups of the company."""
        self.ensure_one()
        return (
            user.active
            and not user.share
            and self in user.company_ids
            and user.has_group("cem_experience.group_cem_user")
        )

    def _cem_fallback_user(self, other_than=None):
        """Somebody who answers for the company's customers.

        :param other_than: user who already has the case, and comes last
        """
        self.ensure_one()
        managers = self.env.ref("cem_experience.group_cem_manager").all_user_ids
        candidates = [self.cem_followup_user_id, *managers.sorted("id")]
        candidates = [user for user in candidates if user and self._cem_is_staff(user)]
        for user in candidates:
            if user != other_than:
                return user
        return candidates[0] if candidates else self.env["res.users"]
