"""Calls and chats as they are wrapped up: once, with what follows from them."""

import json
from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_contact import ContactCommon


@tagged("post_install", "-at_install")
class TestContact(ContactCommon):
    def test_saved_once(self):
        """A double click, or a second try after the network went, stores nothing."""
        values = {"key": "one", "need_id": self.hasty.id, "feeling": "-2"}
        values |= {"callback": "2030-01-02 08:00:00", "note": "Call me"}
        values["lead"] = True
        first = self._save(**values)
        again = self._save(**values)
        self.assertEqual(first, again)
        self.assertEqual(len(first.lead_ids), 1)
        scores = self._scores(first)
        self.assertEqual(scores.mapped("raw_value"), [-2])
        self.assertEqual(len(first.activity_ids), 1)
        # another agent's form may make the same key
        self.assertNotEqual(self._save(self.colleague, **values), first)

    @settings(deadline=None, max_examples=25)
    @given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
    def test_saved_once_property(self, keys):
        with self.env.cr.savepoint() as savepoint:
            ids = [
                self._save(key=f"key {key}", need_id=self.need.id).id for key in keys
            ]
            self.assertEqual(len(set(ids)), len(set(keys)))
            self.assertEqual(
                len(self.env["cem.contact"].browse(set(ids)).exists()), len(set(keys))
            )
            savepoint.rollback()

    def _scores(self, contact):
        return self.env["cem.score"].search(
            [("res_model", "=", "cem.contact"), ("res_id", "in", contact.ids)]
        )

    def test_nothing_noted(self):
        with self.assertRaises(ValidationError):
            self._save(product="Flat")

    def test_feeling_is_not_the_customers_mark(self):
        """What staff heard counts on the company's side, and opens no follow-up."""
        contact = self._save(need_id=self.need.id, feeling="-2")
        score = self._scores(contact)
        self.assertEqual(score.source, "contact")
        self.assertEqual((score.measure, score.value), ("emotion", 0))
        self.assertEqual(score.journey_id, self.journey)
        self.assertFalse(score.followup_pending)
        self.assertFalse(self.customer.cem_score_count)
        self.assertFalse(self.customer.cem_satisfaction_count)

    def test_correction(self):
        contact = self._save(need_id=self.need.id, feeling="1")
        before = self._scores(contact)
        contact.with_user(self.staff).feeling = "-1"
        after = self._scores(contact)
        self.assertEqual(after.raw_value, -1)
        self.assertFalse(before.active)
        self.assertEqual(before.superseded_by_id, after)
        contact.with_user(self.staff).feeling = False
        self.assertFalse(self._scores(contact))

    # ------------------------------------------------------------------
    # Promises
    # ------------------------------------------------------------------

    def test_callback(self):
        at = "2030-01-02 20:00:00"
        self.colleague.tz = "Asia/Hong_Kong"
        contact = self._save(
            need_id=self.need.id,
            callback=at,
            callback_user_id=self.colleague.id,
            callback_note="Has the part come?",
        )
        activity = contact.activity_ids
        self.assertEqual(activity.user_id, self.colleague)
        # in the evening in London it is the next morning in Hong Kong
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2030-01-03"))
        self.assertIn("04:00", activity.summary)
        self.assertTrue(contact.callback_open)
        self.assertFalse(contact.callback_is_late)
        desk = self.env["cem.contact"].with_user(self.colleague).desk_promises()
        self.assertEqual([row["id"] for row in desk["callbacks"]], contact.ids)
        self.assertEqual(desk["late_count"], 0)
        contact.callback_date = datetime.now() - timedelta(minutes=5)
        desk = self.env["cem.contact"].with_user(self.colleague).desk_promises()
        self.assertEqual(desk["late_count"], 1)
        self.assertTrue(contact.callback_is_late)
        # Called back, and wrapped up: the promise is kept.
        second = self._save(
            self.colleague,
            need_id=self.need.id,
            channel="call_out",
            callback_of_id=contact.id,
        )
        self.assertEqual(second.callback_of_id, contact)
        self.assertFalse(contact.callback_open)
        self.assertFalse(activity.active)
        desk = self.env["cem.contact"].with_user(self.colleague).desk_promises()
        self.assertFalse(desk["callbacks"])

    def test_any_colleague_keeps_the_promise(self):
        """From the list, and by wrapping up the call; a stranger to the desk does not."""
        contacts = [
            self._save(need_id=self.need.id, callback="2030-01-02 08:00:00")
            for _number in range(3)
        ]
        third = self._new_user("cem_third", "group_cem_user")
        contacts[0].with_user(third).action_callback_done()
        self.assertFalse(contacts[0].callback_open)
        self.assertIn(third.partner_id, contacts[0].message_ids.author_id)
        self._save(third, need_id=self.need.id, callback_of_id=contacts[1].id)
        self.assertFalse(contacts[1].callback_open)
        with self.assertRaises(AccessError):
            contacts[2].with_user(self.plain_user).action_callback_done()
        self.assertTrue(contacts[2].callback_open)

    def test_callback_done_elsewhere(self):
        """The activity is Odoo's own: done from the systray, the promise is kept."""
        contact = self._save(need_id=self.need.id, callback="2030-01-02 08:00:00")
        contact.activity_ids.with_user(self.staff).action_feedback("Done")
        self.assertFalse(contact.callback_open)
        contact.with_user(self.staff).callback_date = "2030-02-02 08:00:00"
        self.assertTrue(contact.callback_open)
        contact.with_user(self.staff).callback_date = False
        self.assertFalse(contact.callback_open)
        self.assertFalse(contact.activity_ids)

    # ------------------------------------------------------------------
    # Leads
    # ------------------------------------------------------------------

    def test_lead(self):
        team = self.env["crm.team"].create({"name": "Parking"})
        self.parking.team_id = team
        contact = self._save(
            need_id=self.parking.id, product="Level 2", note="Before May", lead=False
        )
        self.assertFalse(contact.lead_date)
        # By staff who have no rights in sales
        contact.with_user(self.staff).action_make_lead()
        lead = contact.lead_ids
        self.assertEqual(lead.partner_id, self.customer)
        self.assertEqual(lead.team_id, team)
        self.assertIn("Level 2", lead.description)
        self.assertIn("Before May", lead.description)
        with self.assertRaises(UserError):
            contact.with_user(self.staff).action_make_lead()
        contact._make_leads()
        self.assertEqual(len(contact.lead_ids), 1)
        mine = contact.with_user(self.staff)
        self.assertEqual(mine.lead_state, "open")
        reason = self.env["crm.lost.reason"].create({"name": "Too dear"})
        lead.action_set_lost(lost_reason_id=reason.id)
        mine.invalidate_recordset()
        self.assertEqual((mine.lead_state, mine.lead_lost_reason), ("lost", "Too dear"))
        # Gone from sales, it still is not given to them twice.
        lead.unlink()
        contact._make_leads()
        self.assertFalse(contact.lead_ids)
        self.assertEqual(contact.lead_state, "gone")

    def test_lead_at_once(self):
        contact = self.env["cem.contact"].create(
            {"need_id": self.hasty.id, "caller": "+852 5551 0000"}
        )
        self.assertEqual(contact.lead_ids.phone, "+852 5551 0000")
        named = self.env["cem.contact"].create(
            {"need_id": self.hasty.id, "caller": "Mr Wong"}
        )
        self.assertEqual(named.lead_ids.contact_name, "Mr Wong")
        self.assertFalse(self._save(need_id=self.hasty.id, lead=False).lead_ids)

    def test_leads_of_many(self):
        contacts = self.env["cem.contact"].create(
            [{"need_id": self.parking.id, "partner_id": self.customer.id}] * 3
            + [{"need_id": self.need.id}]
        )
        contacts[0]._make_leads()
        contacts.with_user(self.manager).action_make_lead()
        self.assertEqual([len(one.lead_ids) for one in contacts], [1, 1, 1, 0])

    # ------------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------------

    def test_undo(self):
        contact = self._save(
            need="Wrong wrod",
            barrier="Also wrong",
            feeling="2",
            callback="2030-01-02 08:00:00",
        )
        need, barrier = contact.need_id, contact.barrier_id
        self.assertTrue(need.is_proposal)
        contacts = self.env["cem.contact"]
        with self.assertRaises(UserError):
            contacts.with_user(self.colleague).desk_undo(contact.id)
        contacts.with_user(self.staff).desk_undo(contact.id)
        self.assertFalse(contact.active)
        self.assertFalse(self._scores(contact))
        self.assertFalse(contact.activity_ids)
        self.assertFalse(need.active or barrier.active)
        with self.assertRaises(UserError):
            contacts.with_user(self.staff).desk_undo(contact.id)

    def test_undo_lead(self):
        one = self._save(need_id=self.parking.id, lead=True)
        two = self._save(need_id=self.parking.id, lead=True)
        lead = one.lead_ids
        one.with_user(self.staff).action_undo()
        self.assertFalse(lead.exists())
        two.lead_ids.write({"expected_revenue": 5})
        with self.assertRaises(UserError):
            two.with_user(self.staff).action_undo()
        self.assertTrue(two.active)

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    def test_proposal(self):
        """Typed in any language and case it is the need that is there, or a new one."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.need.with_context(lang="zh_CN").name = "测试维修"
        self.assertEqual(self._save(need="  test  REPAIR ").need_id, self.need)
        self.assertEqual(self._save(need="测试维修").need_id, self.need)
        first = self._save(need="A pool card").need_id
        self.assertTrue(first.is_proposal)
        self.assertEqual(first.company_id, self.company)
        self.assertEqual(self._save(need="a pool CARD").need_id, first)
        first.with_user(self.manager).action_accept()
        self.assertFalse(first.is_proposal)

    @settings(deadline=None, max_examples=25)
    @given(
        st.lists(st.integers(0, 3), min_size=1, max_size=10),
        st.sets(st.integers(0, 3), min_size=2, max_size=4),
    )
    def test_merged_counts_add_up(self, picks, merged):
        """No contact is lost or doubled, whatever is merged."""
        with self.env.cr.savepoint() as savepoint:
            needs = self.env["cem.need"].create(
                [{"name": f"Merge {n}", "is_proposal": n > 1} for n in range(4)]
            )
            self.env["cem.contact"].create(
                [{"need_id": needs[pick].id, "active": pick % 2 == 0} for pick in picks]
            )
            before = Counter(picks)
            together = needs.browse([needs[n].id for n in merged])
            action = together.with_user(self.manager).action_merge()
            target = needs.browse(action["res_id"])
            contacts = self.env["cem.contact"].with_context(active_test=False)
            counts = dict(
                contacts._read_group(
                    [("need_id", "in", needs.ids)], ["need_id"], ["__count"]
                )
            )
            wanted = sum(before[n] for n in merged)
            self.assertEqual(counts.get(target, 0), wanted)
            self.assertEqual(sum(counts.values()), len(picks))
            self.assertEqual(together.exists(), target)
            savepoint.rollback()

    def test_merge_over_companies(self):
        """What all companies share goes with the contacts of all of them."""
        shared = self.env["cem.need"].create({"name": "Shared", "sequence": 1})
        ours = self.env["cem.need"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        theirs = self.env["cem.contact"].create(
            {"need_id": shared.id, "company_id": self.company_two.id}
        )
        with self.assertRaises(UserError):
            (ours | shared)._merge_into(ours)
        other = self.env["cem.need"].create({"name": "Shared as well"})
        (shared | other).with_user(self.manager)._merge_into(other)
        self.assertEqual(theirs.need_id, other)

    def test_deleted(self):
        """With a contact goes what staff heard, and its promise."""
        contact = self._save(
            need_id=self.need.id, feeling="1", callback="2030-01-02 08:00:00"
        )
        score, activity = self._scores(contact), contact.activity_ids
        contact.with_user(self.manager).unlink()
        self.assertFalse(score.active)
        self.assertFalse(activity.exists())

    # ------------------------------------------------------------------
    # What is known
    # ------------------------------------------------------------------

    def test_found_while_typing(self):
        contacts = self.env["cem.contact"].with_user(self.staff)
        for text in ("customer l", "5550 77", "+852 5550", "li@cust"):
            with self.subTest(text=text):
                found = [row["id"] for row in contacts.desk_customers(text)]
                self.assertIn(self.customer.id, found)
        self.assertEqual(contacts.desk_customers("x"), [])
        self.assertEqual(contacts.desk_customers("%"), [])

    def test_nothing_known(self):
        """Of a customer without a contact there is no stage: nothing, not a name."""
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        facts = stranger.with_user(self.staff).cem_desk_customer()
        self.assertEqual(facts["stage"], False)
        self.assertEqual(json.loads(json.dumps(facts)), facts)

    def test_known_facts(self):
        self.customer.cem_value_tier_id = self.env["cem.value.tier"].search([], limit=1)
        self._score(value=3.0, dimension_id=self.dimensions["service"].id)
        self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "name": "Lift broken"}
        )
        self._save(need_id=self.need.id, stage_id=self.stage.id, product="Lift")
        lead = self.env["crm.lead"].create(
            {"name": "Secret", "partner_id": self.customer.id}
        )
        facts = self.customer.with_user(self.staff).cem_desk_customer()
        self.assertEqual(facts["stage"]["id"], self.stage.id)
        self.assertEqual(facts["journey_id"], self.journey.id)
        self.assertEqual(facts["product"], "Lift")
        self.assertEqual(facts["tier"], self.customer.cem_value_tier_id.name)
        self.assertEqual([one["name"] for one in facts["followups"]], ["Lift broken"])
        self.assertEqual([one["value"] for one in facts["marks"]], [3.0])
        self.assertEqual(facts["needs"], [{"name": "Test repair", "count": 1}])
        # Staff have no rights in sales: no lead is told.
        self.assertNotIn(lead.name, str(facts["records"]))
        with self.assertRaises(AccessError):
            self.env["cem.contact"].with_user(self.plain_user).desk_start()

    def test_partner(self):
        self._save(need_id=self.need.id, feeling="-1", question="Where is the key?")
        self._save(need_id=self.parking.id)
        partner = self.customer.with_user(self.staff)
        self.assertEqual((partner.cem_contact_count, partner.cem_need_count), (2, 2))
        page = partner.cem_get_timeline(partner.id, ["contact"])
        self.assertEqual(len(page["events"]), 2)
        event = page["events"][1]
        self.assertEqual(event["tone"], "bad")
        self.assertIn("Test repair", event["title"])
        self.assertIn("Where is the key?", event["detail"])

    def test_tier_is_frozen(self):
        tiers = self.env["cem.value.tier"].search([], limit=2)
        self.customer.cem_value_tier_id = tiers[0]
        contact = self._save(need_id=self.need.id)
        self.customer.cem_value_tier_id = tiers[1]
        self.assertEqual(contact.value_tier_id, tiers[0])

    def test_products(self):
        self._save(need_id=self.need.id, product="Level 2 space")
        contacts = self.env["cem.contact"].with_user(self.staff)
        self.assertIn("Level 2 space", contacts.desk_products("level"))
