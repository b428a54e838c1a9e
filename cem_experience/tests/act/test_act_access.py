"""Who may see, change, approve and close what: each cell of the table in docs/act.md."""

from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..base.common import CemCommon

DOCUMENT = Path(__file__).parents[3] / "docs" / "act.md"
HEADING = "## Who may do what"
PLAIN = ""


class NotShown(Exception):
    """A figure, or the menu that leads to it, is not there for this user."""


def read_table():
    """Rows of the table in the documentation: dict of cells by column, by first cell."""
    text = DOCUMENT.read_text(encoding="utf-8").split(HEADING)[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    columns = rows[0][1:]
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows[2:]}


@tagged("post_install", "-at_install")
class TestActAccess(CemCommon):
    """The table itself is read: a cell that says something else than what is true, a
    row without a test and a test without a row all fail.

    A test is a pair: a word of a cell, and what is done. ``PLAIN`` is done by whom the
    cell says "yes"; another word by whom the cell says so, or "yes".
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._new_user("cem_colleague", "group_cem_user")
        cls.second = cls._new_user("cem_second", "group_cem_manager")
        portal = cls.env["res.users"].create(
            {
                "name": "Portal",
                "login": "cem_portal",
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )
        admin_two = cls._new_user(
            "cem_admin_two", "group_cem_administrator", company=cls.company_two
        )
        cls.columns = {
            "nobody, portal": {"nobody": cls.plain_user, "portal": portal},
            "user": {"user": cls.staff},
            "manager": {"manager": cls.manager},
            "administrator": {"administrator": cls.administrator},
            "another company": {
                "managers": cls.manager_two,
                "administrators": admin_two,
            },
        }
        cls.cause = cls.env.ref("cem_experience.cem_cause_service_waiting")
        for role in ("user", "manager", "administrator"):
            cls.env["cem.compensation.limit"].create(
                {"role": role, "amount": 50, "company_id": cls.company.id}
            )

    def setUp(self):
        super().setUp()
        if not DOCUMENT.exists():
            self.skipTest("the addon without its documentation")

    def _tests(self):
        return (
            self._followups()
            | self._compensations()
            | self._settings()
            | self._outer_loop()
        )

    def test_each_cell(self):
        table, tests = read_table(), self._tests()
        self.assertEqual(list(table), list(tests))
        for row, cells in table.items():
            self.assertEqual(list(cells), list(self.columns), row)
            for column, cell in cells.items():
                for role, user in self.columns[column].items():
                    words = {"yes", role}
                    for word, action in tests[row]:
                        self._check(
                            action,
                            user,
                            cell in words or cell == word != PLAIN,
                            row=row,
                            who=role,
                            cell=cell,
                            word=word,
                        )

    def _check(self, action, user, expected, **about):
        with self.subTest(**about):
            with self.env.cr.savepoint() as savepoint:
                try:
                    action(user)
                    self.env.flush_all()
                    done = True
                except (AccessError, UserError, NotShown):
                    done = False
                # Each cell begins with the same records.
                savepoint.rollback()
            self.env.invalidate_all()
            self.assertEqual(done, expected)

    # ------------------------------------------------------------------
    # The inner loop
    # ------------------------------------------------------------------

    def _case(self, owner):
        return self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "user_id": owner and owner.id,
                "company_id": self.company.id,
            }
        )

    def _followups(self):
        own, free = self._case(self.staff), self._case(False)
        colleagues = self._case(self.colleague)
        stages = {
            kind: self.env.ref(f"cem_experience.cem_followup_stage_{kind}").id
            for kind in ("closed", "cancelled")
        }
        closing = {
            "cause_ids": [Command.link(self.cause.id)],
            "outcome": "explained",
            "stage_id": stages["closed"],
        }

        def work(*cases):
            for case in cases:
                yield (
                    PLAIN,
                    lambda user, case=case: case.with_user(user).write(
                        {"note": "<p>Called</p>"}
                    ),
                )
                yield PLAIN, lambda user, case=case: case.with_user(user).write(closing)
                yield (
                    PLAIN,
                    lambda user, case=case: case.with_user(user).action_assign_to_me(),
                )

        def see(case):
            return lambda user: case.with_user(user).read(["partner_id", "note"])

        return {
            "see a follow-up": [(PLAIN, see(case)) for case in (own, free, colleagues)],
            "change, close, take: own or nobody's": list(work(own, free)),
            "change, close, take: a colleague's": list(work(colleagues)),
            "open one": [
                (
                    PLAIN,
                    lambda user: (
                        self.env["cem.followup"]
                        .with_user(user)
                        .create(
                            {
                                "partner_id": self.customer.id,
                                "company_id": self.company.id,
                            }
                        )
                    ),
                )
            ],
            "cancel, delete one": [
                (
                    PLAIN,
                    lambda user: own.with_user(user).write(
                        {"stage_id": stages["cancelled"]}
                    ),
                ),
                (PLAIN, lambda user: own.with_user(user).unlink()),
            ],
        }

    def _compensations(self):
        own, free = self._case(self.staff), self._case(False)
        colleagues = self._case(self.colleague)

        def propose(case, user, amount=10):
            return (
                self.env["cem.compensation"]
                .with_user(user)
                .create({"followup_id": case.id, "kind": "gift", "amount": amount})
            )

        def waiting(user, amount=10):
            compensation = propose(own, self.second, amount)
            compensation.action_request()
            return compensation.with_user(user)

        def approved(user):
            compensation = waiting(self.second)
            compensation.action_approve()
            return compensation.with_user(user)

        limit = "up to the limit"
        return {
            "see a compensation": [
                (PLAIN, lambda user: waiting(user).read(["amount"]))
            ],
            "propose a compensation: own or nobody's case": [
                (PLAIN, lambda user: propose(own, user)),
                (PLAIN, lambda user: propose(free, user)),
            ],
            "propose a compensation: a colleague's case": [
                (PLAIN, lambda user: propose(colleagues, user))
            ],
            "approve one": [
                (limit, lambda user: waiting(user, 50).action_approve()),
                (PLAIN, lambda user: waiting(user, 51).action_approve()),
            ],
            "refuse one, take one back": [
                (PLAIN, lambda user: waiting(user).action_refuse()),
                (PLAIN, lambda user: approved(user).action_draft()),
            ],
        }

    # ------------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------------

    def _see_and_change(self, records, field):
        see = [
            (PLAIN, lambda user, record=record: record.with_user(user).read([field]))
            for record in records
        ]
        change = [
            (PLAIN, lambda user, record=record: self._change(record, user, field))
            for record in records
        ]
        return see, change

    def _change(self, record, user, field):
        record.with_user(user).write({field: record[field]})

    def _settings(self):
        company = {"company_id": self.company.id}
        hours = {"contact_hours": 1, "close_hours": 2}
        rules, times = self.env["cem.followup.rule"], self.env["cem.followup.deadline"]
        rule = rules.create({"name": "Ours", **company})
        see_own, change_own = self._see_and_change(
            [rule, times.create(hours | company)], "sequence"
        )
        of_all = rules.create({"name": "All"})
        see_shared, change_shared = self._see_and_change(
            [of_all, times.create(hours)], "sequence"
        )
        change_shared.append(
            (PLAIN, lambda user: of_all.with_user(user).copy({"name": "New"}))
        )
        named = [
            self.cause,
            self.env.ref("cem_experience.cem_followup_stage_new"),
            self.env["cem.followup.escalation"].create({"name": "Step"}),
        ]
        see, change = self._see_and_change(named, "sequence")
        change += [
            (PLAIN, lambda user, one=one: one.with_user(user).copy({"name": "New"}))
            for one in named
        ]
        see_money, change_money = self._see_and_change(
            [
                self.env["cem.compensation.limit"].search(
                    [("company_id", "=", self.company.id)], limit=1
                ),
                self.env["cem.compensation.budget"].create(
                    {"date_from": "2020-01-01", "date_to": "2020-12-31", "amount": 5}
                    | company
                ),
            ],
            "amount",
        )

        def try_rule(user):
            action = rule.with_user(user).action_simulate()
            simulations = self.env[action["res_model"]].with_user(user)
            simulations.browse(action["res_id"]).action_run()

        return {
            "rules and response times of the company: see": see_own,
            "rules and response times of the company: change": change_own,
            "rules and response times of all companies: see": see_shared,
            "rules and response times of all companies: change": change_shared,
            "stages, causes, escalation: see": see,
            "stages, causes, escalation: change": change,
            "try a rule on the past": [(PLAIN, try_rule)],
            "limits and budgets: see": see_money,
            "limits and budgets: change": change_money,
        }

    # ------------------------------------------------------------------
    # The outer loop
    # ------------------------------------------------------------------

    def _outer_loop(self):
        company = {"company_id": self.company.id}
        problem = self.env["cem.problem"].create({"name": "Ours", **company})
        requirements = self.env["cem.requirement"]
        ours = requirements.create({"name": "Ours", **company})
        own = requirements.create({"name": "Mine", "user_id": self.staff.id, **company})
        result = self.env["cem.result"].create({"name": "Ours", **company})
        case = self._case(self.staff)

        def may(record, field):
            see, change = self._see_and_change([record], field)
            return see + change

        def new(model):
            return (
                PLAIN,
                lambda user: (
                    self.env[model].with_user(user).create({"name": "New", **company})
                ),
            )

        def written(user):
            return requirements.create(
                {
                    "name": "Done",
                    "state": "done",
                    "followup_ids": [Command.link(case.id)],
                    "tell_subject": "You said",
                    "tell_body": "<p>We did</p>",
                    **company,
                }
            ).with_user(user)

        def approve(user, writer):
            requirement = written(writer)
            requirement.action_tell_request()
            requirement.with_user(user).action_tell_approve()

        return {
            "systemic problems: see, change": [
                *may(problem, "name"),
                (PLAIN, lambda user: problem.with_user(user).action_solve()),
                new("cem.problem"),
            ],
            "requirements: see": [
                ("the own", lambda user: own.with_user(user).read(["name"])),
                (PLAIN, lambda user: ours.with_user(user).read(["name"])),
            ],
            "requirements: change; tell customers": [
                (PLAIN, lambda user: self._change(own, user, "name")),
                (PLAIN, lambda user: self._change(ours, user, "name")),
                (PLAIN, lambda user: written(user).action_tell_request()),
                new("cem.requirement"),
            ],
            "approve the mail to customers": [
                ("another's", lambda user: approve(user, self.second)),
                (PLAIN, lambda user: approve(user, user)),
            ],
            "results: see, change": [*may(result, "name"), new("cem.result")],
            "figures of all follow-ups (menu)": [
                ("the own", lambda user: self._figures(user, case, "report_my")),
                (PLAIN, lambda user: self._figures(user, case, "report")),
            ],
        }

    def _figures(self, user, case, name):
        """Open the menu, and find this case in the figures."""
        menu = self.env.ref(f"cem_experience.cem_followup_menu_{name}")
        path = {int(part) for part in menu.parent_path.split("/")[:-1]}
        if not path <= set(self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()):
            raise NotShown
        domain = [("id", "=", case.id)]
        if name == "report_my":
            action = self.env.ref(f"cem_experience.cem_followup_action_{name}")
            self.assertIn("uid", action.domain)
            case.sudo().user_id = user
        [(count,)] = (
            self.env["cem.followup"]
            .with_user(user)
            ._read_group(domain, [], ["__count"])
        )
        if not count:
            raise NotShown
