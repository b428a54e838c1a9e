import random
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.cem_experience.demo.cem_demo import QUIET

SEED = 41
DAYS = 90
COUNT = 70
# What is asked, in the words of several customers; the first ones most often
QUESTIONS = [
    ("Can I rent a second parking space?", "can i rent a second parking space, please"),
    ("Is there a charger for electric cars?", "Is there any electric cars charger"),
    ("车位可以租吗？", "请问车位可以租吗", "你好，车位能租吗"),
    ("宽带怎么办理？", "请问宽带怎么办理"),
    ("Where do I leave old furniture?", "where can I leave my old furniture?"),
    ("儿童游泳课什么时候开始报名？", "请问儿童游泳课什么时候开始报名呢"),
    ("May I keep two dogs?",),
]
# Need, product, barrier, feelings, note
STORIES = [
    ("parking", "Parking space", "price", (-1, 0, 1), "Has a second car since May."),
    ("parking", "Parking space", "later", (0, 1), "Decides after the holidays."),
    ("repair", "Kitchen tap", None, (-2, -1, -1), "Drips again after the first visit."),
    ("repair", "Lift Tower 2", "effort", (-2, -1), "Stood still twice this week."),
    ("information", "Two-bedroom flat", "decides", (0, 1, 2), "Asks for her parents."),
    ("offer", "Three-bedroom flat", "price", (-1, 0), "Compares with the neighbours."),
    ("invoice", "Management fee", "unclear", (-1, 0), "Paid twice, wants it back."),
    ("help", "Broadband", None, (0, 1, 2), "Set up together on the phone."),
    ("appointment", "Handover", "later", (0, 1), "Prefers a Saturday."),
    ("complaint", "Club house", "before", (-2, -2, -1), "Nobody called back in May."),
]


class CemDemo(models.AbstractModel):
    """Three months of calls and chats at the service desk."""

    # Files by what they tell, each short enough to hold in the head.
    _inherit = "cem.demo"

    @api.model
    def _load_contacts(self):
        self._check_demo()
        self = self.with_context(**QUIET)
        rng = random.Random(SEED)
        contacts = self.env["cem.contact"].create(
            [self._contact(rng, number) for number in range(COUNT)]
        )
        sold = contacts.filtered("is_sellable")
        sold[::3]._make_leads()
        lost = sold.sudo().lead_ids[1:3]
        lost.action_set_lost(
            lost_reason_id=self.env["crm.lost.reason"].search([], limit=1).id
        )

    @api.model
    def _contact(self, rng, number):
        need, product, barrier, feelings, note = rng.choice(STORIES)
        staff = [self._ref(f"res_users_{key}") for key in ("staff", "service")]
        customers = self.env["res.partner"].search(
            [("category_id", "in", self._ref("res_partner_category_harbour").ids)],
            order="id",
        )
        journey = self._ref("cem_journey_harbour")
        age = DAYS * rng.random() ** 2
        moment = fields.Datetime.now() - timedelta(days=age)
        moment = moment.replace(hour=rng.randint(1, 9), microsecond=0)
        user = staff[number % 3 == 0]
        values = {
            "channel": rng.choice(("call_in", "call_in", "call_out", "chat")),
            "date": min(moment, fields.Datetime.now() - timedelta(minutes=30)),
            "user_id": user.id,
            "partner_id": rng.choice(customers).id,
            "need_id": self._contact_item("need", need).id,
            "barrier_id": self._contact_item("barrier", barrier).id,
            "product_name": product,
            "feeling": str(rng.choice(feelings)),
            "journey_id": journey.id,
            "stage_id": rng.choice(journey.stage_ids).id,
            "note": note,
            "wrapup_seconds": rng.randint(6, 19),
        }
        if rng.random() < 0.6:
            place = int(len(QUESTIONS) * rng.random() ** 1.6)
            values["question"] = rng.choice(QUESTIONS[place])
        if age < 3:
            hours = rng.choice((-3, 2, 20))
            values["callback_date"] = fields.Datetime.now() + timedelta(hours=hours)
            values["callback_user_id"] = user.id
            values["callback_note"] = note
        return values

    @api.model
    def _contact_item(self, kind, key):
        if not key:
            return self.env[f"cem.{kind}"]
        name = f"cem_experience_contact.cem_{kind}_{key}"
        return self.env.ref(name, False) or self.env.ref(f"{name}_demo")
