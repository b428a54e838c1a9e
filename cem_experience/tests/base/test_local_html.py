"""No text and no report of ours makes anybody's program ask another server."""

import io
from unittest.mock import patch

from lxml import html as lxml_html
from markupsafe import Markup
from PIL import Image

from odoo.tests import BaseCase, tagged

from ...models.base.local_html import LocalHtml
from ...tools.base import local_html
from .common import CemCommon

EVIL = "http://127.0.0.1:9999/secret"
LOADING = [
    f'<img src="{EVIL}">',
    f'<IMG SRC="{EVIL}">',
    f'<img src=" {EVIL}">',
    '<img src="//127.0.0.1:9999/secret">',
    '<img src="/\\\\127.0.0.1:9999/secret">',
    '<img src="\\\\127.0.0.1\\secret">',
    '<img src="file:///etc/secret">',
    '<img src="ftp://127.0.0.1/secret">',
    '<img src="data:image/svg+xml;base64,secret">',
    '<img src="data:text/html,secret">',
    '<img src="/web/session/logout?secret=1">',
    '<img src="/web/image/../session/logout?secret">',
    '<img src="/web/image/%2e%2e/session/secret">',
    '<img src="/base/static/../../web/session/secret">',
    f'<img src="/web/static/x.png" srcset="{EVIL} 2x">',
    f'<table background="{EVIL}"><tr><td background="{EVIL}">x</td></tr></table>',
    f'<p style="background: url({EVIL})">x</p>',
    f"<p style=\"background-image: url('{EVIL}')\">x</p>",
    f'<p style="background: u\\72l({EVIL})">x</p>',
    f'<p style="background: url/**/({EVIL})">x</p>',
    f'<p style="background: -webkit-image-set(url({EVIL}) 1x)">x</p>',
    f"<p style=\"background: image-set('{EVIL}' 1x)\">x</p>",
    f'<ul style="list-style: url({EVIL})"><li>x</li></ul>',
    f'<p style="content: url( {EVIL} )">x</p>',
    f'<iframe src="{EVIL}"></iframe>',
    f'<object data="{EVIL}"></object>',
    f'<embed src="{EVIL}">',
    f'<video poster="{EVIL}" src="{EVIL}"><source src="{EVIL}"></video>',
    f'<audio src="{EVIL}"></audio>',
    f'<link rel="stylesheet" href="{EVIL}">',
    f"<style>@import url({EVIL});</style>",
    f'<script src="{EVIL}"></script>',
    f'<base href="{EVIL}">',
    f'<meta http-equiv="refresh" content="0;url={EVIL}">',
    f'<svg><image xlink:href="{EVIL}" href="{EVIL}"/><use href="{EVIL}"/></svg>',
    f'<input type="image" src="{EVIL}">',
    f'<a href="#" ping="{EVIL}">x</a>',
]
HARMLESS = [
    "<p>Marked prices, <b>reliable</b> brand; see the style and the source</p>",
    '<p style="color: red; background-color: #fff">x</p>',
    '<a href="https://example.com/page">a link</a>',
    '<img src="/web/image/12-abc/photo.png?access_token=1-2-3" alt="x">',
    '<img src="/web/static/img/logo.png">',
    '<img src="data:image/png;base64,iVBORw0KGgo=">',
    '<p style="background-image: url(/web/static/img/x.png)">x</p>',
]


class TestLocalText(BaseCase):
    def test_nothing_is_loaded(self):
        for text in LOADING:
            got = local_html.local_text(f"<div>before {text} after</div>")
            self.assertNotIn("secret", got, text)
            self.assertIn("before", got)
            self.assertIn("after", got)
            self.assertEqual(local_html.local_text(got), got)

    def test_the_rest_stays(self):
        for text in HARMLESS:
            self.assertEqual(local_html.local_text(text), text)
        for nothing in ("", None, False):
            self.assertEqual(local_html.local_text(nothing), nothing)


