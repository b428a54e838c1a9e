"""Plan and run sheet on paper, in both languages, in the time of the venue."""

from datetime import timedelta

from lxml import html

from odoo.tests import tagged

from .common import BEGIN, ActivityCommon


@tagged("post_install", "-at_install")
class TestActivityReport(ActivityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.activity = cls._plan("phone_launch")
        cls.activity.event_id.write(
            {
                "date_begin": BEGIN,
                "date_end": BEGIN + timedelta(hours=4),
                "date_tz": "Asia/Shanghai",
            }
        )

    def _html(self, name, **context):
        reports = self.env["ir.actions.report"].with_user(self.staff)
        report = f"cem_experience_event.cem_activity_{name}"
        page, _kind = reports.with_context(**context)._render_qweb_html(
            report, self.activity.ids
        )
        return page.decode()

    def test_plan_and_run_sheet(self):
        self.assertIn("Its commitment is not published yet", self._html("run_sheet"))
        self.activity.draw_ids.action_commit()
        for name in ("plan", "run_sheet"):
            page = self._html(name)
            self.assertIn("One phone, two ways of life", page)
            # ten o'clock in Shanghai, whatever the reader's own time
            self.assertIn("10:00", page)
            for step in self.activity.step_ids:
                self.assertIn(step.name, page)
                self.assertIn(step.item_ids[:1].name or "", page)
            for risk in self.activity.risk_ids:
                self.assertIn(risk.name, page)
        self.assertIn(self.activity.draw_ids[0].commitment, page)

    def test_no_step_is_cut_between_pages(self):
        """wkhtmltopdf breaks rows of tables: each step is a block of its own."""
        for name in ("plan", "run_sheet"):
            page = html.fromstring(self._html(name))
            for step in self.activity.step_ids:
                blocks = page.xpath(
                    "//div[contains(@class, 'cem_section')]"
                    "[.//strong[normalize-space() = $name]]",
                    name=step.name,
                )
                self.assertEqual(len(blocks), 1, (name, step.name))
                self.assertIn(step.key_points, blocks[0].text_content())

    def test_chinese(self):
        for name in ("plan", "run_sheet"):
            page = self._html(name, lang="zh_CN")
            self.assertIn("一部手机，两种生活", page)
            self.assertIn("旗舰手机门店首发体验日", page)
            self.assertNotIn("Two hosts", page)

    def test_what_is_missing_is_printed(self):
        self.assertNotIn("still lacks", self._html("plan"))
        self.activity.step_ids[0].user_id = False
        page = self._html("plan")
        self.assertIn("still lacks", page)
        self.assertIn("Each step has a responsible", page)
