"""Outer loop and settings: each cell of the table in docs/act.md, two companies."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CemCommon


@tagged("post_install", "-at_install")
class TestActAccess(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls.env["res.users"].create(
            {
                "name": "Portal",
                "login": "cem_portal",
                "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.users = {
            "nobody": cls.plain_user,
            "portal": cls.portal,
            "user": cls.staff,
            "manager": cls.manager,
            "administrator": cls.administrator,
            "another company": cls.manager_two,
        }

    def _check_row(self, what, action, who_may):
        for who, user in self.users.items():
            with self.subTest(what=what, who=who):
                with self.env.cr.savepoint() as savepoint:
                    try:
                        action(user)
                        self.env.flush_all()
                        done = True
                    except (AccessError, UserError):
                        done = False
                    savepoint.rollback()
                self.env.invalidate_all()
                self.assertEqual(done, who in who_may)

    def test_settings_of_the_room(self):
        shared = (
            self.env["cem.followup.deadline"].create(
                {"contact_hours": 1, "close_hours": 2}
            ),
            self.env["cem.followup.escalation"].create({"name": "Step"}),
        )
        readers = {"user", "manager", "administrator", "another company"}
        for record in shared:
            name = record._name
            self._check_row(
                f"read {name}",
                lambda user, record=record: record.with_user(user).read(["sequence"]),
                readers,
            )
            self._check_row(
                f"change {name}",
                lambda user, record=record: record.with_user(user).write(
                    {"sequence": 3}
                ),
                {"administrator"},
            )
        own = self.env["cem.followup.deadline"].create(
            {"contact_hours": 1, "close_hours": 2, "company_id": self.company.id}
        )
        self._check_row(
            "read of one company",
            lambda user: own.with_user(user).read(["sequence"]),
            readers - {"another company"},
        )

    def test_limits_and_budgets(self):
        for record in (
            self.env["cem.compensation.limit"].create({"role": "user", "amount": 5}),
            self.env["cem.compensation.budget"].create(
                {"date_from": "2026-01-01", "date_to": "2026-12-31", "amount": 5}
            ),
        ):
            self._check_row(
                f"read {record._name}",
                lambda user, record=record: record.with_user(user).read(["amount"]),
                {"manager", "administrator"},
            )
            self._check_row(
                f"change {record._name}",
                lambda user, record=record: record.with_user(user).write({"amount": 9}),
                {"administrator"},
            )

    def test_problems(self):
        problem = self.env["cem.problem"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        for what, action in (
            ("read", lambda user: problem.with_user(user).read(["name"])),
            ("change", lambda user: problem.with_user(user).write({"name": "X"})),
            ("solve", lambda user: problem.with_user(user).action_solve()),
            (
                "create",
                lambda user: (
                    self.env["cem.problem"]
                    .with_user(user)
                    .create({"name": "New", "company_id": self.company.id})
                ),
            ),
        ):
            self._check_row(what, action, {"manager", "administrator"})

    def test_trying_a_rule(self):
        rule = self.env["cem.followup.rule"].create(
            {"name": "Ours", "company_id": self.company.id}
        )

        def _try(user):
            action = rule.with_user(user).action_simulate()
            self.env[action["res_model"]].with_user(user).browse(
                action["res_id"]
            ).action_run()

        self._check_row("try", _try, {"manager", "administrator"})

    def test_requirements(self):
        requirement = self.env["cem.requirement"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        theirs = self.env["cem.requirement"].create(
            {"name": "Mine", "company_id": self.company.id, "user_id": self.staff.id}
        )
        managers = {"manager", "administrator"}
        for record, who in ((requirement, managers), (theirs, managers | {"user"})):
            self._check_row(
                f"read {record.name}",
                lambda user, record=record: record.with_user(user).read(["name"]),
                who,
            )
            self._check_row(
                f"change {record.name}",
                lambda user, record=record: record.with_user(user).write({"name": "X"}),
                managers,
            )
        self._check_row(
            "create",
            lambda user: (
                self.env["cem.requirement"]
                .with_user(user)
                .create({"name": "New", "company_id": self.company.id})
            ),
            managers,
        )

    def test_mail_to_customers(self):
        case = self.env["cem.followup"].create({"partner_id": self.customer.id})

        def _written(user):
            requirement = self.env["cem.requirement"].create(
                {
                    "name": "Done",
                    "company_id": self.company.id,
                    "state": "done",
                    "followup_ids": [(4, case.id)],
                    "tell_subject": "You said",
                    "tell_body": "<p>We did</p>",
                }
            )
            return requirement.with_user(user)

        self._check_row(
            "ask for approval",
            lambda user: _written(user).action_tell_request(),
            {"manager", "administrator"},
        )

        def _approve_another(user):
            requirement = _written(user)
            requirement.with_user(self.users["administrator"]).action_tell_request()
            requirement.action_tell_approve()

        def _approve_own(user):
            requirement = _written(user)
            requirement.action_tell_request()
            requirement.action_tell_approve()

        self._check_row(
            "approve another's", _approve_another, {"manager", "administrator"}
        )
        self._check_row("approve the own", _approve_own, {"administrator"})

    def test_results(self):
        result = self.env["cem.result"].create(
            {"name": "Ours", "company_id": self.company.id}
        )
        for what, action in (
            ("read", lambda user: result.with_user(user).read(["name"])),
            ("change", lambda user: result.with_user(user).write({"before": 3})),
        ):
            self._check_row(what, action, {"manager", "administrator"})

    def test_figures_of_all_are_a_managers_menu(self):
        menu = self.env.ref("cem_experience.cem_followup_menu_report")
        mine = self.env.ref("cem_experience.cem_followup_menu_report_my")
        for who, all_figures, own in (
            ("nobody", False, False),
            ("user", False, True),
            ("manager", True, True),
            ("administrator", True, True),
        ):
            shown = (
                self.env["ir.ui.menu"].with_user(self.users[who])._visible_menu_ids()
            )
            with self.subTest(who):
                for one, expected in ((menu, all_figures), (mine, own)):
                    path = {int(part) for part in one.parent_path.split("/")[:-1]}
                    self.assertEqual(path <= set(shown), expected)
        action = self.env.ref("cem_experience.cem_followup_action_report_my")
        self.assertIn("uid", action.domain)
