from odoo import api, fields, models


class CemTouchpoint(models.Model):
    """The customer's side of a touchpoint, its standards and questions."""

    _name = "cem.touchpoint"
    _inherit = ["cem.touchpoint", "cem.journey.side"]

    standard_ids = fields.One2many(
        "cem.standard", "touchpoint_id", string="Standards", copy=True
    )
    faq_ids = fields.One2many(
        "cem.faq", "touchpoint_id", string="Customer Questions", copy=True
    )
    standard_count = fields.Integer(compute="_compute_side_counts")
    faq_count = fields.Integer(compute="_compute_side_counts")

    @api.depends("standard_ids", "faq_ids")
    def _compute_side_counts(self):
        def counts(model):
            groups = self.env[model]._read_group(
                [("touchpoint_id", "in", self.ids)], ["touchpoint_id"], ["__count"]
            )
            return {touchpoint.id: count for touchpoint, count in groups}

        standards, faqs = counts("cem.standard"), counts("cem.faq")
        for touchpoint in self:
            touchpoint.standard_count = standards.get(touchpoint._origin.id, 0)
            touchpoint.faq_count = faqs.get(touchpoint._origin.id, 0)
