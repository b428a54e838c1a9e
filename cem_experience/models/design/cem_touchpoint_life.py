from odoo import api, models

from ...tools.base.hooks import hook
from .cem_touchpoint_weights import LATER


class CemTouchpoint(models.Model):
    """What follows when touchpoints are made, changed or deleted, step by step."""

    _inherit = "cem.touchpoint"

    @api.model_create_multi
    def create(self, vals_list):
        weighted = any("weight_ids" in vals for vals in vals_list)
        creating = self.with_context(**{LATER: True}) if weighted else self
        touchpoints = super(CemTouchpoint, creating).create(vals_list)
        touchpoints = touchpoints.with_env(self.env)
        if weighted:
            (touchpoints.parent_id | touchpoints)._check_part_weights()
        touchpoints.journey_id._count_change()
        touchpoints._after_create()
        return touchpoints

    def write(self, vals):
        self._before_write(vals)
        if "active" in vals:
            super(CemTouchpoint, self._follow_archiving(vals["active"])).write(
                {"active": vals["active"]}
            )
        draws = bool(self._tree_fields & set(vals))
        weighted = bool({"weight_ids", "child_ids"} & set(vals))
        journeys = self.journey_id if draws else self.journey_id.browse()
        changing = self.with_context(**{LATER: True}) if weighted else self
        result = super(CemTouchpoint, changing).write(vals)
        if weighted:
            self._check_part_weights()
        if draws:
            (journeys | self.journey_id)._count_change()
        self._after_write(vals)
        return result

    def unlink(self):
        self._before_unlink()
        journeys = self.journey_id
        result = super().unlink()
        journeys._count_change()
        return result

    @hook
    def _after_create(self):
        """Let others go on from new touchpoints."""

    @hook
    def _before_write(self, vals):
        """Let others prepare touchpoints for what they are about to become."""

    @hook
    def _after_write(self, vals):
        """Let others follow what touchpoints have become."""

    @hook
    def _before_unlink(self):
        """Let others delete what refers to touchpoints that are about to go."""
