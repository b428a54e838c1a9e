import random
from datetime import datetime, time, timedelta

from odoo import api, fields, models

from .cem_demo import QUIET, SEED

# By tier: what they buy, from and to which price
PURCHASES = {
    "a": ("Fitting-out package", 12000, 42000),
    "b": ("Parking space, one year", 1500, 8000),
    "c": ("Club membership", 120, 900),
}


class CemDemo(models.AbstractModel):
    _inherit = "cem.demo"

    @api.model
    def _load_values(self):
        """Two years of purchases: who was satisfied comes again, mostly."""
        self._check_demo()
        self = self.with_context(**QUIET)
        rng = random.Random(SEED + 1)
        partners = self._buyers()
        stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        now = datetime.combine(fields.Date.today(), time(10))
        records = []
        for number, partner in enumerate(partners):
            tier = partner.cem_value_tier_id.get_external_id()
            key = tier[partner.cem_value_tier_id.id][-1:]
            if key not in PURCHASES:
                continue
            name, low, high = PURCHASES[key]
            mark = partner.cem_satisfaction_count and partner.cem_satisfaction
            days = [rng.randint(380, 700)]
            if rng.random() < 0.1 + 0.11 * (mark or 6):
                days.append(rng.randint(5, 300))
            for place, ago in enumerate(days):
                records.append(
                    {
                        "xml_id": f"cem_experience.crm_lead_{number}_{place}_demo",
                        "noupdate": True,
                        "values": {
                            "name": name,
                            "type": "opportunity",
                            "partner_id": partner.id,
                            "user_id": partner.user_id.id,
                            "stage_id": stage.id,
                            "expected_revenue": round(rng.uniform(low, high), -1),
                            "date_closed": now - timedelta(days=ago),
                        },
                    }
                )
        leads = self.env["crm.lead"]._load_records(records)
        for lead, record in zip(leads, records, strict=True):
            lead.date_closed = record["values"]["date_closed"]
        partners.write({"cem_value_tier_fixed": False})
        self.env.company.cem_case_cost = 60
        source = self.env.ref("cem_experience.cem_value_source_won")
        source.active = True
        self.env["cem.customer.value"]._recompute(self.env.company, source)

    @api.model
    def _buyers(self):
        """Everybody of the demonstration who has come further than the show flat."""
        everybody = self._ref("res_partner_category_harbour")
        prospects = self.env.ref("cem_experience.res_partner_category_prospect")
        return self.env["res.partner"].search(
            [
                ("category_id", "in", everybody.ids),
                ("category_id", "not in", prospects.ids),
                ("cem_value_tier_id", "!=", False),
            ],
            order="id",
        )
