import random
from datetime import timedelta

from odoo import api, fields, models

from .opinions import clip

SEED = 7
DAYS = 180
# Touchpoint of the template: mean mark, mean emotion (-2..2), how many answered
BRANCH = {
    "greet/lobby_greeting": (8.4, 1.2, 96),
    "greet/queue_machine": (4.6, -0.4, 104),
    "ask/need_check": (6.3, 0.3, 58),
    "ask/waiting_area": (3.5, -1.2, 110),
    "receive/counter_reception": (7.7, 0.9, 101),
    "handle/transaction": (6.6, 0.4, 99),
    "handle/electronic_link": (5.2, -0.2, 37),
    "offer/fitting_offer": (3.8, -0.9, 62),
    "hand_over/return_papers": (8.2, 1.1, 88),
    "hand_over/rating_device": (6.9, 0.6, 47),
    # hardly anybody is asked at the door: too few to show
    "see_off/goodbye": (8.0, 1.3, 2),
}


class CemDemo(models.AbstractModel):
    """A bank branch: a journey made from its template, in the languages installed.

    Answers come from the rating device at the counter, so nobody is named.
    """

    _inherit = "cem.demo"

    @api.model
    def _load_branch(self):
        self._check_demo()
        rng = random.Random(SEED)
        journey = self.env.ref(
            "cem_experience.cem_journey_template_bank"
        )._create_journey()
        journey.write({"user_id": self._ref("res_users_manager").id, "sequence": 30})
        tiers = self.env["cem.value.tier"].search([], limit=10).ids
        touchpoints = {
            touchpoint.template_key.removeprefix("bank:"): touchpoint
            for touchpoint in journey.touchpoint_ids
        }
        today = fields.Date.today()
        rows = []
        for key, (mean, mood, count) in BRANCH.items():
            touchpoint = touchpoints[key]
            for _answer in range(count):
                kindness = rng.gauss(0, 1.1)
                base = {
                    "touchpoint_id": touchpoint.id,
                    "date": today - timedelta(days=rng.randrange(DAYS)),
                    "source": "api",
                    "value_tier_id": rng.choice(tiers),
                }
                rows += [
                    {
                        **base,
                        "measure": "experience",
                        "dimension_id": line.dimension_id.id,
                        "value": round(clip(rng.gauss(mean + kindness, 1.2))),
                    }
                    for line in touchpoint.weight_ids
                ]
                if rng.random() < 0.6:
                    felt = round(clip(rng.gauss(mood + kindness / 3, 0.7), -2, 2))
                    rows.append({**base, "measure": "emotion", "raw_value": felt})
        self.env["cem.score"].create(rows)
