from odoo import fields, models

from .cem_activity_part import MODULES


class CemActivityLesson(models.Model):
    """What was learnt at an activity; what must change becomes a requirement."""

    _name = "cem.activity.lesson"
    _description = "Lesson of an Activity"
    _inherit = ["cem.activity.part"]

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("keep", "Keep"), ("change", "Change")], required=True, default="change"
    )
    description = fields.Text()
    step_id = fields.Many2one(
        "cem.activity.step",
        domain="[('activity_id', '=', activity_id)]",
        index="btree_not_null",
        ondelete="set null",
    )
    module = fields.Selection(MODULES)
    requirement_id = fields.Many2one(
        "cem.requirement",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    def action_requirement(self):
        """Make the lesson a requirement of the act room, once, and open it."""
        self.ensure_one()
        if not self.requirement_id:
            step = self.step_id
            self._cem_as_server().requirement_id = self.env["cem.requirement"].create(
                {
                    "name": self.name,
                    "company_id": self.company_id.id,
                    "description": self.description,
                    "touchpoint_id": step.touchpoint_id.id,
                    "user_id": (step.user_id or self.activity_id.user_id).id,
                }
            )
        return self.requirement_id.get_formview_action()
