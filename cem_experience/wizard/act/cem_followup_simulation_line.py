from odoo import fields, models


class CemFollowupSimulationLine(models.TransientModel):
    """A case that a rule would have opened."""

    _name = "cem.followup.simulation.line"
    _description = "Simulated Follow-up"
    _order = "date desc, id desc"

    simulation_id = fields.Many2one(
        "cem.followup.simulation", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="cascade")
    company_id = fields.Many2one("res.company", ondelete="cascade")
    date = fields.Date(string="Would Have Opened")
    answer_count = fields.Integer(string="Bad Answers", aggregator="sum")
    worst_value = fields.Float(string="Worst Score (0-10)", aggregator="min")
    known = fields.Integer(
        string="Followed Up Anyway",
        aggregator="sum",
        help="1 where another rule, or somebody, has opened a follow-up of this "
        "customer at that time.",
    )
