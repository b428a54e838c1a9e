import random
from datetime import timedelta

from odoo import api, fields, models

MODULE = "cem_experience_event"
SEED = 7
PAST_DAYS = 40
COMING_DAYS = 19
GUESTS = 34
WALK_INS = 6
EXPECTED = 18
WORDS = {
    -2: ["The queue for the show flat was far too long.", "隔壁工地太吵了。"],
    -1: ["Nobody could tell me what the parking costs.", "厨房比想象的小。"],
    0: ["All right.", "还可以。"],
    1: ["Our child loved the garden.", "讲解很坦诚。"],
    2: ["We felt at home at once!", "见到邻居很开心，想住进来。"],
}
# How pleasant the steps were on average, by kind
MOODS = {"story": 0.6, "trial": 1.1, "service": 1.3, "purchase": 0.1}


class CemDemo(models.AbstractModel):
    """Two activities of the developer: an open house that is over, a coming one."""

    _inherit = "cem.demo"

    @api.model
    def _load_activities(self):
        self._check_demo()
        # What is loaded here happened before: nobody is told.
        self = self.with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
            install_mode=True,
        )
        rng = random.Random(SEED)
        harbour = self._ref("res_partner_category_harbour")
        customers = self.env["res.partner"].search(
            [("category_id", "in", harbour.ids)], order="id"
        )
        self._load_past(rng, list(customers), harbour)
        self._load_coming(rng, list(customers))

    @api.model
    def _activity(self, code, days, key):
        begin = fields.Datetime.now().replace(hour=2, minute=0, second=0, microsecond=0)
        template = self.env.ref(f"{MODULE}.cem_activity_template_{code}")
        activity = template._create_activity()
        length = activity.date_end - activity.date_begin
        begin += timedelta(days=days)
        # Tickets to invented people are work for nothing.
        activity.event_id.event_mail_ids.unlink()
        manager = self._ref("res_users_manager")
        activity.event_id.write(
            {
                "date_begin": begin,
                "date_end": begin + length,
                "date_tz": "Asia/Hong_Kong",
                "user_id": manager.id,
            }
        )
        staff = [self._ref(f"res_users_{name}") for name in ("staff", "sales")]
        for number, step in enumerate(activity.step_ids):
            step.user_id = staff[number % 2] if number else manager
        activity.zone_ids.user_id = staff[0]
        activity.risk_ids.user_id = manager
        self._name_demo(activity.event_id, f"event_{key}")
        self._name_demo(activity, f"cem_activity_{key}")
        return activity

    @api.model
    def _name_demo(self, records, key):
        """Demo records have xml ids, so that they leave with the addon."""
        many = len(records) > 1
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"{MODULE}.{key}{f'_{number}' if many else ''}_demo",
                    "record": record,
                    "noupdate": True,
                }
                for number, record in enumerate(records)
            ]
        )

    @api.model
    def _guests(self, rng, activity, customers, count, walk_ins, state, key):
        zones, segments = activity.zone_ids, activity.segment_ids
        guests = rng.sample(customers, min(count, len(customers)))
        values = []
        for number, customer in enumerate(guests):
            place = number % min(len(zones), 2)
            values.append(
                {
                    "event_id": activity.event_id.id,
                    "partner_id": customer.id,
                    "name": customer.name,
                    "email": customer.email,
                    "phone": customer.phone,
                    "state": state,
                    "date_closed": activity.date_begin if state == "done" else False,
                    "cem_zone_id": zones[place].id,
                    "cem_segment_id": segments[place].id,
                    "cem_consent": True,
                    "cem_consent_date": activity.date_begin,
                    "cem_is_walk_in": number >= count - walk_ins,
                }
            )
        registrations = self.env["event.registration"].create(values)
        self._name_demo(registrations, f"event_registration_{key}")
        return registrations

    @api.model
    def _load_past(self, rng, customers, harbour):
        activity = self._activity("open_house", -PAST_DAYS, "past")
        # Who is like the participants: customers of the same project
        activity.segment_ids |= harbour
        activity.zone_ids[0].segment_ids |= harbour
        guests = self._guests(
            rng, activity, customers, GUESTS, WALK_INS, "done", "past"
        )
        self._opinions(rng, activity, guests)
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"{activity.name}: {guest.name}",
                    "partner_id": guest.partner_id.id,
                    "contact_name": guest.name,
                    "cem_activity_id": activity.id,
                    "cem_registration_id": guest.id,
                    "expected_revenue": rng.randrange(200, 600) * 1000,
                    "user_id": self._ref("res_users_sales").id,
                }
                for guest in rng.sample(list(guests), 12)
            ]
        )
        self._name_demo(leads, "crm_lead_activity")
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        leads[:3].stage_id = won
        self._load_campaigns(rng, guests, leads)
        self.env["cem.activity.purchase"].create(
            [
                {
                    "activity_id": activity.id,
                    "registration_id": guest.id,
                    "partner_id": guest.partner_id.id,
                    "name": "Reservation fee",
                    "amount": 5000,
                    "date": activity.date_begin + timedelta(hours=3),
                    "user_id": self._ref("res_users_sales").id,
                }
                for guest in rng.sample(list(guests), 4)
            ]
        )
        for cost in activity.cost_ids:
            cost.actual = round(cost.planned * rng.uniform(0.9, 1.2), -1)
        activity.step_ids.is_done = True
        draw = activity.draw_ids[:1]
        draw.action_commit()
        draw.action_freeze()
        draw.run_draw("harbour")
        draw.win_ids[1:].action_hand_over()
        self.env["cem.activity.lesson"].create(
            [
                {
                    "activity_id": activity.id,
                    "kind": kind,
                    "name": name,
                    "step_id": activity.step_ids.filtered(
                        lambda step, kind=of: step.kind == kind
                    )[:1].id,
                    "module": module,
                }
                for kind, name, of, module in (
                    ("keep", "Owners alone with the families", "service", "relate"),
                    ("change", "Say what parking costs on the board", "story", "think"),
                    ("change", "A second host for the show flats", "trial", "act"),
                )
            ]
        )
        activity.state = "done"

    @api.model
    def _opinions(self, rng, activity, guests):
        opinions = self.env["cem.activity.opinion"]
        for step in activity.step_ids.filtered("is_rated"):
            for number, guest in enumerate(guests):
                if step.zone_id and step.zone_id != guest.cem_zone_id:
                    continue
                if rng.random() < 0.25:
                    continue
                mood = rng.gauss(MOODS.get(step.kind, 0.5), 0.9)
                emotion = max(-2, min(2, round(mood)))
                mark = max(0, min(10, round(6.2 + 1.6 * mood + rng.gauss(0, 0.7))))
                words = rng.random() < 0.2 and rng.choice(WORDS[emotion])
                # some people write and leave the faces alone
                is_wordy = words and number % 5 == 2
                opinions._record(
                    guest,
                    step,
                    {
                        "key": f"demo-{step.id}-{guest.id}",
                        "emotion": None if is_wordy else emotion,
                        "mark": None if is_wordy else mark,
                        "comment": words or "",
                    },
                    "phone" if number % 3 == 0 else "staff",
                    step.date_stop,
                )

    @api.model
    def _load_coming(self, rng, customers):
        activity = self._activity("phone_launch", COMING_DAYS, "coming")
        self._guests(rng, activity, customers, EXPECTED, 0, "open", "coming")
        # Something is still to be done
        activity.step_ids[-1].user_id = False
        activity.rule_ids.filtered(lambda rule: rule.kind == "idol").action = False
