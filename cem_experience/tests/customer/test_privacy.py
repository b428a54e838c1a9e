import io
import json
import zipfile

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.base.personal import ERASED
from .common_privacy import MARK, PrivacyCommon, read_zip


@tagged("post_install", "-at_install")
class TestPrivacy(PrivacyCommon):
    @mute_logger("odoo.models.unlink", "odoo.addons.cem_experience")
    def test_nothing_is_left_and_no_figure_changes(self):
        self._leave_traces()
        where = self._where()
        for column in (
            *("res_partner.name", "cem_score.comment", "cem_remark.comment"),
            *("cem_invitation.email", "survey_user_input_line.value_text_box"),
            *("cem_followup.note", "cem_compensation.reason", "mail_message.body"),
            *("cem_score_import_column.sample", "cem_score_import_reject.content"),
            *("privacy_lookup_wizard.name", "bus_bus.message", "crm_lead.name"),
            *("cem_lifecycle_date.note", "mail_activity.summary", "res_users.login"),
        ):
            self.assertIn(column, where)
        before, dashboard = self._figures(), self._dashboard()
        key = self.invitation.access_token
        page = self._page(query=self.person.email)
        page.action_find()
        self.assertEqual(page.partner_ids, self.person)
        count = self.env["cem.score"].search_count(
            [("partner_id", "=", self.person.id)]
        )
        self.assertIn(
            ("Experience Score", count),
            page.line_ids.mapped(lambda line: (line.name, line.count)),
        )
        page.action_erase()
        self.assertEqual(page.state, "done")
        self.assertEqual(self._where(), set())
        self.assertEqual(self._figures(), before)
        self.assertEqual(self._dashboard(), dashboard)
        self.env.invalidate_all()
        self.assertFalse(self.person.active)
        self.assertTrue(self.person.cem_anonymous_date)
        self.assertFalse(self.login.active)
        self.assertEqual(self.person.country_id.code, "DE")
        self.assertNotEqual(self.invitation.access_token, key)
        scores = self.env["cem.score"].search([("partner_id", "=", self.person.id)])
        self.assertIn(ERASED, scores.mapped("comment"))
        self.assertFalse(self.file.file)
        self.assertEqual(self.file.state, "done")
        # what was read in the words stays, and is not read in the sign for them
        sentiments = scores.mapped("sentiment")
        self.env["cem.score"]._forget_readings()
        self.env["cem.score"]._read_all()
        self.assertEqual(scores.mapped("sentiment"), sentiments)
        [log] = self.env["privacy.log"].search(
            [("user_id", "=", self.administrator.id)]
        )
        self.assertNotIn(MARK, f"{log.anonymized_name}{log.anonymized_email}")
        self.assertIn("Experience Score", log.records_description)

    @mute_logger("odoo.models.unlink")
    def test_words_that_name_nobody_may_stay(self):
        for words in ("Too slow", f"I am {MARK} Person, too slow"):
            self._score("nps", 3, partner_id=self.person.id, comment=words)
        page = self._page(partner_ids=[Command.set(self.person.ids)], keep_words=True)
        page.action_erase()
        scores = self.env["cem.score"].search([("partner_id", "=", self.person.id)])
        self.assertEqual(set(scores.mapped("comment")), {"Too slow", ERASED})

    def test_somebody_who_is_no_contact(self):
        sheet = self.env["survey.user_input"].create(
            {"survey_id": self.survey.id, "email": f"nobody@{MARK}.example"}
        )
        other = self.env["survey.user_input"].create(
            {"survey_id": self.survey.id, "email": f"xnobody@{MARK}.example"}
        )
        page = self._page(query=f"nobody@{MARK}.example")
        page.action_find()
        page.action_erase()
        self.env.invalidate_all()
        self.assertFalse(sheet.email)
        self.assertTrue(other.email, "somebody else's address, which ends the same")

    def test_who_may_and_whom(self):
        for user in (self.manager, self.staff, self.plain_user):
            with self.assertRaises(AccessError):
                self.env["cem.privacy.request"].with_user(user).create({})
        page = self._page(partner_ids=[Command.set(self.staff.partner_id.ids)])
        with self.assertRaisesRegex(UserError, "contact of a colleague"):
            page.action_erase()
        with self.assertRaisesRegex(UserError, "Choose a contact"):
            self._page(query="Li").action_erase()

    def test_an_import_that_runs(self):
        self._import("words")
        self.file.state = "running"
        with self.assertRaisesRegex(UserError, "being imported"):
            self._page(query=self.person.email).action_erase()

    def test_every_text_of_ours_is_declared(self):
        """A field that is new fails here until somebody says whose words it holds.

        Models that hold only what the company itself writes are named; of the others
        each text and each contact is somebody's.
        """
        missing = []
        for name, model in self.registry.items():
            if (
                not name.startswith("cem.")
                or model._abstract
                or model._transient
                or not model._auto
                or name in COMPANYS_OWN
            ):
                continue
            kept = getattr(model, "_cem_personal", None)
            declared = set(INDIFFERENT.get(name, ()))
            if kept:
                declared |= {*kept.identity, *kept.words, *kept.keys, *kept.hand_out}
                declared |= {path.split(".")[0] for path in kept.people}
                if kept.delete or hasattr(model, "_cem_personal_erase"):
                    continue
            for field in model._fields.values():
                personal = field.type in ("char", "text", "html", "json", "binary") or (
                    field.type == "many2one" and field.comodel_name == "res.partner"
                )
                if field.store and personal and field.name not in declared:
                    missing.append(f"{name}.{field.name}")
        self.assertFalse(missing)


