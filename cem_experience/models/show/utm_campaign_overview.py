from odoo import api, fields, models

OURS = "cem_experience.group_cem_user"


class UtmCampaign(models.Model):
    """The figures of many campaigns in a list, each with its number and interval."""

    _inherit = "utm.campaign"

    cem_currency_id = fields.Many2one(
        "res.currency", compute="_compute_cem_overview", groups=OURS
    )
    cem_asked = fields.Integer(
        string="Asked", compute="_compute_cem_overview", groups=OURS
    )
    cem_response = fields.Char(
        string="Response Rate (%)", compute="_compute_cem_overview", groups=OURS
    )
    cem_satisfaction = fields.Char(
        string="Satisfaction (0-10)", compute="_compute_cem_overview", groups=OURS
    )
    cem_nps = fields.Char(string="NPS", compute="_compute_cem_overview", groups=OURS)
    cem_complaints = fields.Char(
        string="Complaints (%)",
        compute="_compute_cem_overview",
        groups=OURS,
    )
    cem_leads = fields.Integer(
        string="Leads", compute="_compute_cem_overview", groups=OURS
    )
    cem_revenue = fields.Monetary(
        string="Revenue",
        compute="_compute_cem_overview",
        currency_field="cem_currency_id",
        groups=OURS,
    )

    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_cem_overview(self):
        figures = self._origin._cem_figures()
        words = self.env["cem.campaign.comparison"]
        nothing = self._cem_empty()
        for campaign in self:
            found = figures.get(campaign._origin.id, nothing)
            campaign.update(
                {
                    "cem_currency_id": self.env.company.currency_id.id,
                    "cem_asked": found["asked"],
                    "cem_response": words._number(found["response"], 100),
                    "cem_satisfaction": words._number(found["satisfaction"]),
                    "cem_nps": words._number(found["nps"], 100),
                    "cem_complaints": words._number(found["complaints"], 100),
                    "cem_leads": found["leads"],
                    "cem_revenue": found["revenue"],
                }
            )
