from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestTimeline(CemCommon):
    def _timeline(self, user=None, **kwargs):
        partners = self.env["res.partner"].with_user(user or self.staff)
        return partners.cem_get_timeline(self.customer.id, **kwargs)

    def test_empty(self):
        found = self._timeline()
        self.assertEqual((found["events"], found["more"]), ([], False))
        self.assertIn("answer", found["kinds"])
        self.assertNotIn("tier", found["kinds"], "managers only")
        self.assertIn("tier", self._timeline(self.manager)["kinds"])

    def test_what_was_said_and_done(self):
        touchpoint = self.env["cem.touchpoint"].create({"name": "Counter"})
        self._score(
            "nps", 2, date="2026-05-01", touchpoint_id=touchpoint.id, comment="很慢"
        )
        self._score("experience", 4, date="2026-05-01", touchpoint_id=touchpoint.id)
        self._score("experience", 9, date="2026-03-01", source="audit")
        self.env["cem.lifecycle.date"].create(
            {
                "partner_id": self.customer.id,
                "event_id": self.env["cem.lifecycle.event"].search([], limit=1).id,
                "date": "2026-04-01",
            }
        )
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": self.staff.id}
        )
        events = self._timeline()["events"]
        self.assertEqual(
            [event["kind"] for event in events], ["followup", "answer", "lifecycle"]
        )
        self.assertEqual(events[0]["res_ids"], case.ids)
        answer = events[1]
        self.assertEqual(
            (answer["title"], answer["mark"], answer["text"], answer["tone"]),
            ("Counter", 4.0, "很慢", "bad"),
        )
        self.assertEqual(len(answer["res_ids"]), 2, "one event a sheet")
        only = self._timeline(kinds=["lifecycle"])["events"]
        self.assertEqual([event["kind"] for event in only], ["lifecycle"])

    def test_rights(self):
        for user in (self.plain_user, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self._timeline(user)
        self._score("nps", 9, company_id=self.company_two.id)
        self.assertFalse(self._timeline()["events"], "of another company")
        # staff see their own cases and those of nobody: the rule of follow-ups holds
        self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": self.manager.id}
        )
        visible = (
            self.env["cem.followup"]
            .with_user(self.staff)
            .search_count([("partner_id", "=", self.customer.id)])
        )
        self.assertEqual(len(self._timeline(kinds=["followup"])["events"]), visible)
        self.assertEqual(
            len(self._timeline(self.manager, kinds=["followup"])["events"]), 1
        )

    def test_pages(self):
        """All of a long history, a page at a time, each event once."""
        self.env["cem.score"]._insert_bulk(
            {
                "partner_id": [self.customer.id] * 95,
                "measure": ["nps"] * 95,
                "raw_value": [9.0] * 95,
                "value": [9.0] * 95,
                "date": [date(2026, 1 + n % 4, 1 + n // 4) for n in range(95)],
                "source": "import",
                "company_id": self.company.id,
            }
        )
        seen, offsets, more, pages = [], {}, True, 0
        while more:
            page = self._timeline(offsets=offsets)
            seen += page["events"]
            offsets, more, pages = page["offsets"], page["more"], pages + 1
        self.assertEqual((len(seen), pages), (95, 4))
        self.assertEqual(len({event["id"] for event in seen}), 95)
        dates = [event["date"] for event in seen]
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_statements_do_not_grow_with_the_history(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._timeline()
            return self.env.cr.sql_log_count - before

        self._score("nps", 9, date="2025-01-01")
        self._timeline()
        few = count()
        for month in range(1, 13):
            self._score("nps", 9, date=f"2025-{month:02d}-02")
        self.assertLessEqual(count(), few)

    def test_contacts_of_a_company(self):
        self.customer.is_company = True
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        self._score("nps", 9, partner_id=contact.id)
        self.assertEqual(len(self._timeline()["events"]), 1)
