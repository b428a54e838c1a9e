from odoo import api, fields, models

VERDICTS = [
    ("strengthens", "Strengthens"),
    ("neutral", "Neutral"),
    ("weakens", "Weakens"),
]


class CemBrandJudged(models.AbstractModel):
    """What can be judged by what it does to the brand."""

    _name = "cem.brand.judged"
    _description = "Judged by the Brand"

    brand_verdict = fields.Selection(
        VERDICTS,
        string="Brand",
        compute="_compute_brand_verdict",
        store=True,
        help="What the latest judgements say. One that weakens the brand outweighs "
        "all others.",
    )

    @api.depends("brand_check_ids.verdict", "brand_check_ids.is_current")
    def _compute_brand_verdict(self):
        for record in self:
            current = record.brand_check_ids.filtered("is_current")
            verdicts = set(current.mapped("verdict"))
            record.brand_verdict = next(
                (
                    verdict
                    for verdict in ("weakens", "strengthens", "neutral")
                    if verdict in verdicts
                ),
                False,
            )

    def action_brand_check(self):
        """Judge it, in a dialog."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_brand_check_action_new"
        )
        name = {
            "cem.requirement": "requirement_id",
            "cem.standard": "standard_id",
            "cem.touchpoint": "touchpoint_id",
        }[self._name]
        action["context"] = {f"default_{name}": self.id}
        return action
