"""Conditions that the system carries out: with no more rights than their authors have."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.base.domains import follow
from .common_authored import AuthoredCommon


@tagged("post_install", "-at_install")
class TestAuthoredRun(AuthoredCommon):
    """With whose rights a condition is looked at when the system carries it out."""

    def test_touchpoints_find_what_their_authors_read(self):
        """Neither another's, nor another company's records; not even without terms."""
        for domain in (
            "[('name', '!=', False)]",
            "['!', ('name', '=', 'x')]",
            "[]",
            "[('is_automated_probability', 'in', (True, False))]",
        ):
            touchpoint = self._ask_as(self.salesman, domain, ask_user_path=False)
            with self.subTest(domain=domain):
                found = touchpoint._ask_filter(self.all.sudo())
                self.assertEqual(found, self.mine)
                invited = touchpoint._invite(self.all)
                self.assertEqual(invited.mapped("res_name"), ["Mine"])

    def test_paths_lead_where_authors_may_look(self):
        self.customer.write(
            {"parent_id": self._customer("Firm", "f@firm.example", is_company=True).id}
        )
        hidden = self._customer(
            "Hidden", "h@firm.example", company_id=self.company_two.id
        )
        hidden.parent_id = self.customer.parent_id
        lead = self._lead("Of a hidden one", user_id=self.salesman.id)
        touchpoint = self._ask_as(
            self.salesman,
            ask_partner_path="partner_id.parent_id",
            ask_team_path="partner_id.parent_id",
        )
        [invitation] = touchpoint._invite(self.mine)
        self.assertEqual(invitation.partner_id, self.customer.parent_id)
        self.assertEqual(invitation.team, "Firm")
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s WHERE id = %s", [hidden.id, lead.id]
        )
        lead.invalidate_recordset()
        [invitation] = touchpoint._invite(lead)
        self.assertFalse(invitation.partner_id)
        self.assertFalse(invitation.team)
        self.assertFalse(follow(lead.with_user(self.salesman), "partner_id.parent_id"))

    def test_rights_that_were_lost(self):
        """What the author may no longer read is not found; the touchpoint says so."""
        touchpoint = self._ask_as(self.salesman)
        self.assertFalse(touchpoint.author_problem)
        self.salesman.group_ids -= self.env.ref("sales_team.group_sale_salesman")
        touchpoint.invalidate_recordset(["author_problem"])
        self.assertIn("may not read it", touchpoint.author_problem)
        self.assertFalse(touchpoint._ask_filter(self.all.sudo()))
        self.assertFalse(touchpoint._invite(self.all))
        touchpoint.sudo().author_id.unlink()
        touchpoint.invalidate_recordset()
        self.assertFalse(touchpoint._ask_filter(self.all.sudo()))

    def test_automation_rules(self):
        """Odoo's rule for a touchpoint tells nothing of others' records either."""
        touchpoint = self._ask_as(
            self.salesman, "[('name', '=like', 'Sold%')]", ask_trigger="on_reach"
        )
        touchpoint.action_start_listening()
        rule = touchpoint.automation_id
        self.assertFalse(rule.filter_domain or rule.filter_pre_domain)
        self.all.write({"name": "Sold"})
        self.all.write({"name": "Sold again"})
        about = [("touchpoint_id", "=", touchpoint.id)]
        invitations = self.env["cem.invitation"].search(about)
        self.assertEqual(invitations.mapped("res_id"), self.mine.ids)
        trusted = self._touchpoint(
            "System's",
            survey_id=self.survey.id,
            ask_domain="[('name', '=like', 'Lost%')]",
            ask_trigger="on_reach",
        )
        trusted.action_start_listening()
        self.assertTrue(trusted.automation_id.filter_domain)

    def test_silence_and_cycle(self):
        touchpoint = self._ask_as(
            self.salesman,
            ask_trigger="silence",
            ask_date_field="create_date",
            ask_after_days=3,
        )
        touchpoint.action_start_listening()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = now() - interval '3 days' "
            "WHERE id = ANY(%s)",
            [self.all.ids],
        )
        today = fields.Date.today()
        last = fields.Date.subtract(today, days=1)
        self.assertEqual(touchpoint._find_silent(last, today), self.mine)
        cycle = self._ask_as(
            self.salesman,
            "[('is_company', '=', False)]",
            ask_model_id=self.env["ir.model"]._get_id("res.partner"),
            ask_partner_path="id",
            ask_user_path="user_id",
            ask_team_path=False,
            ask_trigger="cycle",
        )
        hidden = self._customer("H", "h@h.example", company_id=self.company_two.id)
        with patch.object(
            type(cycle),
            "_ask_scope",
            lambda self, m: [
                ("id", "in", [hidden.id, self.env.ref("base.partner_root").id])
            ],
        ):
            found = cycle._find_cycle(fields.Date.subtract(today, years=1), today)
        self.assertNotIn(hidden, found)

    def test_value_sources(self):
        """Revenue that its author may not see raises nobody's tier."""
        self.administrator.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        today = fields.Datetime.now()
        self.all.write({"stage_id": won.id, "expected_revenue": 100})
        self.all.write({"date_closed": today})
        values = {
            "name": "Won",
            "model_id": self.env["ir.model"]._get_id("crm.lead"),
            "domain": "[('stage_id.is_won', '=', True)]",
            "amount_field": "expected_revenue",
            "date_field": "date_closed",
            "company_id": self.company.id,
        }
        sources = self.env["cem.value.source"].with_user(self.administrator)
        with self.assertRaises(UserError):
            sources.create(
                {
                    **values,
                    "amount_field": "probability",
                    "domain": "[('partner_id.signup_type', '=', 'x')]",
                }
            )
        for author, count in ((self.administrator, 1), (self.env.user, 2)):
            source = self.env["cem.value.source"].with_user(author).create(values)
            self.env.flush_all()
            day = fields.Date.today()
            rows = self.env.execute_query(
                source.sudo()._amounts(fields.Date.subtract(day, days=2), day)
            )
            mine = [row for row in rows if row[0] == self.customer.id]
            self.assertEqual(len(mine), count, author.login)

    def test_lifecycle_rules(self):
        self.administrator.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        self.others.partner_id = self._customer("Ann", "ann@customer.example")
        self.foreign.partner_id = self._customer("Bob", "bob@customer.example")
        self.foreign.company_id = self.company_two
        self.mine.user_id = self.administrator
        self.others.user_id = self.salesman
        rule = (
            self.env["cem.lifecycle.rule"]
            .with_user(self.administrator)
            .create(
                {
                    "name": "Leads",
                    "segment_id": self.env["res.partner.category"]
                    .create({"name": "Leads"})
                    .id,
                    "model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "domain": "[('name', '!=', False)]",
                    "date_path": "create_date",
                }
            )
        )
        ids = rule.sudo()._partner_ids(fields.Date.today())
        self.assertIn(self.customer.id, ids)
        self.assertFalse({self.others.partner_id.id, self.foreign.partner_id.id} & ids)
        # An author who lost the right keeps nobody else's rule from working.
        current = self._customer("Eve", "eve@customer.example")
        current.cem_lifecycle_segment_id = rule.segment_id
        self.administrator.group_ids -= self.env.ref("sales_team.group_sale_salesman")
        wanted = self.env["cem.lifecycle.rule"]._wanted_segments(fields.Date.today())
        self.assertEqual(wanted.get(current.id), rule.segment_id.id)

    def test_measures_of_results(self):
        """Who measures lends no rights to who wrote what is measured."""
        requirement = self.env["cem.requirement"].search([], limit=1)
        values = {
            "name": "Leads",
            "kind": "records",
            "company_id": self.company.id,
            "requirement_id": requirement.id,
            "model_id": self.env["ir.model"]._get_id("crm.lead"),
            "date_field_id": self.env["ir.model.fields"]
            ._get("crm.lead", "create_date")
            .id,
            "domain": f"[('id', 'in', {self.all.ids})]",
            "date_change": fields.Date.today(),
            "days": 14,
        }
        results = self.env["cem.result"]
        with self.assertRaises(UserError):
            results.with_user(self.manager).create(values)
        result = results.with_user(self.salesman).create(values)
        with self.assertRaises(UserError):
            result.with_user(
                self.salesman
            ).comparison_domain = "[('partner_id.signup_type', '=', 'x')]"
        first, end = fields.Date.today(), fields.Date.add(fields.Date.today(), days=1)
        counted = sum(
            value
            for _day, value in result.sudo()._daily(
                result.sudo()._parsed(result.sudo().domain), first, end
            )
        )
        self.assertEqual(counted, 1)

    def test_texts_of_other_records(self):
        """A text about an order, sent to the customer of an invitation, would be one
        of another customer's order."""
        template = self.env["mail.template"].create(
            {
                "name": "Lead",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "body_html": "<p><t t-out='object.expected_revenue'/></p>",
            }
        )
        sms = self.env["sms.template"].create(
            {
                "name": "Lead",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "body": "{{ object.expected_revenue }}",
            }
        )
        for values in (
            {"ask_template_id": template.id},
            {"ask_thank_template_id": template.id},
            {"ask_sms_template_id": sms.id},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self.touchpoint.with_user(self.manager).write(values)

    def test_dashboard_by_mail(self):
        """Filters ask what their author may read; a favourite is one they can see."""
        mails = self.env["cem.dashboard.mail"].with_user(self.manager)
        values = {"name": "Weekly", "company_id": self.company.id}
        for domain in (
            "[('user_input_id.access_token', '=like', 'a%')]",
            "[('partner_id.signup_type', '=', 'x')]",
            "[('user_id.totp_secret', '!=', False)]",
        ):
            with self.subTest(domain=domain), self.assertRaises(UserError):
                mails.create({**values, "domain": domain})
        private = self.env["ir.filters"].create(
            {
                "name": "Private",
                "model_id": "cem.score",
                "domain": "[]",
                "user_ids": [Command.set(self.administrator.ids)],
            }
        )
        for make in (
            lambda: mails.create({**values, "filter_id": private.id}),
            lambda: mails.create(values).write({"filter_id": private.id}),
        ):
            with self.assertRaises(AccessError):
                make()
        made = mails.with_context(default_filter_id=private.id).create(values)
        self.assertFalse(made.sudo().filter_id)

    def test_groups_of_a_population(self):
        """Whoever names a group sees it; others read its name there."""
        self.env["crm.team"].search([])
        team = self.env["crm.team"].create(
            {"name": "Secret team", "company_id": self.company_two.id}
        )
        self.salesman.group_ids |= self.env.ref("sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            self.env["cem.population"].with_user(self.salesman).create(
                {
                    "name": "Teams",
                    "share_ids": [
                        Command.create(
                            {"group_ref": f"crm.team,{team.id}", "share": 100}
                        )
                    ],
                }
            )
