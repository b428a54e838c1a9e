"""Companies share contacts; what was said to one of them is not the other's to read."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..base.common import CemCommon

FIGURES = (
    "cem_score_count",
    "cem_nps_group",
    "cem_satisfaction",
    "cem_satisfaction_count",
)


@tagged("post_install", "-at_install")
class TestScoreCompanies(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff_two = cls._new_user(
            "cem_staff_two", "group_cem_user", cls.company_two
        )
        cls.both = cls._new_user("cem_both", "group_cem_manager")
        cls.both.company_ids += cls.company_two
        cls._score("nps", 2)
        cls._score("experience", 1.0)
        cls._score("experience", 3.0)

    def _seen(self, user, **context):
        [row] = self.customer.with_user(user).with_context(**context).read(FIGURES)
        return tuple(row[name] for name in FIGURES)

    def test_another_company_reads_nothing(self):
        own, nothing = (3, "detractor", 2.0, 2), (0, False, 0.0, 0)
        self.assertEqual(self._seen(self.staff), own)
        for user in (self.staff_two, self.manager_two):
            self.assertEqual(self._seen(user), nothing)
        self._score("nps", 10, company_id=self.company_two.id)
        self.assertEqual(self._seen(self.staff), own)
        self.assertEqual(self._seen(self.manager_two), (1, "promoter", 0.0, 0))

    def test_who_has_both_companies_reads_those_of_one(self):
        self._score("experience", 9.0, company_id=self.company_two.id)
        ids = [self.company.id, self.company_two.id]
        seen = self._seen(self.both, allowed_company_ids=ids)
        self.assertEqual(seen, (3, "detractor", 2.0, 2))
        seen = self._seen(self.both, allowed_company_ids=ids[::-1])
        self.assertEqual(seen, (1, False, 9.0, 1))

    def test_another_company_finds_nothing(self):
        """By search, order, group, aggregate; as a contact and as a user."""
        partners = self.env["res.partner"].with_user(self.manager_two)
        silent = self.customer.copy({"name": "Silent"})
        ours = [("id", "in", (self.customer | silent).ids)]
        for condition in (
            ("cem_nps_group", "=", "detractor"),
            ("cem_nps_group", "!=", False),
            ("cem_satisfaction", ">", 0),
            ("cem_satisfaction", "in", [2.0]),
            ("cem_score_count", ">", 0),
            ("cem_satisfaction_count", "=", 2),
        ):
            with self.subTest(condition):
                self.assertFalse(partners.search([*ours, condition]))
                own = self.env["res.partner"].with_user(self.manager)
                self.assertEqual(own.search([*ours, condition]), self.customer)
        [group] = partners.formatted_read_group(
            ours, ["cem_nps_group"], ["__count", "cem_score_count:sum"]
        )
        self.assertEqual((group["__count"], group["cem_score_count:sum"]), (2, 0))
        order = partners.search(ours, order="cem_score_count desc, id")
        self.assertEqual(order, self.customer | silent)

    def test_a_mean_counts_those_who_have_said_something(self):
        for _number in range(5):
            self._score("experience", 8.0, partner_id=self.customer.copy().id)
        partners = self.env["res.partner"].search([("name", "ilike", "Customer Li")])
        mine = [("id", "in", partners.ids), ("cem_satisfaction", ">", 5)]
        silent = self.customer.copy()
        mean = ["cem_satisfaction:avg"]
        for reader, result in ((self.manager, 8.0), (self.manager_two, False)):
            records = self.env["res.partner"].with_user(reader)
            domain = ["|", *mine[:1], ("id", "=", silent.id)]
            domain += [("id", "!=", self.customer.id)]
            [row] = records.formatted_read_group(domain, [], mean)
            self.assertEqual(row["cem_satisfaction:avg"], result)

    def test_no_context_opens_another_company(self):
        """Companies that a call names are the caller's own; also on the way of a path."""
        self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "company_id": self.company_two.id}
        )
        self.env.flush_all()
        unhappy = ("cem_nps_group", "=", "detractor")
        along = ("partner_id.cem_nps_group", "=", "detractor")
        ours, theirs = self.company.id, self.company_two.id
        for named in (
            [ours],
            [theirs, ours],
            [ours, theirs],
            [str(ours)],
            [float(ours)],
        ):
            context = {"allowed_company_ids": named}
            partner = self.customer.with_user(self.manager_two).with_context(**context)
            for call in (
                lambda partner=partner: partner.read(FIGURES),
                lambda partner=partner: partner.search([unhappy]),
                lambda partner=partner: partner.web_read({"cem_nps_group": {}}),
                lambda partner=partner: partner.formatted_read_group(
                    [], ["cem_nps_group"], ["__count"]
                ),
                lambda partner=partner: partner.env["cem.followup"].search([along]),
                lambda partner=partner: partner.env["cem.consent"].search([along]),
            ):
                self.env.invalidate_all()
                with self.subTest(named=named), self.assertRaises(UserError):
                    call()
        for name in ("force_company", "company_id", "current_company_id"):
            self.assertEqual(
                self._seen(self.manager_two, **{name: ours}), (0, False, 0.0, 0)
            )

    def test_a_saved_default_is_no_answer(self):
        """Odoo shows it where a company has no value of its own."""
        for name, value in zip(FIGURES, (9, "promoter", 9.0, 9), strict=True):
            self.env["ir.default"].set("res.partner", name, value)
        self.env.invalidate_all()
        self.assertEqual(self._seen(self.manager_two), (0, False, 0.0, 0))
        self.assertEqual(self._seen(self.staff), (3, "detractor", 2.0, 2))
        silent = self.customer.copy({"name": "Silent"})
        self.env.flush_all()
        partners = self.env["res.partner"].with_user(self.manager)
        for condition in (
            ("cem_nps_group", "=", "promoter"),
            ("cem_score_count", ">", 5),
            ("cem_satisfaction", ">", 5),
            ("cem_satisfaction_count", ">", 5),
        ):
            found = partners.search([("id", "=", silent.id), condition])
            self.assertFalse(found, condition)
        self.assertFalse(silent.cem_nps_group)

    def test_scores_behind_the_button(self):
        self._score("experience", 9.0, company_id=self.company_two.id)
        ids = [self.company.id, self.company_two.id]
        partner = self.customer.with_user(self.both)
        partner = partner.with_context(allowed_company_ids=ids)
        action = partner.action_cem_scores()
        found = partner.env["cem.score"].search(action["domain"])
        self.assertEqual(len(found), partner.cem_score_count)
