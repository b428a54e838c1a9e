from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CemCause(models.Model):
    """Why customers are dissatisfied: a tree, from general to particular."""

    _name = "cem.cause"
    _description = "Cause of Dissatisfaction"
    _parent_store = True
    # Not by the parent: Odoo would look for the parent's name in the same way, up a
    # tree that has no end for it.
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one(
        "cem.cause", string="Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cem.cause", "parent_id", string="Particular Causes")
    dimension_id = fields.Many2one("cem.dimension", ondelete="restrict")
    touchpoint_id = fields.Many2one("cem.touchpoint", ondelete="restrict")
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    followup_count = fields.Integer(
        string="Follow-ups",
        compute="_compute_followup_count",
        help="Follow-ups with this cause or one that is part of it.",
    )

    @api.depends("name", "parent_id")
    def _compute_display_name(self):
        for cause in self:
            names = []
            current = cause
            while current:
                names.append(current.name or "")
                current = current.parent_id
            cause.display_name = " / ".join(reversed(names))

    def _compute_followup_count(self):
        for cause in self:
            # A new one has none, and cannot be looked for.
            cause.followup_count = (
                self.env["cem.followup"].search_count(
                    [("cause_ids", "child_of", cause._origin.id)]
                )
                if cause._origin
                else 0
            )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A cause cannot be a part of itself."))

    def action_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("cause_ids", "child_of", self.id)]
        action["context"] = {}
        return action
