from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cem_experience.models.score.cem_score import MEASURES

from ..models.cem_activity_part import MODULES


class CemActivityScoreReport(models.Model):
    """Scores of activities by step, module, zone and segment."""

    _name = "cem.activity.score.report"
    _inherit = "cem.small.groups.mixin"
    _description = "Scores of Activities"
    _auto = False
    _rec_name = "measure"
    _order = "date desc, id desc"
    # A mark and a feeling are two scores of one participant.
    _small_groups_size = "opinion_id:count_distinct"
    _small_groups_counted = {
        "value": ("opinion_id:count_distinct",),
        "square": ("opinion_id:count_distinct",),
        "mark": ("mark:count",),
        "feeling": ("feeling:count",),
    }
    _small_groups_marks = ("value", "mark", "feeling", "square")
    _depends = {
        "cem.score": [
            "measure",
            "value",
            "date",
            "source",
            "res_model",
            "res_id",
            "active",
            "partner_id",
            "value_tier_id",
        ],
        "cem.activity.opinion": [
            "activity_id",
            "step_id",
            "module",
            "zone_id",
            "segment_id",
            "touchpoint_id",
            "company_id",
            "device",
        ],
    }

    activity_id = fields.Many2one("cem.activity", readonly=True)
    opinion_id = fields.Many2one("cem.activity.opinion", readonly=True)
    step_id = fields.Many2one("cem.activity.step", readonly=True)
    module = fields.Selection(MODULES, readonly=True)
    zone_id = fields.Many2one("cem.activity.zone", readonly=True)
    segment_id = fields.Many2one("res.partner.category", readonly=True)
    touchpoint_id = fields.Many2one("cem.touchpoint", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    value_tier_id = fields.Many2one("cem.value.tier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    device = fields.Selection(
        [("staff", "Staff"), ("phone", "Participant's Phone")], readonly=True
    )
    measure = fields.Selection(MEASURES, readonly=True)
    date = fields.Date(readonly=True)
    value = fields.Float(string="Score (0-10)", readonly=True, aggregator="avg")
    # Marks and feelings are two things: each has a mean of its own, and none together.
    mark = fields.Float(string="Mark (0-10)", readonly=True, aggregator="avg")
    feeling = fields.Float(string="Feeling (0-10)", readonly=True, aggregator="avg")
    square = fields.Float(
        string="Squared Score", readonly=True, export_string_translation=False
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT s.id, o.id AS opinion_id, o.activity_id, o.step_id, o.module,
                   o.zone_id, o.segment_id,
                   o.touchpoint_id, o.company_id, o.device, s.partner_id,
                   s.value_tier_id, s.measure, s.date, s.value,
                   CASE WHEN s.measure = 'experience' THEN s.value END AS mark,
                   CASE WHEN s.measure = 'emotion' THEN s.value END AS feeling,
                   s.value * s.value AS square
              FROM cem_activity_opinion o
              JOIN cem_score s ON s.res_id = o.id AND s.source = 'event'
             WHERE o.active IS TRUE AND s.active IS TRUE
               AND s.res_model = 'cem.activity.opinion'
            """
        )
