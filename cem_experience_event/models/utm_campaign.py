from odoo import api, models
from odoo.tools import SQL


class UtmCampaign(models.Model):
    """Registrations belong to campaigns, and so does what is thought and bought there."""

    _inherit = "utm.campaign"

    @api.model
    def _cem_records(self):
        return [*super()._cem_records(), ("event.registration", "utm_campaign_id")]

    def _cem_opinions(self, table="cem_score"):
        return [
            *super()._cem_opinions(table),
            SQL(
                """
                SELECT g.utm_campaign_id, s.id
                  FROM event_registration g
                  JOIN cem_activity_opinion o ON o.registration_id = g.id
                  JOIN %s s ON s.res_id = o.id AND s.source = 'event'
                   AND s.res_model = 'cem.activity.opinion'
                 WHERE g.utm_campaign_id IN %s
                """,
                SQL.identifier(table),
                tuple(self.ids) or (0,),
            ),
        ]

    def _cem_add_leads(self, figures):
        result = super()._cem_add_leads(figures)
        # Only sums are told; purchases are read by whoever may read activities.
        purchases = self.env["cem.activity.purchase"].sudo()
        for registration, revenue in purchases._read_group(
            [
                ("registration_id.utm_campaign_id", "in", self.ids),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["registration_id"],
            ["amount:sum"],
        ):
            figures[registration.utm_campaign_id.id]["revenue"] += revenue
        return result
