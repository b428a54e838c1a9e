"""Keys of customers: who holds one answers as its customer, so nobody else reads it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common_listen import ListenCommon


@tagged("post_install", "-at_install")
class TestKeys(ListenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey_user = new_test_user(
            cls.env,
            "cem_survey_user",
            "survey.group_survey_manager,cem_experience.group_cem_administrator,"
            "base.group_partner_manager,mail.group_mail_template_editor",
        )
        cls.touchpoint.ask_thank_template_id = False
        cls.invitation = cls.env["cem.invitation"]._plan(cls.touchpoint, cls._lead())
        cls.sheet = cls.survey._create_answer(
            partner=cls.customer, check_attempts=False
        )
        cls.invitation.user_input_id = cls.sheet
        cls.touchpoint.link_audience = "anyone"
        cls.kiosk = cls.env["cem.kiosk"].create(
            {"name": "Counter", "touchpoint_id": cls.touchpoint.id}
        )
        cls.keys = {
            cls.invitation: ("access_token",),
            cls.sheet: ("access_token",),
            cls.touchpoint: ("link_token",),
        }
        cls.people = cls.staff | cls.manager | cls.administrator | cls.survey_user

    def _secrets(self):
        return {
            self.invitation.access_token,
            self.sheet.access_token,
            self.touchpoint.link_token,
        }

    @mute_logger("odoo.models")
    def test_no_way_to_read(self):
        """Read, search, order, group, aggregate, export, filter, copy, name_search."""
        for user in self.people:
            for record, names in self.keys.items():
                for name in names:
                    self._assert_closed(record.with_user(user), name)

    def _assert_closed(self, record, name):
        model = record.browse()
        value = record.sudo()[name]
        ways = {
            "attribute": lambda: record[name],
            "read": lambda: record.read([name]),
            "search": lambda: model.search([(name, "=", value)]),
            "like": lambda: model.search([(name, "=like", f"{value[:3]}%")]),
            "any": lambda: model.search([("id", "any", [(name, "=", value)])]),
            "count": lambda: model.search_count([(name, "!=", "x")]),
            "order": lambda: model.search([], order=name),
            "search_read": lambda: model.search_read([], [name], limit=1),
            "web_read": lambda: record.web_read({name: {}}),
            "group": lambda: model.formatted_read_group([], [name]),
            "aggregate": lambda: model.formatted_read_group(
                [], [], [f"{name}:array_agg"]
            ),
            "having": lambda: model.formatted_read_group(
                [], ["create_date:month"], [], [(f"{name}:max", "!=", "")]
            ),
            "export": lambda: record.export_data([name]),
            "filter": lambda: record.filtered_domain([(name, "=", value)]),
            "mapped": lambda: record.mapped(name),
            "sorted": lambda: record.sorted(name),
            "write": lambda: record.write({name: "chosen"}),
            "names": lambda: model.name_search("x", [(name, "=", value)]),
            "onchange": lambda: model.onchange({}, [], {name: {}}),
        }
        for way, call in ways.items():
            with self.subTest(user=self.env.user.login, field=name, way=way):
                try:
                    told = call()
                except (AccessError, UserError, ValueError, KeyError) as error:
                    self.assertNotIn(value, str(error))
                    continue
                self.assertNotIn(value, str(told))
                if way in ("search", "like", "any", "count", "filter"):
                    self.fail(f"{way} by {name} is answered")

    def test_from_other_models(self):
        """No path over a relation reaches a key either."""
        paths = {
            "cem.score": "user_input_id.access_token",
            "survey.user_input.line": "user_input_id.access_token",
            "cem.kiosk": "touchpoint_id.link_token",
            "cem.followup": "score_ids.user_input_id.access_token",
            "cem.invitation": "user_input_id.access_token",
        }
        for user in self.people:
            for model, path in paths.items():
                with (
                    self.subTest(user=user.login, path=path),
                    self.assertRaises(AccessError),
                ):
                    self.env[model].with_user(user).search([(path, "=like", "a%")])

    def test_addresses_of_a_sheet(self):
        """Buttons and methods that give an address give one without the key."""
        for user in self.people:
            sheet = self.sheet.with_user(user)
            with self.subTest(user=user.login):
                told = [sheet.get_print_url(), str(sheet.action_print_answers())]
                with self.assertRaises(AccessError):
                    told.append(sheet.get_start_url())
                with self.assertRaises(AccessError):
                    told.append(sheet._cem_continue_url())
                self.assertNotIn(self.sheet.access_token, "".join(told))

    def test_no_context_opens_it(self):
        """What sending puts into the context cannot come from outside."""
        for value in (True, 1, "<for the customer>", {}):
            sheet = self.sheet.with_user(self.manager).with_context(
                cem_for_customer=value
            )
            with self.assertRaises(AccessError):
                sheet.get_start_url()
            key = self.invitation.with_context(cem_for_customer=value)._customer_key()
            self.assertNotEqual(key, self.invitation.access_token)

    def test_nobody_chooses_a_key(self):
        """Neither given, nor by the context, nor by a default of one's own."""
        chosen = "11111111-1111-4111-8111-111111111111"
        for user in self.people:
            env = self.env(user=user)
            for model, values in (
                ("survey.user_input", {"survey_id": self.survey.id}),
                (
                    "cem.touchpoint",
                    {
                        "name": "New",
                        "link_audience": "anyone",
                        "journey_id": self.journey.id,
                        "survey_id": self.survey.id,
                    },
                ),
            ):
                name = "link_token" if model == "cem.touchpoint" else "access_token"
                records = env[model].with_context(**{f"default_{name}": chosen})
                for made in (
                    lambda m=records, v=values: m.create(v),
                    lambda m=records, v=values, n=name: m.create({**v, n: chosen}),
                ):
                    with self.subTest(user=user.login, model=model):
                        try:
                            record = made()
                        except AccessError:
                            continue
                        self.assertNotEqual(record.sudo()[name], chosen)

    def test_previews_and_composers(self):
        """Whoever renders the customer's message finds a key that opens nothing."""
        mail = self.env.ref("cem_experience.mail_template_invitation")
        sms = self.env.ref("cem_experience.sms_template_invitation")
        ref = f"cem.invitation,{self.invitation.id}"
        secrets = {
            self.invitation.access_token,
            self.invitation._for_customer()._answer_path(short=True).split("/")[-1],
        }
        for user in self.people:
            env = self.env(user=user)
            told = {}

            def preview(env=env):
                wizard = env["mail.template.preview"].create(
                    {"mail_template_id": mail.id, "resource_ref": ref}
                )
                return str(wizard.read())

            def preview_sms(env=env):
                wizard = env["sms.template.preview"].create(
                    {"sms_template_id": sms.id, "resource_ref": ref}
                )
                return str(wizard.read())

            def compose(env=env):
                wizard = env["mail.compose.message"].create(
                    {
                        "composition_mode": "mass_mail",
                        "template_id": mail.id,
                        "model": "cem.invitation",
                        "res_ids": str(self.invitation.ids),
                    }
                )
                return str(wizard.read())

            def compose_sms(env=env):
                wizard = env["sms.composer"].create(
                    {
                        "template_id": sms.id,
                        "res_model": "cem.invitation",
                        "res_id": self.invitation.id,
                        "composition_mode": "comment",
                    }
                )
                return str(wizard.read())

            def send(env=env):
                mail_id = mail.with_env(env).send_mail(
                    self.invitation.id, email_values={"email_to": "me@example.com"}
                )
                return str(self.env["mail.mail"].sudo().browse(mail_id).read())

            for way in (preview, preview_sms, compose, compose_sms, send):
                with self.subTest(user=user.login, way=way.__name__):
                    try:
                        told[way.__name__] = way()
                    except (AccessError, UserError, ValueError) as error:
                        told[way.__name__] = str(error)
                    for secret in secrets:
                        self.assertNotIn(secret, told[way.__name__])
            self.assertIn("/cem/a/", told["preview"] + told["compose"])

    def test_nothing_of_a_message_stays(self):
        """An invitation that was sent is in no message that a colleague can read."""
        self._send()
        for model in ("mail.message", "mail.mail", "sms.sms"):
            field = "number" if model == "sms.sms" else "body"
            rows = self.env[model].sudo().search([])
            told = " ".join(str(row) for row in rows.mapped(field)) + " ".join(
                str(row) for row in rows.mapped("body")
            )
            for secret in self._secrets():
                self.assertNotIn(secret, told)

    def test_share_by_mail(self):
        """Odoo's own invitation brings the key to the customer, and to nobody else."""
        wizard = self.env["survey.invite"].with_user(self.survey_user)
        template = self.env.ref("survey.mail_template_user_input_invite")
        other = self._customer("Customer Wang", "wang@customer.example")
        with Form(
            wizard.with_context(
                default_survey_id=self.survey.id, default_template_id=template.id
            )
        ) as form:
            form.partner_ids.add(other)
        invite = form.save()
        before = self.env["mail.mail"].sudo().search([])
        invite.action_invite()
        mail = self.env["mail.mail"].sudo().search([]) - before
        sheet = self.survey.user_input_ids.filtered(lambda s: s.partner_id == other)
        self.assertIn(sheet.access_token, mail.body_html)
        self.assertEqual(mail.recipient_ids, other)
        messages = self.env["mail.message"]
        for user in self.people:
            seen = messages.with_user(user).search([("body", "ilike", "answer_token")])
            self.assertFalse(seen)
            with self.assertRaises(AccessError):
                mail.mail_message_id.with_user(user).read(["body"])
        self.assertNotIn(
            sheet.access_token, str(invite.with_user(self.survey_user).read())
        )

    def test_nobody_answers_for_a_customer(self):
        """No role writes answers: they come from customers' pages and imports."""
        line = {
            "user_input_id": self.sheet.id,
            "question_id": self.survey.question_ids[0].id,
            "answer_type": "scale",
            "value_scale": 9,
        }
        for user in self.staff | self.manager | self.administrator:
            env = self.env(user=user)
            ways = (
                lambda env=env: env["survey.user_input.line"].create(line),
                lambda env=env: env["survey.user_input"].create(
                    {"survey_id": self.survey.id, "partner_id": self.customer.id}
                ),
                lambda env=env: self.sheet.with_env(env).write({"state": "done"}),
                lambda env=env: self.sheet.with_env(env).write(
                    {"user_input_line_ids": [Command.create(line)]}
                ),
            )
            for way in ways:
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    way()

    def test_no_saved_default_chooses_the_key_of_a_sheet(self):
        """Not for staff's own sheets on the telephone, nor for anybody's."""
        chosen = "11111111-2222-4333-8444-555555555555"
        for user in (self.staff, self.env.ref("base.user_root")):
            for name in ("access_token", "invite_token"):
                self.env["ir.default"].with_user(user).set(
                    "survey.user_input", name, chosen, user_id=user == self.staff
                )
        sheets = self.env["survey.user_input"]
        for context in ({}, {"default_access_token": chosen}):
            for env in (self.env(user=self.staff, su=True), self.env):
                sheet = sheets.with_env(env).with_context(**context)
                sheet = sheet.create({"survey_id": self.survey.id})
                self.assertNotIn(
                    chosen, (sheet.sudo().access_token, sheet.sudo().invite_token)
                )
                self.assertTrue(sheet.sudo().access_token)


