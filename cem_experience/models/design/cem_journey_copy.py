from odoo import models


class CemJourney(models.Model):
    """A copy of a journey is complete: stages, touchpoints, standards, questions."""

    _inherit = "cem.journey"

    def copy_data(self, default=None):
        default = dict(default or {})
        result = super().copy_data(default)
        if "name" not in default:
            for journey, vals in zip(self, result, strict=True):
                vals["name"] = self.env._("%s (copy)", journey.name)
        return result

    def copy(self, default=None):
        copies = super().copy(default)
        for journey, new in zip(self, copies, strict=True):
            pairs = zip(journey.stage_ids, new.stage_ids, strict=True)
            none = self.env["cem.journey.stage"]
            stages = {none: none, **dict(pairs)}
            tops = journey.touchpoint_ids.filtered(
                lambda touchpoint: not touchpoint.parent_id.active
            )
            tops._copy_to(new, self.env["cem.touchpoint"], stages)
            journey.faq_ids.filtered(lambda faq: not faq.touchpoint_id).copy(
                {"journey_id": new.id}
            )
        return copies
