from odoo import api, fields, models


class CemPhoneSurvey(models.TransientModel):
    """Choose the survey that a member of staff reads out to a customer."""

    _name = "cem.phone.survey"
    _description = "Survey by Phone"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    survey_id = fields.Many2one(
        "survey.survey",
        required=True,
        domain="[('survey_type', '=', 'cem')]",
        default=lambda self: self._default_survey_id(),
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner":
            values.setdefault("partner_id", self.env.context.get("active_id"))
        return values

    @api.model
    def _default_survey_id(self):
        surveys = self.env["survey.survey"].search(
            [("survey_type", "=", "cem")], limit=2
        )
        return surveys if len(surveys) == 1 else False

    def action_start(self):
        self.ensure_one()
        return self.survey_id.with_context(
            cem_partner_id=self.partner_id.id
        ).action_cem_start_by_phone()
