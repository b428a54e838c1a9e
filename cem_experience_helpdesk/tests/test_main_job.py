import io
import json
import re
from datetime import timedelta
from urllib.parse import urlencode

from freezegun import freeze_time
from pypdf import PdfReader

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.cem_experience.tests.base.chromium import open_page
from odoo.addons.cem_experience.tests.listen.mail_catcher import catch_mail

from .test_ticket import TicketCommon

SERVICE = [
    ("How was our service?", "experience"),
    ("What had you expected of it?", "expectation"),
    ("How important is service to you?", "importance"),
]


@tagged("post_install", "-at_install")
class TestMainJob(HttpCase, TicketCommon):
    """From a closed ticket to a printed gap, by everyone who has a part in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey.question_and_page_ids = [
            Command.create(
                {
                    "title": title,
                    "question_type": "scale",
                    "cem_measure": measure,
                    "cem_dimension_id": cls.dimensions["service"].id,
                    "sequence": 31,
                }
            )
            for title, measure in SERVICE
        ]
        cls.touchpoint.ask_delay = 0
        # Texts that the tours look for are the English ones.
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.both | cls.manager).lang = "en_US"
        cls.customer.lang = "en_US"
        cls.assessment = cls.env["cem.assessment"].create(
            {
                "name": "Main job",
                "journey_id": cls.touchpoint.journey_id.id,
                "date_from": fields.Date.subtract(fields.Date.today(), days=1),
                "date_to": fields.Date.add(fields.Date.today(), days=1),
            }
        )

    def _others_have_answered(self):
        """Four more customers: with the one on the screen they are a group of five."""
        questions = {
            question.cem_measure: question
            for question in self.survey.question_ids
            if question.title in dict(SERVICE)
        }
        marks = {"experience": 5, "expectation": 9, "importance": 8}
        for number in range(4):
            partner = self.env["res.partner"].create({"name": f"Other {number}"})
            sheet = self.survey._create_answer(partner=partner, check_attempts=False)
            for measure, mark in marks.items():
                sheet._save_lines(questions[measure], str(mark))
            sheet._mark_done()

    def _scores(self):
        return self.env["cem.score"].search([("partner_id", "=", self.customer.id)])

    def _run(self, cron):
        self.env.flush_all()
        self.env.ref(f"cem_experience.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def test_from_ticket_to_printed_gap(self):
        self._others_have_answered()
        # A ticket is closed; a real mail arrives.
        ticket = self._ticket(user_id=self.both.id)
        ticket.with_user(self.both).stage_id = self.done
        with catch_mail(self.env) as catcher:
            with freeze_time(fields.Datetime.now() + timedelta(minutes=5)):
                self._run("ir_cron_send_invitations")
        self.assertEqual(catcher.to(), ["li@customer.example"])
        # The mark 1 of the scale in the mail: it only chooses.
        link = next(url for url in catcher.links() if "?m=1&" in url)

        # The customer confirms the mark, and answers the rest on the survey's page.
        self.authenticate(None, None)
        self.env.flush_all()
        with self.allow_requests(all_requests=True), open_page() as page:
            page.goto(self.base_url() + re.sub(r"^https?://[^/]+", "", link))
            self.assertFalse(self._scores())
            page.click(".tick")
            with page.expect_navigation():
                page.click(".send")
            rest = page.evaluate("location.pathname")
        self.start_tour(rest, "cem_main_job_customer")
        self.env.invalidate_all()
        self.assertEqual(
            sorted((score.measure, score.raw_value) for score in self._scores()),
            [
                ("ces", 2),
                ("csat", 1),
                ("expectation", 9),
                ("experience", 0),
                ("importance", 8),
                ("nps", 0),
            ],
        )
        self.assertEqual(self._invitations(ticket).state, "answered")

        # The scheduled action opens one case, for whoever had the ticket.
        for _twice in range(2):
            self._run("ir_cron_followup_open")
        case = self.env["cem.followup"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(case), 1)
        self.assertEqual(case.user_id, self.both)
        self.assertEqual(case.activity_ids.user_id, self.both)
        self.assertEqual(case.activity_ids.date_deadline, case._activity_date())

        # Staff contacts the customer and closes it with a cause.
        # The tour tries to close the case without a cause: Odoo logs the refusal.
        with mute_logger("odoo.http"):
            self.start_tour(
                "/odoo/action-cem_experience.cem_followup_action_my",
                "cem_main_job_staff",
                login="cem_both",
            )
        self.env.invalidate_all()
        self.assertEqual(case.stage_id.kind, "closed")
        self.assertEqual(
            case.cause_ids, self.env.ref("cem_experience.cem_cause_service_waiting")
        )
        self.assertFalse(case.activity_ids)

        # The manager sees the weighted gap and prints the report.
        self.start_tour(
            f"/odoo/action-cem_experience.cem_assessment_action/{self.assessment.id}",
            "cem_main_job_manager",
            login="cem_manager",
        )
        self.authenticate("cem_manager", "cem_manager")
        report = self.env.ref("cem_experience.cem_assessment_report_action")
        # Odoo prints no real PDF while a test runs, unless it is told to. Debian's
        # wkhtmltopdf warns of header switches that it does not know, and Odoo builds
        # the style of reports at the first one: it tries on a read-only cursor, logs
        # that this failed, and does it again on another.
        real = urlencode({"context": json.dumps({"force_report_rendering": True})})
        with mute_logger(
            "odoo.addons.base.models.ir_actions_report", "odoo.http", "odoo.sql_db"
        ):
            pdf = self.url_open(
                f"/report/pdf/{report.report_name}/{self.assessment.id}?{real}",
                timeout=60,
            )
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")
        pages = PdfReader(io.BytesIO(pdf.content)).pages
        text = "".join(page.extract_text() for page in pages)
        self.assertIn("Service", text)
        self.assertIn("48.0", text)