@tagged("post_install", "-at_install")
class TestHandOut(HttpCase, PrivacyCommon):
    def _send(self):
        self.env.flush_all()
        self.sender.method_direct_trigger()
        self.env.invalidate_all()

    @mute_logger("odoo.addons.cem_experience")
    def test_zip(self):
        self._leave_traces()
        self._score("nps", 9, comment="words of somebody else")
        page = self._page(partner_ids=[Command.set(self.person.ids)])
        page.action_count()
        action = page.action_hand_out()
        self.authenticate(self.manager.login, self.manager.login)
        self.assertEqual(self.url_open(action["url"]).status_code, 404)
        self.authenticate(self.administrator.login, self.administrator.login)
        response = self.url_open(action["url"])
        self.assertEqual(response.headers["Content-Type"], "application/zip")
        self.assertNotIn(MARK, response.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            self.assertEqual(set(archive.namelist()), {"data.html", "data.json"})
        html, data = read_zip(response.content)
        titles = {section["model"] for section in data["sections"]}
        self.assertLessEqual(
            {
                *("res.partner", "cem.score", "cem.remark", "cem.invitation"),
                *("survey.user_input", "survey.user_input.line", "cem.followup"),
                "cem.compensation",
            },
            titles,
        )
        text = json.dumps(data, ensure_ascii=False)
        for known in (self.person.email, "waited long", "street 5"):
            self.assertIn(known, text)
            self.assertIn(known, html)
        self.assertIn('<html lang="en-US"', html)
        for not_theirs in ("words of somebody else", self.invitation.access_token):
            self.assertNotIn(not_theirs, text)
        log = self.env["privacy.log"].search([("user_id", "=", self.administrator.id)])
        self.assertIn("handed out", log.execution_details)

    def test_html_is_text(self):
        self.person.name = "<script>alert(1)</script>"
        subject = self.env["cem.privacy"]._subject(self.person)
        html, _data = read_zip(self.env["cem.privacy"]._hand_out(subject))
        self.assertNotIn("<script>", html)


# What the company writes about itself
COMPANYS_OWN = {
    *("cem.activity", "cem.activity.cost", "cem.activity.draw", "cem.activity.item"),
    *("cem.activity.lesson", "cem.activity.module", "cem.activity.prize"),
    *("cem.activity.risk", "cem.activity.rule", "cem.activity.step"),
    *("cem.activity.template", "cem.activity.zone", "cem.assessment"),
    *("cem.assessment.line", "cem.assessment.overrule", "cem.audit"),
    *("cem.audit.check", "cem.audit.line", "cem.barrier", "cem.brand.check"),
    *("cem.cause", "cem.channel", "cem.dashboard.mail", "cem.dashboard.mail.run"),
    *("cem.dimension", "cem.driver.study", "cem.faq", "cem.followup.escalation"),
    *("cem.followup.rule", "cem.followup.stage", "cem.journey", "cem.journey.stage"),
    *("cem.journey.template", "cem.kiosk", "cem.lifecycle.event"),
    *("cem.lifecycle.rule", "cem.listen.setup", "cem.need", "cem.persona"),
    *("cem.population", "cem.problem", "cem.problem.week", "cem.requirement"),
    "cem.question.version",
    *("cem.result", "cem.sense", "cem.standard", "cem.tone", "cem.topic"),
    *("cem.touchpoint", "cem.value.source", "cem.value.tier", "cem.webhook"),
}
# Neither words nor names of a customer
INDIFFERENT = {
    # networks, not people: no row leads to a contact
    "cem.answer.burst": ("address",),
    "cem.answer.pace": ("link", "address"),
    "cem.activity.opinion": ("key",),
    "cem.activity.draw.entry": ("code",),
    "cem.activity.purchase": ("key",),
    "cem.contact": ("key", "res_model"),
    "cem.followup": ("case_key", "res_model"),
    "cem.invitation": ("res_model", "team", "claim"),
    "cem.remark": ("language", "res_model"),
    "cem.score": ("language", "res_model", "api_key"),
    "cem.score.import.column": (
        *("name", "sample", "new_dimension_name", "new_dimension_code", "reason"),
        "leave_out_value",
    ),
    # how another tool calls a respondent; it leads to nobody here
    "cem.score.import.respondent": ("external_id", "form", "digest"),
    "cem.score.import.value": ("text",),
    "cem.score.import.reject": ("external_id", "reason", "content"),
    "cem.source.answer": ("external_id",),
}
