from odoo import api, fields, models


class CemFollowup(models.Model):
    """What the customer's words are about."""

    _inherit = "cem.followup"

    topic_ids = fields.Many2many(
        "cem.topic",
        "cem_followup_topic_rel",
        string="Topics",
        compute="_compute_topic_ids",
        store=True,
        help="Topics of what the customer wrote with the answers of the case.",
    )

    @api.depends("score_ids")
    def _compute_topic_ids(self):
        """Words may stand with another answer of the same day, a good one even."""
        scores = self.score_ids
        said = {}
        if scores:
            for score in self.env["cem.score"].search(
                [
                    ("partner_id", "in", scores.partner_id.ids),
                    ("date", "in", list(set(scores.mapped("date")))),
                    ("topic_ids", "!=", False),
                    ("source", "not in", self.env["cem.score"]._company_sources()),
                ]
            ):
                key = (score.company_id, score.partner_id, score.date)
                said[key] = said.get(key, score.topic_ids) | score.topic_ids
        for case in self:
            topics = self.env["cem.topic"]
            for score in case.score_ids:
                key = (score.company_id, score.partner_id, score.date)
                topics |= said.get(key, topics)
            case.topic_ids = topics
