from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..base.local_html import LocalHtml


class CemTouchpoint(models.Model):
    """A contact between customer and company, refined until it cannot be divided."""

    _name = "cem.touchpoint"
    _description = "Touchpoint"
    _inherit = ["mail.thread"]
    _parent_store = True
    _rec_name = "complete_name"
    _order = "journey_id, stage_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, search="_search_complete_name"
    )
    parent_id = fields.Many2one(
        "cem.touchpoint", string="Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cem.touchpoint", "parent_id", string="Parts")
    journey_id = fields.Many2one("cem.journey", index=True, ondelete="restrict")
    stage_id = fields.Many2one(
        "cem.journey.stage",
        index=True,
        ondelete="restrict",
        domain="[('journey_id', '=', journey_id)]",
    )
    phase = fields.Selection(related="stage_id.phase", store=True, precompute=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        help="Leave empty to share the touchpoint between all companies.",
    )
    channel_id = fields.Many2one("cem.channel", ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Owner", tracking=True)
    weight_ids = fields.One2many(
        "cem.touchpoint.weight",
        "touchpoint_id",
        string="Dimensions",
        copy=True,
        help="The experience dimensions that this touchpoint affects, with weights.",
    )
    description = LocalHtml(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for touchpoint in self:
            names = [touchpoint.parent_id.complete_name, touchpoint.name]
            touchpoint.complete_name = " / ".join(name for name in names if name)

    @api.model
    def _search_complete_name(self, operator, value):
        return [("name", operator, value)]

    @api.depends("journey_id")
    def _compute_company_id(self):
        for touchpoint in self:
            touchpoint.company_id = touchpoint.journey_id.company_id

    @api.onchange("parent_id")
    def _onchange_parent_id(self):
        if self.parent_id:
            self.journey_id = self.parent_id.journey_id
            self.stage_id = self.parent_id.stage_id

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A touchpoint cannot be a part of itself.")
            )

    @api.constrains("journey_id", "stage_id", "parent_id")
    def _check_same_journey(self):
        for touchpoint in self:
            stage, parent = touchpoint.stage_id, touchpoint.parent_id
            if stage and stage.journey_id != touchpoint.journey_id:
                raise ValidationError(
                    self.env._(
                        "Stage %(stage)s is not on the journey of touchpoint "
                        "%(touchpoint)s. Choose a stage of that journey.",
                        stage=stage.name,
                        touchpoint=touchpoint.name,
                    )
                )
            if parent and parent.journey_id != touchpoint.journey_id:
                raise ValidationError(
                    self.env._(
                        "Touchpoint %(touchpoint)s and the touchpoint it is part of "
                        "must be on the same journey.",
                        touchpoint=touchpoint.name,
                    )
                )

    def _tree_order(self):
        """(touchpoint, depth) from the top down, siblings in their order."""
        children = defaultdict(list)
        for touchpoint in self:
            inside = touchpoint.parent_id and touchpoint.parent_id in self
            children[touchpoint.parent_id.id if inside else False].append(touchpoint)
        for whole, parts in children.items():
            if whole:
                # Parts keep their order also where they are on different stages.
                parts.sort(key=lambda part: (part.sequence, part.id))
        todo = [(touchpoint, 0) for touchpoint in reversed(children[False])]
        while todo:
            touchpoint, depth = todo.pop()
            yield touchpoint, depth
            todo.extend((part, depth + 1) for part in reversed(children[touchpoint.id]))
