from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..listen.common_listen import ListenCommon

# Every unique index in which a contact stands; what unites its rows is a hook of the
# model, and each is tried below.
UNIQUE = {"cem_customer_value_customer_uniq", "cem_requirement_notice_partner_uniq"}


class ContactsCommon(ListenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "contact_clerk", "base.group_user,base.group_partner_manager"
        )
        cls.twin = cls._customer("Li Na", cls.customer.email)
        cls.event = cls.env["cem.lifecycle.event"].create(
            {"name": "Bought", "code": "bought_test"}
        )
        cls.tiers = cls.env["cem.value.tier"].search([], limit=3)

    def _merge(self, user=None):
        """As a colleague does, from the list of contacts."""
        people = self.customer | self.twin
        wizard = Form(
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(user or self.clerk)
            .with_context(active_model="res.partner", active_ids=people.ids)
        ).save()
        wizard.dst_partner_id = self.customer
        with mute_logger("odoo.addons.base.partner.merge", "odoo.models.unlink"):
            wizard.action_merge()
        self.env.invalidate_all()
        self.assertFalse(self.twin.exists())

    def _value(self, partner, **values):
        return self.env["cem.customer.value"].create(
            {"partner_id": partner.id, "company_id": self.company.id, **values}
        )

    def _figures(self):
        """What must not change, whatever happens to a contact."""
        figure = self.env["cem.figure"]
        here = [("touchpoint_id", "=", self.touchpoint.id)]
        self.env.flush_all()
        return {
            "nps": figure._sums([*here, ("measure", "=", "nps")]),
            "by source": figure._sums(here, group_by=("source", "value_tier_id")),
            "responses": figure._response_rate(here, None, None),
            "recovery": figure._recovery_rate(here, None, None),
            "cases": self.env["cem.followup"].search_count(here),
            "comments": self.env["cem.score"].search_count(
                [*here, ("comment", "!=", False)]
            ),
            "told": self.env["cem.requirement.notice"].search_count([]),
            "changes": self.env["cem.value.change"].search_count([]),
        }

    def _asked(self, partner, answered):
        """An invitation that was sent, and perhaps answered."""
        invitation = self.touchpoint._invite(self._lead(partner_id=partner.id))
        invitation.write(
            {
                "state": "answered" if answered else "expired",
                "reason": False,
                "sent_date": fields.Datetime.now(),
            }
        )
        return invitation


