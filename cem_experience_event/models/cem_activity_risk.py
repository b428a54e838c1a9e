from odoo import api, fields, models

LEVELS = [("1", "Low"), ("2", "Medium"), ("3", "High")]


class CemActivityRisk(models.Model):
    """What may go wrong, and what is done about it."""

    _name = "cem.activity.risk"
    _description = "Activity Risk"
    _inherit = ["cem.activity.part"]
    _order = "activity_id, level desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    likelihood = fields.Selection(LEVELS, required=True, default="2")
    impact = fields.Selection(LEVELS, required=True, default="2")
    level = fields.Integer(
        compute="_compute_level",
        store=True,
        aggregator="max",
        help="Likelihood times impact, from 1 to 9.",
    )
    prevention = fields.Text(string="What Is Done", translate=True)
    user_id = fields.Many2one("res.users", string="Responsible", index="btree_not_null")

    @api.depends("likelihood", "impact")
    def _compute_level(self):
        for risk in self:
            risk.level = int(risk.likelihood or 0) * int(risk.impact or 0)
