"""A printed page fetches nothing, whatever stands in it: with the program that prints."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..base.http_catcher import http_catcher
from .common_assessment import AssessmentCommon

WAYS = (
    '<img src="{u}img">',
    '<img srcset="{u}set 1x">',
    '<iframe src="{u}frame"></iframe>',
    '<link rel="stylesheet" href="{u}css">',
    '<script src="{u}js"></script>',
    '<p style="background:url({u}style)">x</p>',
    "<style>@import url({u}import);</style>",
    '<object data="{u}object"></object>',
    '<embed src="{u}embed">',
    '<svg><image xlink:href="{u}svg"></image></svg>',
    '<table background="{u}table"><tr><td>x</td></tr></table>',
    '<meta http-equiv="refresh" content="0;url={u}meta">',
)


@tagged("post_install", "-at_install")
class TestReportRemote(AssessmentCommon):
    # wkhtmltopdf without Qt patches says which switches it does not know
    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_nothing_is_fetched(self):
        assessment = self._assessment()
        self.env.flush_all()
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        with http_catcher(self.env) as server:
            url = server.url.split("hook")[0]
            evil = "".join(WAYS).replace("{u}", url)
            # As text of long ago, or of another program: past what cleans it on saving.
            self.env.cr.execute(
                "UPDATE cem_assessment SET brand_value = %s WHERE id = %s",
                [evil, assessment.id],
            )
            assessment.invalidate_recordset()
            self.assertIn("/frame", assessment.brand_value)
            reports._run_wkhtmltopdf([f"<html><body>{evil}</body></html>"])
            fetched = len(server.requests)
            self.assertGreater(fetched, 5, "the program that prints does fetch")
            pdf, kind = reports._render_qweb_pdf(
                "cem_experience.cem_assessment_report", assessment.ids
            )
            self.assertEqual(kind, "pdf")
            self.assertGreater(len(pdf), 5000)
            self.assertEqual(len(server.requests), fetched)