@tagged("post_install", "-at_install")
class TestHtmlFields(CemCommon):
    def fields(self):
        for name, model in self.env.items():
            for field in model._fields.values():
                ours = name.startswith("cem.") or (
                    (field._module or "").startswith("cem_experience")
                )
                if ours and field.type == "html" and not model._abstract:
                    yield name, field

    def test_every_field_is_local_or_of_our_own_making(self):
        found = set()
        for name, field in self.fields():
            if (field.inherited or field.related) and not name.startswith("cem."):
                continue
            found.add((name, field.name))
            made = field.compute and not field.store and field.readonly
            core = not (field._module or "").startswith("cem_experience")
            self.assertTrue(
                made or core or isinstance(field, LocalHtml),
                f"{name}.{field.name}: make it a LocalHtml",
            )
            if isinstance(field, LocalHtml):
                record = self.env[name]
                for text in LOADING:
                    for value in (text, Markup(text)):
                        for got in (
                            field.convert_to_cache(value, record),
                            field.convert_to_column(value, record),
                        ):
                            self.assertNotIn("secret", str(got))
        for expected in (
            ("cem.assessment", "brand_value"),
            ("cem.touchpoint", "description"),
            ("cem.requirement", "tell_body"),
            ("utm.campaign", "cem_evaluation"),
        ):
            self.assertIn(expected, found)

    def test_written_and_translated_by_a_manager(self):
        journey = (
            self.env["cem.journey"]
            .with_user(self.manager)
            .create({"name": "Shop", "description": f"<p>Our shop</p>{LOADING[0]}"})
        )
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = journey.with_context(lang="zh_CN")
        chinese.description = f"<p>商店</p>{LOADING[0]}"
        term = f"Shop <img src='{EVIL}'>"
        journey.update_field_translations("description", {"zh_CN": {"Our shop": term}})
        journey.flush_recordset()
        self.env.cr.execute(
            "SELECT description::text FROM cem_journey WHERE id = %s", [journey.id]
        )
        self.assertNotIn("secret", self.env.cr.fetchone()[0])


@tagged("post_install", "-at_install")
class TestReports(CemCommon):
    """What is in the database already is not printed either."""

    def reports(self):
        return self.env["ir.actions.report"].search(
            [("report_name", "=like", "cem\\_experience%")]
        )

    def test_every_report_goes_through_it(self):
        found = self.reports()
        self.assertIn(
            "cem_experience.cem_assessment_report", found.mapped("report_name")
        )
        page = "<html><head><title>x</title></head><body>%s</body></html>"
        for report in found:
            model = type(self.env["ir.actions.report"])
            content = (page % "".join(LOADING)).encode()
            with (
                patch.object(model, "_get_rendering_context", return_value={}),
                patch.object(model, "_render_template", return_value=content),
            ):
                content, _kind = report._render_qweb_html(report.report_name, [])
            # base, style, script and link are no part of a text: Odoo takes them out
            root = lxml_html.document_fromstring(content)
            for element in root.iter("img", "table", "td", "p", "ul", "image", "use"):
                self.assertFalse(
                    [value for value in element.attrib.values() if "secret" in value],
                    report.report_name,
                )
            for tag in local_html.LOADING:
                self.assertFalse(list(root.iter(tag)))

    def test_a_text_from_before(self):
        assessment = self.env["cem.assessment"].create(
            {"name": "Old", "brand_value": "<p>Cheap</p>"}
        )
        assessment.flush_recordset()
        self.env.cr.execute(
            "UPDATE cem_assessment SET brand_value = %s WHERE id = %s",
            ["<p>Cheap</p>" + "".join(LOADING[:26]), assessment.id],
        )
        assessment.invalidate_recordset()
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cem_experience.cem_assessment_report", assessment.ids
        )
        self.assertIn(b"Cheap", content)
        self.assertNotIn(b"secret", content)

    def test_pictures_of_our_server_are_part_of_the_page(self):
        reports = self.env["ir.actions.report"].with_user(self.manager)
        stream = io.BytesIO()
        Image.new("RGB", (2, 2)).save(stream, "PNG")
        values = {"name": "x.png", "public": True}
        picture = self.env["ir.attachment"].create({**values, "raw": stream.getvalue()})
        url = f"/web/image/{picture.id}-abc/x.png"
        self.assertTrue(reports._cem_picture(url).startswith("data:image/png;base64,"))
        elsewhere = self.env["ir.attachment"].create(
            {**values, "type": "url", "url": EVIL, "mimetype": "image/png"}
        )
        drawn = self.env["ir.attachment"].create(
            {**values, "raw": b"<svg/>", "mimetype": "image/svg+xml"}
        )
        private = picture.copy(
            {"public": False, "res_model": "cem.value.source", "res_id": 0}
        )
        for attachment in (elsewhere, drawn, private):
            self.assertIsNone(reports._cem_picture(f"/web/image/{attachment.id}"))
        for other in ("/web/image/res.users/1/image_128", "/web/image/999999999"):
            self.assertIsNone(reports._cem_picture(other))
