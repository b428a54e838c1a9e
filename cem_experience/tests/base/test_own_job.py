from pathlib import Path

from lxml import etree

from odoo.exceptions import AccessError
from odoo.modules.module import get_module_path
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .common import CemCommon


@tagged("post_install", "-at_install")
class TestOwnJob(CemCommon):
    """Nobody is refused what their job is; who is refused is told why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._new_user("cem_colleague", "group_cem_user")
        cls.colleague.name = "Wang Lei"

    def _case(self, **values):
        return self.env["cem.followup"].create(
            {"partner_id": self.customer.id, "user_id": False, **values}
        )

    # ------------------------------------------------------------------
    # A letter in a field
    # ------------------------------------------------------------------

    def test_a_letter_finds_causes(self):
        top = self.env["cem.cause"].create({"name": "Repair took long"})
        part = self.env["cem.cause"].create({"name": "Parts", "parent_id": top.id})
        causes = self.env["cem.cause"].with_user(self.staff)
        self.assertIn(top.id, dict(causes.name_search("r")))
        self.assertEqual(dict(causes.name_search("parts"))[part.id], part.display_name)

    def test_a_letter_in_every_model(self):
        """The name of nothing is looked for by way of itself, without an end."""
        user = self.administrator
        for name in sorted(self.env.registry.models):
            model = self.env[name].with_user(user)
            if not name.startswith("cem.") or model._abstract or not model._auto:
                continue
            named = model._rec_names_search or model._rec_name
            if not named or not model.has_access("read"):
                continue
            for letter in ("r", "的", "%", ""):
                with self.subTest(model=name, letter=letter):
                    model.name_search(letter, limit=3)

    # ------------------------------------------------------------------
    # Two who want the same
    # ------------------------------------------------------------------

    def test_who_comes_late_is_told_who_has_it(self):
        case = self._case()
        late = case.with_user(self.staff)
        case.with_user(self.colleague).action_assign_to_me()
        presses = (
            late.action_assign_to_me,
            late.action_contacted,
            late.action_close,
            lambda: late.cem_desk_note("Called"),
            lambda: late.write({"priority": "2"}),
        )
        for press in presses:
            with self.subTest(press=press), self.assertRaises(AccessError) as refusal:
                press()
            self.assertIn("Wang Lei", str(refusal.exception))
            self.assertIn(case.display_name, str(refusal.exception))
        self.assertEqual(case.user_id, self.colleague)

    def test_so_it_is_with_compensations(self):
        case = self._case(user_id=self.colleague.id)
        record = self.env["cem.compensation"].create({"followup_id": case.id})
        with self.assertRaisesRegex(AccessError, "Wang Lei"):
            record.with_user(self.staff).check_access("write")

    def test_no_name_for_who_may_not_read(self):
        """Another company's case says nothing of whose it is."""
        case = self._case(user_id=self.colleague.id)
        with self.assertRaises(AccessError) as refusal:
            case.with_user(self.manager_two).write({"priority": "1"})
        self.assertNotIn("Wang Lei", str(refusal.exception))

    def test_buttons_of_a_colleagues_case_are_hidden(self):
        case = self._case(user_id=self.colleague.id)
        self.assertFalse(case.with_user(self.staff).may_write)
        self.assertTrue(case.with_user(self.colleague).may_write)
        self.assertTrue(case.with_user(self.manager).may_write)
        self.assertTrue(self._case().with_user(self.staff).may_write)
        [view] = (
            self.env["cem.followup"]
            .with_user(self.staff)
            .get_views([(False, "form")])["views"]
            .values()
        )
        arch = etree.fromstring(view["arch"])
        for name in ("action_contacted", "action_close", "action_assign_to_me"):
            for button in arch.iterfind(f".//header/button[@name='{name}']"):
                self.assertIn("not may_write", button.get("invisible"), name)

    # ------------------------------------------------------------------
    # The manager's job
    # ------------------------------------------------------------------

    def test_a_manager_sets_the_rules(self):
        rule = (
            self.env["cem.followup.rule"]
            .with_user(self.manager)
            .create({"name": "Bad", "measure": "experience", "threshold": 3})
        )
        rule.threshold = 4
        self.env["cem.followup.deadline"].with_user(self.manager).check_access("create")
        with self.assertRaises(AccessError):
            rule.with_user(self.staff).threshold = 5

    def test_a_manager_shares_a_survey(self):
        survey = self.env["survey.survey"].create(
            {"title": "Living here", "survey_type": "cem"}
        )
        self.env["survey.question"].create(
            {"survey_id": survey.id, "title": "How is it?", "question_type": "scale"}
        )
        action = survey.with_user(self.manager).action_send_survey()
        invite = (
            self.env["survey.invite"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"partner_ids": self.customer.ids})
        )
        invite.action_invite()
        sheet = survey.user_input_ids
        self.assertEqual(sheet.partner_id, self.customer)
        with self.assertRaises(AccessError):
            self.env["survey.invite"].with_user(self.staff).check_access("create")

    def test_a_manager_invites_a_customer_of_another_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        survey = self.env["survey.survey"].create(
            {"title": "Visit", "survey_type": "cem"}
        )
        template = self.env.ref("survey.mail_template_user_input_invite")
        template.with_context(
            lang="zh_CN"
        ).subject = "请参与 {{ object.survey_id.title }}"
        for of_manager, of_customer in (("zh_CN", "en_US"), ("en_US", "zh_CN")):
            self.manager.lang, self.customer.lang = of_manager, of_customer
            survey.user_input_ids.sudo().unlink()
            wizard = self.env["survey.invite"].with_user(self.manager)
            context = {"lang": of_manager, "default_survey_id": survey.id}
            context["default_template_id"] = template.id
            with Form(wizard.with_context(**context)) as form:
                form.send_email = True
                form.partner_ids.add(self.customer)
            before = self.env["mail.mail"].search([])
            form.save().action_invite()
            mail = self.env["mail.mail"].search([]) - before
            subject = template.with_context(lang=of_customer).subject.split("{")[0]
            self.assertTrue(mail.subject.startswith(subject), mail.subject)

    def test_a_manager_shares_no_other_survey(self):
        survey = self.env["survey.survey"].create(
            {"title": "Staff only", "survey_type": "survey"}
        )
        with self.assertRaises(AccessError):
            self.env["survey.invite"].with_user(self.manager).create(
                {"survey_id": survey.id, "emails": "a@b.example"}
            )

    def test_kinds_of_records_can_be_chosen(self):
        models = self.env["ir.model"].with_user(self.manager)
        self.assertTrue(models.name_search("Contact"))
        with self.assertRaises(AccessError):
            models.search([], limit=1).write({"name": "Mine"})

    def test_comments_are_read_again(self):
        """As the button of a list calls it: with the chosen topics, or none."""
        topic = self.env["cem.topic"].search([], limit=1)
        for ids in ([], topic.ids):
            topics = self.env["cem.topic"].with_user(self.manager)
            action = call_kw(topics, "action_read_again", [ids], {})
            self.assertEqual(action["tag"], "display_notification")

    def test_an_empty_compensation_opens(self):
        answer = (
            self.env["cem.compensation"]
            .with_user(self.staff)
            .onchange({}, [], {"may_approve": {}, "amount": {}, "company_amount": {}})
        )
        self.assertTrue(answer["value"]["may_approve"])

    # ------------------------------------------------------------------
    # Scripts
    # ------------------------------------------------------------------

    def test_actions_come_by_way_of_buttons(self):
        """What Python returns is an action in full only by way of a button.

        ``orm.call`` gives it as it is written, often without ``views``, and the page
        that carries it out crashes.
        """
        full = {"action_map_scores", "action_print_map"}
        for module in self.env["ir.module.module"].search(
            [("name", "=like", "cem_experience%"), ("state", "=", "installed")]
        ):
            folder = Path(get_module_path(module.name)) / "static" / "src"
            for path in folder.rglob("*.js"):
                text = path.read_text(encoding="utf-8")
                if "doAction(action" in text and "orm.call" in text:
                    self.assertTrue(any(name in text for name in full), path.name)

    def test_conditions_on_records_are_our_widget(self):
        """Odoo's own says "invalid" to whoever may not read the records."""
        views = self.env["ir.ui.view"].search([("model", "=like", "cem.%")])
        for view in views:
            self.assertFalse(
                etree.fromstring(view.arch).findall(".//field[@widget='domain']"),
                view.xml_id,
            )

    # ------------------------------------------------------------------
    # Duplicate
    # ------------------------------------------------------------------

    def _copied_uniques(self, model):
        """Unique indexes all of whose fields a copy takes over."""
        self.env.cr.execute(
            """
            SELECT c.relname, array_agg(a.attname::text)
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_attribute a ON a.attrelid = i.indrelid
             AND (a.attnum = ANY(i.indkey)
              OR pg_get_expr(i.indexprs, i.indrelid) LIKE '%%' || a.attname || '%%')
            WHERE i.indisunique AND NOT i.indisprimary AND a.attnum > 0
              AND i.indrelid = %s::regclass
            GROUP BY c.relname
            """,
            [model._table],
        )
        left = model._cem_guarded - model._cem_copied_fields
        for index, names in self.env.cr.fetchall():
            fields = [model._fields[name] for name in names]
            if all(field.copy and field.name not in left for field in fields):
                yield index

    def test_what_is_there_but_once_is_not_duplicated(self):
        """The button would always end in "there is one already"."""
        coded = self.env.registry["cem.coded.mixin"]
        actions = self.env["ir.actions.act_window"].sudo()
        for name in sorted(self.env.registry.models):
            model = self.env[name].with_user(self.administrator)
            if (
                not name.startswith("cem.")
                or isinstance(model, coded)
                or not model._auto
                or not model.has_access("create")
            ):
                continue
            indexes = list(self._copied_uniques(model))
            opened = actions.search([("res_model", "=", name)]) if indexes else actions
            kinds = {"list", "form"}.intersection(
                ",".join(opened.mapped("view_mode")).split(",")
            )
            for kind in sorted(kinds):
                view = model.get_view(view_type=kind)
                root = etree.fromstring(view["arch"])
                offered = all(
                    root.get(one, "1").lower() not in ("0", "false")
                    for one in ("create", "duplicate")
                )
                with self.subTest(model=name, view=kind):
                    self.assertFalse(offered, f"{name}, {kind}: {indexes}")

    def test_buttons_of_pages_send_the_language(self):
        """Odoo adds the person's context to the calls of forms only."""
        root = Path(get_module_path("cem_experience")).parent
        for path in sorted(root.glob("cem_experience*/static/src/**/*.js")):
            for call in path.read_text(encoding="utf-8").split("doActionButton({")[1:]:
                with self.subTest(file=path.name):
                    self.assertIn("context:", call.split("});")[0])