@tagged("post_install", "-at_install")
class TestContactMerge(ContactsCommon):
    def test_every_unique_index_is_known(self):
        """One that is new fails here, until its model says how to unite its rows."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT idx.relname, tab.relname
                  FROM pg_index i
                  JOIN pg_class idx ON idx.oid = i.indexrelid
                  JOIN pg_class tab ON tab.oid = i.indrelid
                  JOIN pg_attribute a ON a.attrelid = tab.oid
                   AND a.attnum = ANY(i.indkey::int2[])
                  JOIN pg_constraint c ON c.conrelid = tab.oid AND c.contype = 'f'
                   AND c.conkey = ARRAY[a.attnum] AND c.confrelid = 'res_partner'::regclass
                 WHERE i.indisunique AND tab.relnamespace = current_schema::regnamespace
                   AND (tab.relname LIKE 'cem%%' OR idx.relname LIKE '%%cem%%')
                   AND tab.relnatts - (SELECT COUNT(*) FROM pg_attribute d
                        WHERE d.attrelid = tab.oid AND d.attisdropped) > 2
                """
            )
        )
        self.assertEqual({index for index, _table in rows}, UNIQUE)
        for _index, table in rows:
            model = next(m for m in self.registry.values() if m._table == table)
            self.assertTrue(hasattr(model, "_cem_merge_contacts"), table)

    def test_values(self):
        high, low = self.tiers[0], self.tiers[1]
        days = {"date_from": "2026-01-01", "date_to": "2026-06-30"}
        self._value(
            self.customer,
            amount=100,
            record_count=2,
            case_count=1,
            tier_id=low.id,
            last_date="2026-03-01",
            cost=5,
            **days,
        )
        self._value(
            self.twin,
            amount=50,
            record_count=1,
            tier_id=high.id,
            cost=2,
            last_date="2026-05-01",
            **days,
        )
        second = self.env["cem.customer.value"].create(
            {"partner_id": self.twin.id, "company_id": self.company_two.id, "amount": 7}
        )
        self.assertTrue(second)
        self._merge()
        first, other = self.env["cem.customer.value"].search(
            [("partner_id", "=", self.customer.id)], order="company_id"
        )
        if first.company_id != self.company:
            first, other = other, first
        self.assertEqual(
            (first.amount, first.record_count, first.case_count, first.cost),
            (150, 3, 1, 7),
        )
        self.assertEqual(first.last_date, date(2026, 5, 1))
        self.assertEqual(first.tier_id, high)
        self.assertEqual((other.company_id, other.amount), (self.company_two, 7))

    def test_values_of_a_company_with_contacts(self):
        """The company is the customer: its contacts have no row of their own."""
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        self.customer.parent_id = firm
        self._value(firm, amount=100)
        self._value(self.twin, amount=11)
        self._merge()
        rows = self.env["cem.customer.value"].search([("amount", "=", 111)])
        self.assertEqual(rows.partner_id, firm)

    def test_notices(self):
        requirements = self.env["cem.requirement"].create(
            [{"name": "Second desk"}, {"name": "Third desk"}]
        )
        notices = self.env["cem.requirement.notice"]
        old, new = "2026-01-01 10:00:00", "2026-02-01 10:00:00"
        for requirement, partner, state, day in (
            (requirements[0], self.customer, "not_sent", old),
            (requirements[0], self.twin, "sent", new),
            (requirements[1], self.twin, "sent", old),
        ):
            notices.create(
                {
                    "requirement_id": requirement.id,
                    "partner_id": partner.id,
                    "state": state,
                    "date": day,
                }
            )
        self._merge()
        rows = notices.search([("requirement_id", "in", requirements.ids)])
        self.assertEqual(
            sorted((r.requirement_id.name, r.state, str(r.date)) for r in rows),
            [("Second desk", "sent", new), ("Third desk", "sent", old)],
        )
        self.assertEqual(rows.partner_id, self.customer)

    def test_cases_answers_and_invitations(self):
        for partner, value in ((self.customer, 3), (self.twin, 10)):
            self._score(
                "nps",
                value,
                partner_id=partner.id,
                touchpoint_id=self.touchpoint.id,
                date="2026-05-01" if partner == self.customer else "2026-05-02",
            )
            self._asked(partner, answered=partner == self.twin)
        followups = self.env["cem.followup"]
        cases = followups.create(
            [
                {
                    "partner_id": partner.id,
                    "user_id": self.staff.id,
                    "touchpoint_id": self.touchpoint.id,
                    "case_key": followups._key(
                        partner, self.company, self.env["cem.cause"]
                    ),
                }
                for partner in (self.twin, self.customer)
            ]
        )
        self.assertEqual(self.customer.cem_nps_group, "detractor")
        before = self._figures()
        self._merge()
        self.assertEqual(self._figures(), before)
        self.assertEqual(cases.partner_id, self.customer)
        self.assertFalse(any(cases.mapped("date_closed")))
        self.assertEqual(
            cases.mapped("case_key"), [f"{self.company.id}-{self.customer.id}", False]
        )
        self.assertIn("Contacts have been merged", cases[1].message_ids[0].body)
        self.assertEqual(self.customer.cem_nps_group, "promoter", "the later answer")
        self.assertEqual(self.customer.cem_score_count, 2)
        self.assertEqual(self.customer.cem_invitation_count, 2)
        # the next bad answer joins the case, and opens no third one
        self._score("nps", 0, touchpoint_id=self.touchpoint.id)
        followups._open_batch({})
        self.assertEqual(
            followups.search([("partner_id", "=", self.customer.id)]), cases
        )

    def test_quiet_time_of_both(self):
        self._asked(self.twin, answered=False)
        self.customer.email = self.twin.email = False
        self.assertFalse(self.env["cem.invitation"]._may_be_asked_from(self.customer))
        self._merge(self.env.ref("base.user_admin"))
        self.assertTrue(self.env["cem.invitation"]._may_be_asked_from(self.customer))

    def test_whoever_objected_still_objects(self):
        self.twin.cem_no_survey = True
        self._merge()
        self.assertTrue(self.customer.cem_no_survey)
        history = self.customer.cem_consent_ids
        self.assertEqual(set(history.mapped("kind")), {"objection"})
        self.assertIn("merge", history.mapped("how"))
        self.assertEqual(len(history), 2, "when it was said, and why it holds here")

    def test_tier(self):
        high, low = self.tiers[0], self.tiers[1]
        for mine, fixed, others, other_fixed, expected in (
            (low, False, high, False, (high, False)),
            (low, True, high, False, (low, True)),
            (high, False, low, True, (low, True)),
            (low, True, high, True, (low, True)),
        ):
            with self.subTest(mine=mine, fixed=fixed, other_fixed=other_fixed):
                self.twin = self._customer("Li Na", self.customer.email)
                for partner, tier, kept in (
                    (self.customer, mine, fixed),
                    (self.twin, others, other_fixed),
                ):
                    partner.write(
                        {"cem_value_tier_id": tier.id, "cem_value_tier_fixed": kept}
                    )
                count = self.env["cem.value.change"].search_count([])
                self._merge()
                self.assertEqual(
                    (
                        self.customer.cem_value_tier_id,
                        self.customer.cem_value_tier_fixed,
                    ),
                    expected,
                )
                self.assertEqual(self.env["cem.value.change"].search_count([]), count)

    def test_lifecycle_dates(self):
        dates = self.env["cem.lifecycle.date"]
        for partner, day, note in (
            (self.customer, "2026-01-01", False),
            (self.twin, "2026-01-01", "camera"),
            (self.twin, "2026-02-01", False),
        ):
            dates.create(
                {
                    "partner_id": partner.id,
                    "event_id": self.event.id,
                    "date": day,
                    "note": note,
                }
            )
        self._merge()
        rows = self.customer.cem_lifecycle_date_ids.sorted("date")
        self.assertEqual(rows.mapped("note"), ["camera", False])

    def test_what_is_about_a_contact(self):
        """References without a foreign key, which Odoo does not know of."""
        asking = self._touchpoint(
            "Yearly",
            survey_id=self.survey.id,
            ask_model_id=self.env["ir.model"]._get_id("res.partner"),
        )
        invitation = asking._invite(self.twin)
        score = self._score(
            "nps",
            9,
            partner_id=self.twin.id,
            res_model="res.partner",
            res_id=self.twin.id,
        )
        self._merge()
        for row in (invitation, score):
            self.assertEqual(
                (row.partner_id, row.res_id), (self.customer,) + (self.customer.id,)
            )


