from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tools import SQL

from ...models.listen.survey_mixing import QUIET_DAYS
from .common_pages import PagesCommon


class AnonymousCommon(PagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "cem_experience.minimum_group_size", "5"
        )
        cls.one_question.write({"cem_anonymous": True})
        cls.people = cls.env["res.partner"].create(
            [
                {"name": f"Person {n}", "email": f"person{n}@customer.example"}
                for n in range(6)
            ]
        )

    def _answer_all(self, people, first_mark=0):
        invitations = self.env["cem.invitation"]
        for n, person in enumerate(people):
            invitation = self._invited(person)
            answer = self._answer_page(
                invitation._answer_path(),
                mark=str(first_mark + n),
                words=f"Word {first_mark + n}",
            )
            self.assertIn("Thank you!", answer.text)
            invitations |= invitation
        return invitations

    def _mix(self, days=QUIET_DAYS + 2):
        """Mix all, because nobody has answered for long; or today, with ``days=0``."""
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env.ref("cem_experience.ir_cron_mix_anonymous").method_direct_trigger()
        self.env.invalidate_all()

    def _no_moment(self, answers):
        """Neither the moment nor the transaction says which rows belong together."""
        for table, ids in answers.items():
            rows = self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t) FROM %s t WHERE id = ANY(%s)",
                    SQL.identifier(table),
                    ids,
                )
            )
            for (values,) in rows:
                for name, value in values.items():
                    if name.endswith(("_date", "_datetime")) and value:
                        self.assertRegex(value, r"^\d{4}-\d\d-\d\d(T00:00:00)?$", name)
                    if name.endswith("_uid"):
                        self.assertIsNone(value, name)
        rows = self.env.execute_query(
            SQL(
                "SELECT bool_and(write_date = create_date), bool_and(write_uid IS NULL)"
                " FROM cem_invitation WHERE touchpoint_id = %s",
                self.touchpoint.id,
            )
        )
        self.assertEqual(rows, [(True, True)])
        self.assertFalse(
            self.env["cem.invitation"]
            .search([("touchpoint_id", "=", self.touchpoint.id)])
            .user_input_id
        )
