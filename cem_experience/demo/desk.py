"""What staff of the demonstration do about dissatisfied customers."""

from collections import Counter
from datetime import datetime, time, timedelta

from markupsafe import Markup

from odoo import fields
from odoo.fields import Command

from ..models.score.cem_score import SATISFACTION_MEASURES
from .remedies import CALLS, COMPENSATIONS, FOUND, NO_CASE

# Older ones are all closed: somebody owns a case within hours, not months.
OPEN_DAYS = 30
OUTCOMES = (
    ("satisfied", 35),
    ("explained", 25),
    ("compensated", 27),
    ("no_contact", 7),
    ("lost", 6),
)
# Where a case stands that is some days old: stage, and whether in time
RECENT = (
    ("contacted", True),
    ("waiting", True),
    ("progress", False),
    ("new", False),
    ("progress", True),
    ("waiting", True),
    ("contacted", False),
    ("closed", True),
)


class Desk:
    """Opens cases by the rules, and works on them as the weeks go by."""

    def __init__(self, env, rng):
        self.env, self.rng = env, rng
        self.now = fields.Datetime.now()
        self.today = fields.Date.today()
        self.manager = env.ref("cem_experience.res_users_manager_demo")
        self.cases = env["cem.followup"]
        self.recent = 0

    def find(self, sheets):
        """Let the rules look at these answer sheets, however old they are.

        :return: the cases that they opened
        """
        scores = sheets.cem_score_ids.filtered(
            lambda score: score.measure in SATISFACTION_MEASURES
        )
        scores.write({"followup_pending": True})
        # Activities come with the stage below, where somebody still has to act.
        cases = self.cases.with_context(mail_activity_automation_skip=True)
        tries = Counter()
        while cases._open_batch(tries):
            pass
        found = self.cases.search([("id", "not in", self.cases.ids)], order="id")
        self.cases |= found
        return found

    def work(self, found):
        """Bring these cases to where they stand today.

        :return: list of (days ago, partner, won): who is asked again, and when
        """
        again = []
        for case in found.sorted(lambda case: (case.worst_score_id.date, case.id)):
            sheet = case.worst_score_id.user_input_id
            opened = sheet.end_datetime + timedelta(minutes=self.rng.randint(5, 60))
            opened = min(opened, self.now - timedelta(minutes=5))
            vals = {"date_open": opened} | case.rule_id._deadlines(
                case.company_id, case.value_tier_id, case.priority, opened
            )
            age = (self.today - opened.date()).days
            if age > OPEN_DAYS:
                again += self._close(case, vals)
            else:
                again += self._go_on(case, vals, age)
        return again

    def _go_on(self, case, vals, age):
        """A case of the last weeks: some new, some late, some done."""
        if age <= 2:
            case.write(vals)
            return []
        stage, in_time = RECENT[self.recent % len(RECENT)]
        self.recent += 1
        if stage == "closed" and age > 4:
            return self._close(case, vals)
        if self.recent == 6:
            # answered for the neighbour by mistake: the one case that was no case
            case.write(vals | {"stage_id": self._stage("cancelled")})
            self._say(case, NO_CASE, self.now - timedelta(days=age - 1))
            return []
        if stage in ("contacted", "progress", "waiting", "closed"):
            stage = "progress" if stage == "closed" else stage
            vals["date_contacted"] = self._after(vals["date_open"], 2, 30)
            self._say(case, self.rng.choice(CALLS[stage]), vals["date_contacted"])
        if in_time:
            vals["deadline"] = datetime.combine(
                self.today + timedelta(days=self.rng.randint(1, 6)), time(hour=9)
            )
            if stage == "new":
                vals["contact_deadline"] = vals["deadline"]
        if stage in ("progress", "waiting"):
            vals["cause_ids"] = [Command.set(self._cause(case).ids)]
        case.write(vals | {"stage_id": self._stage(stage)})
        if stage == "waiting" and self.rng.random() < 0.7:
            self._compensate(case, "to_approve", vals["date_contacted"])
        return []

    def _close(self, case, vals):
        contacted = self._after(vals["date_open"], 2, 40)
        closed = self._after(contacted, 20, 150)
        outcomes, weights = zip(*OUTCOMES, strict=True)
        [outcome] = self.rng.choices(outcomes, weights)
        key = self._touchpoint(case)
        note = FOUND.get(key) or FOUND["daily_life"]
        if outcome != "no_contact":
            vals["date_contacted"] = contacted
            self._say(case, self.rng.choice(CALLS["contacted"]), contacted)
        if outcome == "compensated":
            self._compensate(case, "done", closed)
        case = case.with_context(mail_activity_automation_skip=True)
        case.write(
            vals
            | {
                "stage_id": self._stage("closed"),
                "date_closed": closed,
                "cause_ids": [Command.set(self._cause(case, outcome).ids)],
                "outcome": outcome,
                "note": Markup("<p>%s</p>") % note,
            }
        )
        if outcome in ("no_contact", "lost") or self.rng.random() > 0.55:
            return []
        asked = (self.today - closed.date()).days - self.rng.randint(5, 12)
        won = self.rng.random() < (0.85 if outcome == "compensated" else 0.7)
        return [(asked, case.partner_id, won)] if asked >= 0 else []

    # ------------------------------------------------------------------

    def _after(self, moment, least, most):
        """Some hours later, in daytime, and not in the future."""
        later = moment + timedelta(hours=self.rng.randint(least, most))
        later = later.replace(hour=1 + self.rng.randint(0, 9))
        return min(max(later, moment), self.now - timedelta(minutes=3))

    def _stage(self, name):
        return self.env.ref(f"cem_experience.cem_followup_stage_{name}").id

    def _touchpoint(self, case):
        """What the worst experience of the case was about."""
        scores = case.score_ids.filtered(lambda score: score.measure == "experience")
        worst = scores.sorted(lambda score: (score.value, score.id))[:1]
        touchpoint = worst.touchpoint_id or case.touchpoint_id
        name = touchpoint.get_external_id().get(touchpoint.id, "")
        return name.removeprefix("cem_experience.cem_touchpoint_").removesuffix("_demo")

    def _cause(self, case, outcome=None):
        if outcome == "no_contact":
            return self.env.ref("cem_experience.cem_cause_none_unreached")
        causes = {
            "handover_appointment": "convenience_process service_waiting",
            "repair": "service_unsolved service_waiting relationship_promise",
            "residents_app": "convenience_process",
            "service_desk": "service_behaviour convenience_access",
            "home": "product_defect",
            "fee_statement": "price_billing price_value",
            "annual_meeting": "relationship_silence",
            "owners_club": "convenience_access",
            "materials": "product_unfit",
            "advice": "service_knowledge service_behaviour",
            "car_park": "convenience_access",
            "price_list": "price_billing",
            "brand_wall": "brand_misleading",
            "reception": "service_waiting",
        }.get(self._touchpoint(case), "relationship_silence")
        name = self.rng.choice(causes.split())
        return self.env.ref(f"cem_experience.cem_cause_{name}")

    def _say(self, case, text, date):
        case.message_post(
            body=text,
            author_id=(case.user_id or self.manager).partner_id.id,
            date=date,
            subtype_xmlid="mail.mt_note",
        )

    def _compensate(self, case, state, date):
        kind, name, amount, reason = self.rng.choice(COMPENSATIONS)
        decided = state != "to_approve"
        self.env["cem.compensation"].create(
            {
                "followup_id": case.id,
                "kind": kind,
                "name": name,
                "amount": amount,
                "reason": reason,
                "state": state,
                "requested_by_id": (case.user_id or self.manager).id,
                "approved_by_id": decided and self.manager.id,
                "date_decided": decided and date,
            }
        )

    def tidy(self):
        """Tell managers what is late, and let the chatter show when things happened."""
        self.cases._escalate_batch([])
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE mail_message message
               SET date = followup.date_open
              FROM cem_followup followup
             WHERE message.model = 'cem.followup'
               AND message.res_id = followup.id
               AND message.author_id = %s
               AND message.date > followup.date_open
            """,
            [self.env.user.partner_id.id],
        )
        self.env["mail.message"].invalidate_model(["date"])
