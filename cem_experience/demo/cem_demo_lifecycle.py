from datetime import timedelta

from odoo import api, fields, models

# By segment: event, and how many days ago it was at least and at most
DATES = {
    "prospect": (("visit", 3, 200),),
    "signed": (("visit", 460, 520), ("contract", 120, 440)),
    "settling_in": (("contract", 640, 1000), ("handover", 100, 600)),
    "settled": (("handover", 900, 1500), ("move_in", 760, 880)),
}


class CemDemo(models.AbstractModel):
    """When the customers signed, got their keys and moved in."""

    # Files by what they tell, each short enough to hold in the head.
    _inherit = "cem.demo"

    @api.model
    def _load_lifecycle(self, rng, customers):
        events = {
            event.code: event.id
            for event in self.env["cem.lifecycle.event"].search([("code", "!=", False)])
        }
        today = fields.Date.today()
        self.env["cem.lifecycle.date"].create(
            [
                {
                    "partner_id": partner.id,
                    "event_id": events[code],
                    "date": today - timedelta(days=rng.randint(least, most)),
                }
                for person, partner in customers
                for code, least, most in DATES[person.segment]
            ]
        )
        # As the scheduled action would tonight, which commits
        segments = self.env["cem.lifecycle.rule"]._wanted_segments(today)
        for partner_id, segment_id in segments.items():
            partner = self.env["res.partner"].browse(partner_id)
            partner.cem_lifecycle_segment_id = segment_id
