"""Two rules for bad scores, and the crons that go by them, for tests of follow-ups."""

from ..base.common import CemCommon


class FollowupCommon(CemCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The rules of the database are somebody else's: these tests bring their own.
        cls.env["cem.followup.rule"].search([]).active = False
        cls.env["cem.score"].search([("followup_pending", "=", True)]).write(
            {"followup_pending": False}
        )
        cls.customer.user_id = cls.staff
        cls.rule = cls.env["cem.followup.rule"].create(
            {"name": "Bad experience", "measure": "experience", "threshold": 3}
        )
        cls.rule_nps = cls.env["cem.followup.rule"].create(
            {
                "name": "Detractor",
                "measure": "nps",
                "threshold": 6,
                "sequence": 20,
                "priority": "1",
            }
        )
        cls.cron_open = cls.env.ref("cem_experience.ir_cron_followup_open")
        cls.cron_escalate = cls.env.ref("cem_experience.ir_cron_followup_escalate")

    def _run(self, cron=None):
        with self.enter_registry_test_mode():
            (cron or self.cron_open).method_direct_trigger()

    def _cases(self, partner=None):
        return self.env["cem.followup"].search(
            [("partner_id", "in", (partner or self.customer).ids)], order="id"
        )

    def _open_case(self, **values):
        self._score(value=2.0, **values)
        self._run()
        return self._cases()[-1:]

    def _told(self, cases):
        """Messages about these cases to their owners, which are not in the chatter."""
        return self.env["mail.message"].search(
            [
                ("model", "=", "cem.followup"),
                ("res_id", "in", cases.ids),
                ("message_type", "=", "user_notification"),
            ]
        )
