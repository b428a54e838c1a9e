from odoo import api, fields, models


class EventEvent(models.Model):
    _inherit = "event.event"
    # The plan, its draws and what participants said are in the company of the event.
    _cem_company_field = "company_id"

    cem_activity_ids = fields.One2many("cem.activity", "event_id", copy=False)
    cem_activity_id = fields.Many2one(
        "cem.activity",
        string="Experience Plan",
        compute="_compute_cem_activity_id",
        groups="cem_experience.group_cem_user",
    )

    @api.depends("cem_activity_ids")
    def _compute_cem_activity_id(self):
        for event in self:
            event.cem_activity_id = event.cem_activity_ids[:1]

    def _plans(self):
        # Also those that the user does not see.
        plans = self.env["cem.activity"].sudo().with_context(active_test=False)
        return plans.search([("event_id", "in", self.ids)])

    def _cem_has_history(self):
        # An event without a plan is none of ours.
        return bool(self._plans())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published_draws(self):
        # The database would delete the plans, and their draws, without asking them.
        self._plans().draw_ids._unlink_except_published()

    def unlink(self):
        # Plans and participants go with the event by themselves; what participants have
        # said must go, too. Who may delete the event need not see its plan.
        self._plans().unlink()
        return super().unlink()

    def action_cem_activity(self):
        """Open the plan of the event, or the templates to make one from."""
        self.ensure_one()
        activities = self.env["cem.activity"].with_context(active_test=False)
        activity = activities.search([("event_id", "=", self.id)])
        if activity:
            return activity.get_formview_action()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "cem_experience_event.cem_activity_template_action"
            ),
            "context": {"cem_event_id": self.id},
        }
