from datetime import timedelta

from odoo import api, fields, models

from .cem_activity_part import MODULES

STEP_KINDS = [
    ("sign_in", "Sign-in"),
    ("story", "Brand Story"),
    ("demonstration", "Demonstration"),
    ("trial", "Hands-on Trial"),
    ("purchase", "Purchase"),
    ("service", "Exclusive Service"),
    ("draw", "Draw"),
    ("other", "Other"),
]


class CemActivityStep(models.Model):
    """A step of the programme: when, who, what matters and how it is done."""

    _name = "cem.activity.step"
    _description = "Programme Step"
    _inherit = ["cem.activity.part"]
    _order = "activity_id, offset, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(STEP_KINDS, required=True, default="other")
    offset = fields.Float(
        string="Starts After",
        aggregator=None,
        help="Hours from the beginning of the event. The programme moves with it.",
    )
    duration = fields.Float(default=0.5, aggregator="sum", help="Hours.")
    date_start = fields.Datetime(
        string="Start",
        compute="_compute_dates",
        inverse="_inverse_date_start",
        store=True,
    )
    date_stop = fields.Datetime(string="End", compute="_compute_dates", store=True)
    user_id = fields.Many2one("res.users", string="Responsible", index="btree_not_null")
    role = fields.Char(
        translate=True, help="Who does it on the spot, such as the store manager."
    )
    key_points = fields.Text(
        translate=True, help="What must come across in this step, whatever happens."
    )
    execution_points = fields.Text(
        translate=True, help="How it is done: positions, words, order, what to avoid."
    )
    item_ids = fields.One2many(
        "cem.activity.item", "step_id", string="Material and Gifts", copy=True
    )
    zone_id = fields.Many2one(
        "cem.activity.zone",
        domain="[('activity_id', '=', activity_id)]",
        index="btree_not_null",
        ondelete="set null",
        help="Empty: everywhere.",
    )
    module = fields.Selection(MODULES)
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The scores of this step count here.",
    )
    dimension_id = fields.Many2one(
        "cem.dimension",
        ondelete="restrict",
        help="The experience dimension that marks of this step are about.",
    )
    is_rated = fields.Boolean(
        string="Opinions",
        compute="_compute_is_rated",
        store=True,
        precompute=True,
        readonly=False,
        help="Participants' opinions and feelings about this step are recorded on the "
        "day, by staff or by the participants themselves.",
    )
    is_done = fields.Boolean(string="Done", copy=False)

    _positive = models.Constraint(
        "CHECK (duration >= 0)", "A step cannot end before it begins."
    )

    @api.depends("kind")
    def _compute_is_rated(self):
        for step in self:
            step.is_rated = step.is_rated or step.kind in ("trial", "demonstration")

    @api.depends("activity_id.date_begin", "offset", "duration")
    def _compute_dates(self):
        for step in self:
            begin = step.activity_id.date_begin
            step.date_start = begin and begin + timedelta(hours=step.offset)
            step.date_stop = begin and begin + timedelta(
                hours=step.offset + step.duration
            )

    def _inverse_date_start(self):
        for step in self.filtered("date_start"):
            begin = step.activity_id.date_begin
            step.offset = (step.date_start - begin).total_seconds() / 3600

    def _is_outside(self):
        """Whether it begins before the event or ends after it."""
        self.ensure_one()
        activity = self.activity_id
        if not activity.date_begin or not activity.date_end:
            return False
        # A minute is not worth a warning: hours are kept as fractions.
        length = (activity.date_end - activity.date_begin).total_seconds() / 3600
        return self.offset < 0 or self.offset + self.duration > length + 1 / 60

    def action_done(self):
        """Tick off the step on the day; staff do this, too."""
        self.check_access("read")
        for step in self:
            # Staff may not change the plan, but say what has happened.
            step.sudo().is_done = not step.is_done