@tagged("post_install", "-at_install")
class TestContactDelete(ContactsCommon):
    def _delete(self, partner):
        with mute_logger("odoo.models.unlink"):
            partner.with_user(self.clerk).unlink()
        self.env.invalidate_all()

    def test_figures_stay(self):
        self._score(
            "nps",
            2,
            partner_id=self.twin.id,
            touchpoint_id=self.touchpoint.id,
            comment="Too slow",
        )
        self._asked(self.twin, answered=True)
        self._asked(self.customer, answered=False)
        requirement = self.env["cem.requirement"].create({"name": "Second desk"})
        self.env["cem.requirement.notice"].create(
            {
                "requirement_id": requirement.id,
                "partner_id": self.twin.id,
                "state": "sent",
            }
        )
        self.twin.cem_value_tier_id = self.tiers[0]
        before = self._figures()
        self.assertEqual(before["responses"], (1, 2))
        self._delete(self.twin)
        self.assertEqual(self._figures(), before)

    def test_refused_in_words(self):
        self.env["cem.followup"].create({"partner_id": self.twin.id})
        with self.assertRaisesRegex(UserError, "follow-ups: 1.*make it anonymous"):
            self._delete(self.twin)
        self._value(self.customer, amount=5, record_count=1)
        with self.assertRaisesRegex(UserError, "brings and costs"):
            self._delete(self.customer)

    def test_a_value_of_nothing_keeps_nobody(self):
        self._value(self.twin)
        self._delete(self.twin)
        self.assertFalse(self.twin.exists())


@tagged("post_install", "-at_install")
class TestConsent(ContactsCommon):
    def test_when_and_how(self):
        partner = self.twin.with_user(self.staff)
        partner.cem_no_survey = True
        partner.cem_no_survey = True
        partner.cem_no_survey = False
        invitation = self._asked(self.twin, answered=False)
        invitation._stop_asking()
        invitation._stop_asking(False)
        invitation._stop_asking(how="mail_program")
        history = self.twin.cem_consent_ids.sorted("id")
        self.assertEqual(
            [(row.kind, row.how, row.user_id.id) for row in history],
            [
                ("objection", "staff", self.staff.id),
                ("withdrawn", "staff", self.staff.id),
                ("objection", "page", False),
                ("withdrawn", "page", False),
                ("objection", "mail_program", False),
            ],
        )
        self.assertTrue(all(history.mapped("date")))
        new = self.env["res.partner"].create({"name": "New", "cem_no_survey": True})
        self.assertEqual(new.cem_consent_ids.how, "system")