@tagged("post_install", "-at_install")
class TestKeysOverHttp(ListenCommon, HttpCase):
    def test_sheet_by_number(self):
        """Answers are shown to whoever may read them, at an address without a key."""
        sheet = self.survey._create_answer(partner=self.customer, check_attempts=False)
        sheet._save_lines(self.survey.question_ids[0], "9")
        sheet._mark_done()
        self.manager.password = "cem_manager"
        address = sheet.with_user(self.manager).get_print_url()
        self.assertEqual(self.url_open(address, allow_redirects=False).status_code, 303)
        self.authenticate("cem_manager", "cem_manager")
        page = self.url_open(address)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Would you recommend us?", page.text)
        self.assertNotIn(sheet.access_token, page.text)
        self.assertEqual(self.url_open("/cem/sheet/999999999").status_code, 404)

    @mute_logger("odoo.http")
    def test_sheet_of_another_company(self):
        sheet = self.survey._create_answer(partner=self.customer, check_attempts=False)
        self.survey.cem_company_id = self.company
        self.manager_two.password = "cem_manager_two"
        self.authenticate("cem_manager_two", "cem_manager_two")
        page = self.url_open(f"/cem/sheet/{sheet.id}")
        self.assertIn(page.status_code, (403, 404))

    def test_results_page(self):
        """Odoo's page of results leads to sheets, and shows no key of theirs."""
        sheet = self.survey._create_answer(partner=self.customer, check_attempts=False)
        sheet._save_lines(self.survey.question_ids[2], "Friendly")
        sheet._mark_done()
        self.manager.password = "cem_manager"
        self.authenticate("cem_manager", "cem_manager")
        page = self.url_open(f"/survey/results/{self.survey.id}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(sheet.access_token, page.text)

    @mute_logger("odoo.http")
    def test_code_of_a_link(self):
        """The QR code is the address: for those who hand it out."""
        self.touchpoint.write({"survey_id": self.survey.id, "link_audience": "anyone"})
        path = f"/cem_experience/touchpoint/{self.touchpoint.id}/qr"
        for login, status in (("cem_staff", 403), ("cem_manager", 200)):
            user = self.env["res.users"].search([("login", "=", login)])
            user.password = login
            self.authenticate(login, login)
            for kind in ("svg", "png"):
                page = self.url_open(f"{path}.{kind}")
                self.assertEqual(page.status_code, status, (login, kind))
