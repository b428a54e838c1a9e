from odoo import api, fields, models
from odoo.exceptions import UserError


class CemPerceptionLine(models.TransientModel):
    """Both views of one touchpoint, all in all or in one dimension."""

    _name = "cem.perception.line"
    _description = "Perception Gap of a Touchpoint"
    _order = "id"

    perception_id = fields.Many2one(
        "cem.perception", required=True, index=True, ondelete="cascade"
    )
    touchpoint_id = fields.Many2one("cem.touchpoint", ondelete="cascade")
    stage_id = fields.Many2one("cem.journey.stage", ondelete="cascade")
    dimension_id = fields.Many2one("cem.dimension", ondelete="cascade")
    has_company = fields.Boolean()
    company = fields.Float(
        string="Company's View",
        aggregator=None,
        help="Mean of audits, walk-throughs and self-rating (0-10).",
    )
    company_count = fields.Integer(string="Marks")
    has_customer = fields.Boolean()
    customer = fields.Float(
        string="Customers' View",
        aggregator=None,
        help="Mean of what customers answered (0-10). Not shown where fewer have "
        "answered than the minimum group size.",
    )
    customer_count = fields.Integer(string="Answers")
    has_gap = fields.Boolean(string="Both Views Known")
    gap = fields.Float(
        aggregator=None,
        help="Company's view less customers' view: above 0 the company thinks better "
        "of itself than its customers do.",
    )
    has_gap_interval = fields.Boolean()
    gap_low = fields.Float(aggregator=None)
    gap_high = fields.Float(aggregator=None)
    is_sure = fields.Boolean(
        string="Sure", help="The interval (95 %) leaves out 0: it is not chance."
    )

    @api.depends("touchpoint_id", "dimension_id")
    def _compute_display_name(self):
        for line in self:
            names = [line.touchpoint_id.name, line.dimension_id.name]
            line.display_name = ": ".join(name for name in names if name)

    def action_scores(self):
        """The scores behind both views."""
        self.ensure_one()
        page = self.perception_id
        journey = page.journey_id
        if not journey:
            raise UserError(self.env._("Choose a journey first."))
        filters = journey._rollup_filters(page._filters())
        touchpoints = journey._rollup_touchpoints(filters).filtered_domain(
            [("id", "child_of", self.touchpoint_id.ids)]
        )
        domain = journey._perception_domain(touchpoints, filters)
        if self.dimension_id:
            domain &= fields.Domain("dimension_id", "=", self.dimension_id.id)
        return self.env["cem.score"]._action_open(
            list(domain), {"group_by": ["source"]}
        )
