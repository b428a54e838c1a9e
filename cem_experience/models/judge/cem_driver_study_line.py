from odoo import api, fields, models


class CemDriverStudyLine(models.Model):
    """One driver of a study: its share, how sure it is, and what customers say of it."""

    _name = "cem.driver.study.line"
    _description = "Driver"
    _order = "study_id desc, share desc, id"
    _rec_name = "driver_name"
    # Its name is made of theirs, and stored nowhere.
    _rec_names_search = ["dimension_id", "touchpoint_id"]

    study_id = fields.Many2one(
        "cem.driver.study", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="study_id.company_id", store=True, index=True)
    dimension_id = fields.Many2one("cem.dimension", ondelete="cascade")
    touchpoint_id = fields.Many2one("cem.touchpoint", ondelete="cascade")
    driver_name = fields.Char(string="Driver", compute="_compute_driver_name")
    answer_count = fields.Integer(
        string="Answers", help="Respondents who spoke of it and of the outcome."
    )
    share = fields.Float(
        string="Share (%)",
        aggregator=None,
        help="Of what all drivers together explain.",
    )
    share_low = fields.Float(string="From", aggregator=None)
    share_high = fields.Float(string="To", aggregator=None)
    slope = fields.Selection(
        [("1", "More is better"), ("0", "None"), ("-1", "More is worse")],
        string="Direction",
    )
    significant = fields.Boolean(
        string="Sure", help="It explains more than chance does (at 5 %)."
    )
    derived = fields.Float(
        string="Derived Importance",
        aggregator=None,
        help="The share on a scale from 0 to 10, the largest one being 10.",
    )
    stated = fields.Float(
        string="Stated Importance",
        aggregator=None,
        help="Mean of what customers said when asked how important it is (0-10).",
    )
    has_stated = fields.Boolean()
    reason = fields.Selection(
        [
            ("constant", "Everybody gave the same answer"),
            ("collinear", "It says the same as the other drivers together"),
            ("uncovered", "Too few respondents spoke of it"),
        ],
        string="Left Out",
    )

    @api.depends("dimension_id.name", "touchpoint_id.complete_name")
    def _compute_driver_name(self):
        for line in self:
            line.driver_name = (
                line.dimension_id.name or line.touchpoint_id.complete_name
            )
