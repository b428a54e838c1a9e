from odoo import api, fields, models

SIDES = ("company", "customer")


class CemPerception(models.TransientModel):
    """The question how far the company's view is from the customers', and its answer.

    The rows are made anew by :meth:`cem.journey.get_perception` whenever a filter
    changes; nothing is kept.
    """

    _name = "cem.perception"
    _description = "Perception Gap"

    journey_id = fields.Many2one(
        "cem.journey",
        required=True,
        ondelete="cascade",
        default=lambda self: self._default_journey_id(),
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    segment_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Segments",
        help="Only what these customers say; the company's view stays.",
    )
    value_tier_ids = fields.Many2many(
        "cem.value.tier",
        string="Value Tiers",
        help="Only what these customers say; the company's view stays.",
    )
    channel_ids = fields.Many2many("cem.channel", string="Channels")
    detail = fields.Selection(
        [("touchpoint", "Touchpoints"), ("dimension", "Touchpoints and Dimensions")],
        string="Show",
        required=True,
        default="touchpoint",
    )
    line_ids = fields.One2many("cem.perception.line", "perception_id", string="Rows")
    chart = fields.Json(compute="_compute_chart")

    @api.depends_context("lang")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Perception Gap")

    @api.model
    def _default_journey_id(self):
        """The journey on which both have said something lately."""
        Score = self.env["cem.score"]
        for sources in (Score._company_sources(), Score._customer_sources()):
            score = Score.search(
                [("source", "in", sources), ("touchpoint_id.journey_id", "!=", False)],
                limit=1,
            )
            journey = score.touchpoint_id.journey_id
            if journey and journey.has_access("read"):
                return journey
        return self.env["cem.journey"].search([("active", "=", True)], limit=1)

    @api.depends("line_ids")
    def _compute_chart(self):
        """Display-ready rows for the chart: what both have judged, widest gap first."""
        for page in self:
            rows = page.line_ids.filtered(
                lambda line: line.has_company or line.has_customer
            )
            page.chart = [
                {
                    "name": row.touchpoint_id.name,
                    "dimension": row.dimension_id.name or "",
                    **{
                        name: row[name] if row[f"has_{name}"] else None
                        for name in SIDES
                    },
                    "gap": row.gap if row.has_gap else None,
                    "is_sure": row.is_sure,
                }
                for row in rows
            ]

    @api.onchange(
        "journey_id",
        "date_from",
        "date_to",
        "segment_ids",
        "value_tier_ids",
        "channel_ids",
        "detail",
    )
    def _onchange_filters(self):
        self.line_ids = [(5, 0, 0), *((0, 0, vals) for vals in self._row_values())]

    def _filters(self):
        self.ensure_one()
        return {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "segment_ids": self.segment_ids.ids,
            "value_tier_ids": self.value_tier_ids.ids,
            "channel_ids": self.channel_ids.ids,
        }

    def _row_values(self):
        self.ensure_one()
        if not self.journey_id:
            return []
        journey = self.journey_id._origin or self.journey_id
        rows = journey.get_perception(self._filters())
        wanted = [
            row for row in rows if self.detail == "dimension" or not row["dimension_id"]
        ]
        return [self._line_values(row) for row in wanted]

    @api.model
    def _line_values(self, row):
        vals = {
            "touchpoint_id": row["touchpoint_id"],
            "dimension_id": row["dimension_id"],
            "stage_id": row["stage_id"],
            "has_gap": row["gap"] is not None,
            "gap": row["gap"] or 0.0,
            "has_gap_interval": row["gap_low"] is not None,
            "gap_low": row["gap_low"] or 0.0,
            "gap_high": row["gap_high"] or 0.0,
            "is_sure": row["is_sure"],
        }
        for name in SIDES:
            side = row[name]
            vals |= {
                f"has_{name}": side["mean"] is not None,
                name: side["mean"] or 0.0,
                f"{name}_count": side["count"],
            }
        return vals

    def action_lines(self):
        """The rows in a list of their own, to group, filter and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience_audit.cem_perception_line_action"
        )
        action["domain"] = [("perception_id", "=", self.id)]
        return action
