from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Lines written through their touchpoint are judged together, when all are written:
# moving the only weight from one line to another passes through "all zero".
LATER = "cem_weights_judged_later"


class CemTouchpoint(models.Model):
    """How much a touchpoint counts in the whole, and what its weights sum to."""

    _inherit = "cem.touchpoint"

    weight = fields.Float(
        string="Weight in the Whole",
        default=1.0,
        aggregator=None,
        help="How much this touchpoint counts beside the other parts of the same "
        "whole. 2 counts twice as much as 1; 0 does not count.",
    )
    own_weight = fields.Float(
        string="Weight of Its Own Scores",
        default=1.0,
        aggregator=None,
        help="How much what customers say about this touchpoint itself counts beside "
        "what they say about its parts.",
    )
    weight_share = fields.Float(
        string="Share of the Whole (%)",
        compute="_compute_weight_share",
        digits=(5, 1),
        help="Weight in percent of the weights of all parts of the same whole.",
    )
    weight_total = fields.Float(
        string="Sum of the Weights", compute="_compute_weight_total"
    )
    part_weight_total = fields.Float(
        string="Sum of the Parts' Weights", compute="_compute_part_weight_total"
    )

    _weight_positive = models.Constraint(
        # The database takes "not a number" for greater than any number.
        "CHECK (weight >= 0 AND own_weight >= 0 "
        "AND weight <= 1000000 AND own_weight <= 1000000)",
        "A weight lies between 0 and 1,000,000. Use 0 for what should not count.",
    )

    @api.depends("weight_ids.weight")
    def _compute_weight_total(self):
        for touchpoint in self:
            touchpoint.weight_total = sum(touchpoint.weight_ids.mapped("weight"))

    @api.depends("child_ids.weight")
    def _compute_part_weight_total(self):
        for touchpoint in self:
            touchpoint.part_weight_total = sum(touchpoint.child_ids.mapped("weight"))

    @api.depends("weight", "parent_id.child_ids.weight", "journey_id", "active")
    def _compute_weight_share(self):
        tops = {}
        journeys = self.filtered(lambda touchpoint: not touchpoint.parent_id).journey_id
        if journeys.ids:
            tops = dict(
                self._read_group(
                    [("journey_id", "in", journeys.ids), ("parent_id", "=", False)],
                    ["journey_id"],
                    ["weight:sum"],
                )
            )
        for touchpoint in self:
            if touchpoint.parent_id:
                total = sum(touchpoint.parent_id.child_ids.mapped("weight"))
            else:
                total = tops.get(touchpoint.journey_id, 0.0)
            touchpoint.weight_share = (
                100.0 * touchpoint.weight / total
                if total and touchpoint.active
                else 0.0
            )

    @api.constrains("weight_ids")
    def _check_dimension_weights(self):
        for touchpoint in self:
            weights = touchpoint.weight_ids
            if weights and not any(weights.mapped("weight")):
                raise ValidationError(
                    self.env._(
                        "All dimensions of touchpoint %s weigh 0. Give one of them a "
                        "weight, or remove those that do not matter.",
                        touchpoint.name,
                    )
                )

    @api.constrains("weight", "parent_id", "child_ids", "active")
    def _check_part_weights(self):
        if self.env.context.get(LATER):
            return
        for whole in self.parent_id | self:
            parts = whole.child_ids
            if parts and not any(parts.mapped("weight")):
                raise ValidationError(
                    self.env._(
                        "All parts of touchpoint %s weigh 0, so that it could have no "
                        "score. Give one of them a weight.",
                        whole.name,
                    )
                )


class CemTouchpointWeight(models.Model):
    _inherit = "cem.touchpoint.weight"

    share = fields.Float(
        string="Share (%)",
        compute="_compute_share",
        digits=(5, 1),
        help="Weight in percent of the touchpoint's weights together.",
    )

    @api.depends("weight", "touchpoint_id.weight_ids.weight")
    def _compute_share(self):
        for line in self:
            total = sum(line.touchpoint_id.weight_ids.mapped("weight"))
            line.share = 100.0 * line.weight / total if total else 0.0

    @api.constrains("weight")
    def _check_weight(self):
        if not self.env.context.get(LATER):
            self.touchpoint_id._check_dimension_weights()
