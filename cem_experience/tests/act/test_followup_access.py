"""Who may do what with a compensation; the table of all is in test_act_access.py."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..base.common import CemCommon


@tagged("post_install", "-at_install")
class TestFollowupAccess(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._new_user("cem_colleague", "group_cem_user")
        cls.portal = cls.env["res.users"].create(
            {
                "name": "Portal",
                "login": "cem_portal",
                "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.cause = cls.env.ref("cem_experience.cem_cause_service_waiting")
        cls.users = {
            "nobody": cls.plain_user,
            "portal": cls.portal,
            "staff": cls.staff,
            "manager": cls.manager,
            "administrator": cls.administrator,
            "other company": cls.manager_two,
        }

    def _case(self, owner, **values):
        return self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": owner and owner.id, **values}
        )

    def _check(self, who, what, expected, function):
        with self.subTest(who=who, what=what):
            with self.env.cr.savepoint() as savepoint:
                try:
                    function(self.users[who])
                    self.env.flush_all()
                    done = True
                except (AccessError, UserError):
                    done = False
                # Each cell begins with the same records.
                savepoint.rollback()
            self.env.invalidate_all()
            self.assertEqual(done, expected)

    def test_staff_open_a_case_for_a_colleague(self):
        score = self._score(value=2.0)
        case = (
            self.env["cem.followup"]
            .with_user(self.staff)
            .create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.colleague.id,
                    "score_ids": [(4, score.id)],
                }
            )
        )
        self.assertEqual(case.worst_score_id, score)
        self.assertEqual(case.activity_ids.user_id, self.colleague)

    def test_answers_are_of_the_customer_and_stay(self):
        first, second = self._score(value=2.0), self._score(value=3.0)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        foreign = self._score(value=1.0, partner_id=stranger.id)
        case = self._case(self.staff, score_ids=[(6, 0, (first | second).ids)])
        own = case.with_user(self.staff)
        for name, commands in {
            "link": [(4, foreign.id)],
            "set": [(6, 0, (first | second | foreign).ids)],
            "exchange": [(3, first.id), (4, foreign.id)],
        }.items():
            for who in (own, case.with_user(self.manager), case):
                with (
                    self.subTest(name, who=who.env.user.name),
                    self.assertRaisesRegex(ValidationError, "same customer"),
                    self.env.cr.savepoint(),
                ):
                    who.write({"score_ids": commands})
        for commands in ([(3, first.id)], [(5,)], [(6, 0, second.ids)]):
            with (
                self.subTest(commands),
                self.assertRaisesRegex(AccessError, "stay with it"),
                self.env.cr.savepoint(),
            ):
                own.write({"score_ids": commands})
        with (
            self.assertRaisesRegex(ValidationError, "same customer"),
            self.env.cr.savepoint(),
        ):
            self.env["cem.followup"].with_user(self.staff).create(
                {"partner_id": self.customer.id, "score_ids": [(4, foreign.id)]}
            )
        own.write({"score_ids": [(6, 0, (second | first).ids)], "note": "the same"})
        case.with_user(self.manager).write({"score_ids": [(3, first.id)]})
        self.assertEqual(case.score_ids, second)

    def test_a_case_with_answers_keeps_its_customer(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        case = self._case(self.staff, score_ids=[(4, self._score(value=2.0).id)])
        empty = self._case(self.staff)
        for user in (self.staff, self.manager, self.env.user):
            with (
                self.subTest(user.name),
                self.assertRaisesRegex(ValidationError, "Open a new follow-up"),
                self.env.cr.savepoint(),
            ):
                case.with_user(user).write({"partner_id": stranger.id})
        empty.with_user(self.staff).write({"partner_id": stranger.id})
        self.assertEqual(empty.partner_id, stranger)
        self.assertTrue(empty.with_user(self.staff).has_access("write"))

    def test_compensations(self):
        own, colleagues = self._case(self.staff), self._case(self.colleague)
        free = self._case(False)

        def _in_state(case, state):
            compensation = self.env["cem.compensation"].create(
                {"followup_id": case.id, "kind": "gift", "amount": 10}
            )
            if state != "draft":
                compensation.with_user(self.manager).action_request()
            if state == "approved":
                compensation.with_user(self.manager).action_approve()
            return compensation

        def _propose(case):
            return lambda user: (
                self.env["cem.compensation"]
                .with_user(user)
                .create({"followup_id": case.id, "kind": "gift", "amount": 10})
            )

        def _button(case, state, name):
            return lambda user: getattr(_in_state(case, state).with_user(user), name)()

        def _amount(case, state):
            return lambda user: (
                _in_state(case, state).with_user(user).write({"amount": 99})
            )

        actions = {
            "read": lambda user: _in_state(own, "draft").with_user(user).read(["name"]),
            "propose": _propose(own),
            "propose for nobody's": _propose(free),
            "propose for a colleague's": _propose(colleagues),
            "change a draft": _amount(own, "draft"),
            "change what waits": _amount(own, "to_approve"),
            "change what is approved": _amount(own, "approved"),
            "ask for approval": _button(own, "draft", "action_request"),
            "approve": _button(own, "to_approve", "action_approve"),
            "refuse": _button(own, "to_approve", "action_refuse"),
            "give what is approved": _button(own, "approved", "action_done"),
            "give what is not": _button(own, "to_approve", "action_done"),
            "take back what is approved": _button(own, "approved", "action_draft"),
            "type the state": lambda user: (
                _in_state(own, "to_approve")
                .with_user(user)
                .write({"state": "approved", "approved_by_id": self.manager.id})
            ),
            "create as approved": lambda user: (
                self.env["cem.compensation"]
                .with_user(user)
                .create({"followup_id": own.id, "kind": "gift", "state": "approved"})
            ),
            "delete a draft": lambda user: (
                _in_state(own, "draft").with_user(user).unlink()
            ),
            "delete what is approved": lambda user: (
                _in_state(own, "approved").with_user(user).unlink()
            ),
        }
        staff = "MMMN MNN M NNMNN NN MN".replace(" ", "")
        manager = "MMMM MNN M MMMNM NN MN".replace(" ", "")
        nothing = "N" * len(actions)
        for who, row in (
            ("nobody", nothing),
            ("portal", nothing),
            ("staff", staff),
            ("manager", manager),
            ("administrator", manager),
            ("other company", nothing),
        ):
            for (what, action), cell in zip(actions.items(), row, strict=True):
                self._check(who, what, cell == "M", action)

    def test_approval_is_remembered(self):
        compensation = self.env["cem.compensation"].create(
            {"followup_id": self._case(self.staff).id, "amount": 10, "kind": "refund"}
        )
        self.assertEqual(compensation.company_id, self.company)
        compensation.with_user(self.staff).action_request()
        self.assertEqual(compensation.requested_by_id, self.staff)
        compensation.with_user(self.manager).action_approve()
        self.assertEqual(compensation.approved_by_id, self.manager)
        self.assertTrue(compensation.date_decided)
        compensation.with_user(self.staff).action_done()
        self.assertEqual(compensation.state, "done")
        with self.assertRaisesRegex(UserError, "stays on record"):
            compensation.followup_id.unlink()

    def test_counts_on_the_customer(self):
        self._case(self.staff)
        closed = self._case(self.staff, cause_ids=[(4, self.cause.id)], outcome="lost")
        closed.action_close()
        customer = self.customer.with_user(self.staff)
        self.assertEqual(customer.cem_followup_count, 2)
        self.assertEqual(customer.cem_followup_open_count, 1)
        action = customer.action_cem_followups()
        found = self.env["cem.followup"].search(action["domain"])
        self.assertEqual(len(found), 2)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.plain_user).read(["cem_followup_count"])
        # Others open the customer as before: they have no such fields.
        fields = self.env["res.partner"].with_user(self.plain_user).fields_get()
        self.assertNotIn("cem_followup_count", fields)
        self.assertEqual(
            self.customer.with_user(self.manager_two).cem_followup_count, 0
        )
