from odoo import models


class CemScore(models.Model):
    _inherit = "cem.score"

    # The opinions of an activity find their scores among tens of millions.
    _cem_event_idx = models.Index("(res_id) WHERE source = 'event'")
