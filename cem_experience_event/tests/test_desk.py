"""What the tablet sends: each job once, whatever arrives twice or is wrong."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ActivityCommon


@tagged("post_install", "-at_install")
class TestDesk(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._plan("phone_launch")
        cls.desk = cls.activity.with_user(cls.staff)
        cls.ann, cls.ben = cls._register(
            cls.activity, ["Ann", "Ben"], state="open", email=False
        )
        cls.ann.email = "ann@guest.example"
        cls.trial = cls.activity.step_ids.filtered(lambda s: s.kind == "trial")[0]
        cls.number = 0

    def _job(self, kind, **values):
        type(self).number += 1
        return {"key": f"job-key-{self.number}", "kind": kind, **values}

    def _do(self, *jobs):
        return self.desk.save_desk(list(jobs))

    def _result(self, *jobs):
        answers = self._do(*jobs)
        self.assertFalse([a["error"] for a in answers if "error" in a])
        return answers[-1]["result"]

    def _walk_in(self, **values):
        values.setdefault("consent", True)
        return self._job("walk_in", **values)

    def _people(self):
        return self.env["event.registration"].search(
            [("event_id", "=", self.activity.event_id.id)]
        )

    # ------------------------------------------------------------------
    # Sign-in
    # ------------------------------------------------------------------

    def test_sign_in_of_somebody_registered(self):
        zone, segment = self.activity.zone_ids[1], self.activity.segment_ids[1]
        job = self._job(
            "sign_in", id=self.ann.id, consent=True, zone=zone.id, segment=segment.id
        )
        self.assertFalse(self._result(job)["already"])
        self.assertTrue(self._result(job)["already"])
        self.assertEqual(self.ann.state, "done")
        self.assertTrue(self.ann.date_closed)
        self.assertEqual(self.ann.cem_zone_id, zone)
        self.assertEqual(self.ann.partner_id.email, "ann@guest.example")
        self.assertIn(segment, self.ann.partner_id.category_id)
        self.assertTrue(self.ann.cem_consent_date)

    def test_no_contact_is_made_without_consent(self):
        self._result(self._job("sign_in", id=self.ann.id, consent=False))
        self.assertFalse(self.ann.partner_id)
        self._result(
            self._walk_in(name="Quiet", email="q@guest.example", consent=False)
        )
        quiet = self._people().filtered(lambda p: p.name == "Quiet")
        self.assertFalse(quiet.email or quiet.phone or quiet.partner_id)
        answer = self._do(self._job("lead", id=quiet.id))[0]
        self.assertIn("not agreed", answer["error"])

    def test_a_known_customer_is_found_again(self):
        self._result(self._walk_in(name="Li", email="LI@customer.example"))
        person = self._people().filtered(lambda p: p.name == "Li")
        self.assertEqual(person.partner_id, self.customer)
        self.assertTrue(person.cem_is_walk_in)

    def test_walk_in_sent_twice_is_one(self):
        job = self._walk_in(name="Cem", phone="+49 170 1234567")
        first = self._result(job)["person"]["id"]
        self.assertEqual(self._result(job)["person"]["id"], first)
        # another device, the same person
        again = self._result(self._walk_in(name="Cem B.", phone="+49 170 1234567"))
        self.assertEqual(again["person"]["id"], first)
        self.assertTrue(again["already"])
        self.assertEqual(len(self._people()), 3)

    def test_walk_in_who_is_registered_is_signed_in(self):
        job = self._walk_in(name="Ann Again", email="ann@guest.example")
        result = self._result(job)
        self.assertEqual(result["person"]["id"], self.ann.id)
        self.assertEqual(self.ann.state, "done")
        self.assertEqual(len(self._people()), 2)
        # what was entered for the walk-in meanwhile goes to the same person
        self._result(
            self._job("opinion", person_key=job["key"], step=self.trial.id, mark=9)
        )
        self.assertEqual(self._opinions().registration_id, self.ann)
        self.assertTrue(self._result(job)["already"])

    def test_what_is_refused_says_why_and_stops_nothing(self):
        self.ben.action_cancel()
        answers = self._do(
            self._job("sign_in", id=self.ben.id),
            self._walk_in(name="  "),
            self._walk_in(name="X", email="no address"),
            self._job("sign_in", id=10**9),
            self._job("dance", id=self.ann.id),
            "rubbish",
            {"kind": "sign_in", "id": self.ann.id},
            self._job("opinion", id=self.ann.id, step=self.trial.id, mark=11),
            self._job("opinion", id=self.ann.id, step=self.trial.id),
            self._job("opinion", id=self.ann.id, step=10**9, mark=1),
            self._job("purchase", id=self.ann.id, amount="nan dollars"),
            self._job("sign_in", id=self.ann.id),
        )
        self.assertTrue(all("error" in answer for answer in answers[:-1]))
        self.assertIn("result", answers[-1])
        self.assertEqual(self.ann.state, "done")
        with self.assertRaises(UserError):
            self.desk.save_desk([{}] * 500)

    # ------------------------------------------------------------------
    # Opinions
    # ------------------------------------------------------------------

    def _opinions(self):
        return self.env["cem.activity.opinion"].search(
            [("activity_id", "=", self.activity.id)]
        )

    def _sign_in(self, **values):
        self._result(self._job("sign_in", id=self.ann.id, consent=True, **values))

    def test_an_opinion_becomes_scores_of_source_event(self):
        zone, segment = self.activity.zone_ids[0], self.activity.segment_ids[0]
        self._sign_in(zone=zone.id, segment=segment.id)
        job = self._job(
            "opinion",
            id=self.ann.id,
            step=self.trial.id,
            emotion=2,
            mark=8,
            comment="Heavy, but beautiful",
        )
        self._result(job)
        self._result(job)
        opinion = self._opinions()
        self.assertEqual(len(opinion), 1)
        self.assertEqual(opinion.zone_id, self.trial.zone_id)
        self.assertEqual(opinion.segment_id, segment)
        self.assertEqual(opinion.module, "act")
        scores = opinion.score_ids.sorted("measure")
        self.assertEqual(scores.mapped("measure"), ["emotion", "experience"])
        self.assertEqual(scores.mapped("value"), [10, 8])
        self.assertEqual(set(scores.mapped("source")), {"event"})
        self.assertEqual(scores.touchpoint_id, self.trial.touchpoint_id)
        self.assertEqual(scores.journey_id, self.activity.journey_id)
        self.assertEqual(scores.dimension_id, self.dimensions["product"])
        self.assertEqual(scores.partner_id, self.ann.partner_id)
        self.assertEqual(scores.filtered("comment").comment, "Heavy, but beautiful")

    def test_no_row_where_nothing_was_answered(self):
        self._result(
            self._job("opinion", id=self.ann.id, step=self.trial.id, emotion=0)
        )
        self.assertEqual(self._opinions().score_ids.mapped("measure"), ["emotion"])
        self.assertEqual(self._opinions().score_ids.value, 5)
        self.assertFalse(self._opinions().score_ids.partner_id, "no consent, no name")

    def test_judging_again_supersedes(self):
        self._sign_in()
        for mark in (2, 9):
            self._result(
                self._job("opinion", id=self.ann.id, step=self.trial.id, mark=mark)
            )
        opinion = self._opinions()
        self.assertEqual(opinion.mark, 9)
        old = self.env["cem.score"].search(
            [
                ("source", "=", "event"),
                ("active", "=", False),
                ("superseded_by_id", "=", opinion.score_ids.id),
            ]
        )
        self.assertEqual(old.value, 2)

    def test_time_is_when_it_was_entered(self):
        now = fields.Datetime.now()
        with freeze_time(now):
            self._result(
                self._job("sign_in", id=self.ann.id, consent=True, age=900),
                self._job(
                    "opinion", id=self.ann.id, step=self.trial.id, mark=6, age=600
                ),
                self._job("purchase", id=self.ann.id, amount=5, age=300),
            )
            self.assertEqual(self.ann.date_closed, now - timedelta(seconds=900))
            self.assertEqual(self.ann.cem_consent_date, now - timedelta(seconds=900))
            self.assertEqual(self._opinions().date, now - timedelta(seconds=600))
            purchase = self.env["cem.activity.purchase"].search(
                [("registration_id", "=", self.ann.id)]
            )
            self.assertEqual(purchase.date, now - timedelta(seconds=300))
            # clocks that were put, or nonsense
            for age in (-5, 10**9, float("nan"), "x", None, True):
                self.assertGreaterEqual(
                    self.desk._entered({"age": age}), now - timedelta(seconds=1), age
                )

    def test_late_opinion_does_not_undo_a_later_one(self):
        """A tablet without network tells after the participant's own phone has."""
        self._sign_in()
        self.activity._job_opinion(
            "phone-key-1",
            {"id": self.ann.id, "step": self.trial.id, "mark": 9},
            "phone",
        )
        late = self._job("opinion", id=self.ann.id, step=self.trial.id, mark=2, age=600)
        self._result(late)
        self._result(late)
        self.assertEqual(self._opinions().mark, 9)
        kept = self.env["cem.activity.opinion"].with_context(active_test=False)
        kept = kept.search([("registration_id", "=", self.ann.id)]) - self._opinions()
        self.assertEqual(kept.mark, 2, "nothing is lost")
        self.assertFalse(kept.score_ids)
        # just before: whichever arrives last counts; and the device's own order does
        self._result(
            self._job("opinion", id=self.ann.id, step=self.trial.id, mark=4, age=20)
        )
        self.assertEqual(self._opinions().mark, 4)
        self._result(
            self._job("opinion", id=self.ann.id, step=self.trial.id, mark=5, age=300)
        )
        self.assertEqual(self._opinions().mark, 5)

    # ------------------------------------------------------------------
    # Leads, purchases, steps
    # ------------------------------------------------------------------

    def test_lead_and_purchase_with_one_tap(self):
        self._sign_in()
        lead_job = self._job("lead", id=self.ann.id, note="Blue, 512 GB")
        buy_job = self._job("purchase", id=self.ann.id, name="Phone", amount=999)
        for _time in range(2):
            self._result(lead_job, buy_job)
        lead = self.env["crm.lead"].search([("cem_activity_id", "=", self.activity.id)])
        self.assertEqual(len(lead), 1)
        self.assertEqual(lead.partner_id, self.ann.partner_id)
        self.assertIn("Blue", lead.description)
        purchase = self.env["cem.activity.purchase"].search(
            [("activity_id", "=", self.activity.id)]
        )
        self.assertEqual(purchase.amount, 999)
        self.assertEqual(purchase.user_id, self.staff)
        row = next(p for p in self.desk.get_desk()["people"] if p["id"] == self.ann.id)
        self.assertEqual((row["leads"], row["purchases"]), (1, 1))

    def test_steps_are_ticked_off(self):
        step = self.activity.step_ids[0]
        self._result(self._job("step_done", step=step.id, done=True))
        self.assertTrue(step.is_done)

    def test_a_closed_activity_takes_late_opinions_only(self):
        self.activity.action_close()
        answers = self._do(
            self._job("sign_in", id=self.ann.id),
            self._job("opinion", id=self.ann.id, step=self.trial.id, mark=7),
        )
        self.assertIn("closed", answers[0]["error"])
        self.assertIn("result", answers[1])

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def test_roles(self):
        desk = self.desk.get_desk()
        self.assertEqual(len(desk["people"]), 2)
        self.assertEqual(len(desk["steps"]), len(self.activity.step_ids))
        with self.assertRaises(AccessError):
            self.activity.with_user(self.plain_user).get_desk()
        with self.assertRaises(AccessError):
            self.activity.with_user(self.manager_two).save_desk([])
        with self.assertRaises(AccessError):
            self.env["cem.activity.opinion"].with_user(self.manager).create(
                {
                    "registration_id": self.ann.id,
                    "step_id": self.trial.id,
                    "activity_id": self.activity.id,
                }
            )
        other = self._plan("tasting")
        theirs = self._register(other, ["Eve"], state="open")
        answer = self._do(self._job("sign_in", id=theirs.id))[0]
        self.assertIn("not registered", answer["error"])
        self.assertEqual(theirs.state, "open")
