from odoo import api, fields, models
from odoo.exceptions import UserError


class CemTouchpointBranch(models.TransientModel):
    """Copy or move touchpoints, with all their parts, to a journey."""

    _name = "cem.touchpoint.branch"
    _description = "Copy or Move Touchpoints"

    touchpoint_ids = fields.Many2many(
        "cem.touchpoint",
        required=True,
        readonly=True,
        default=lambda self: self._default_touchpoint_ids(),
    )
    journey_id = fields.Many2one("cem.journey", string="To Journey", required=True)
    parent_id = fields.Many2one(
        "cem.touchpoint",
        string="As a Part of",
        domain="[('journey_id', '=', journey_id), ('id', 'not in', touchpoint_ids)]",
        help="Leave empty to put them on a stage.",
    )
    stage_id = fields.Many2one(
        "cem.journey.stage",
        string="On Stage",
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        domain="[('journey_id', '=', journey_id)]",
        help="For touchpoints whose own stage is not on that journey. Leave empty to "
        "use the stage of the same name or phase.",
    )
    branch_count = fields.Integer(
        string="Touchpoints with All Parts", compute="_compute_branch_count"
    )

    @api.model
    def _default_touchpoint_ids(self):
        if self.env.context.get("active_model") != "cem.touchpoint":
            return []
        return self.env.context.get("active_ids", [])

    @api.depends("journey_id", "parent_id")
    def _compute_stage_id(self):
        for wizard in self:
            stage = wizard.parent_id.stage_id or wizard.stage_id
            if stage.journey_id != wizard.journey_id:
                stage = stage.browse()
            wizard.stage_id = stage

    @api.depends("touchpoint_ids")
    def _compute_branch_count(self):
        for wizard in self:
            branch = wizard.touchpoint_ids._origin._active_branch()
            wizard.branch_count = len(branch)

    def _tops(self):
        """What was chosen, without the parts of what was chosen."""
        chosen = self.touchpoint_ids
        if not chosen:
            raise UserError(self.env._("Choose at least one touchpoint."))
        return chosen.filtered(lambda one: not (one.parent_id._with_wholes() & chosen))

    def action_copy(self):
        """Copy; the scores stay with the originals."""
        self.ensure_one()
        self._tops().copy_branch(
            parent=self.parent_id.id,
            journey=self.journey_id.id,
            stage=self.stage_id.id,
        )
        return {"type": "ir.actions.act_window_close", "infos": {"done": "copy"}}

    def action_move(self):
        """Move; the scores come along."""
        self.ensure_one()
        self._tops().move_branch(
            self.journey_id.id, parent=self.parent_id.id, stage=self.stage_id.id
        )
        return {"type": "ir.actions.act_window_close", "infos": {"done": "move"}}
