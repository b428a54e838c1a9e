import base64
import io

from PIL import Image as Pillow

from odoo.exceptions import UserError
from odoo.fields import Image
from odoo.tests import BaseCase, tagged

from ...models.base.picture import Picture
from ...tools.base.messages import ToolError
from ...tools.base.pictures import re_encoded
from .common import CemCommon
from .pictures import (
    SECRET,
    camera_photo,
    damaged,
    none_at_all,
    png_with_texts,
    too_large,
)


class TestWrittenAnew(BaseCase):
    def opened(self, content, **size):
        content = re_encoded(content, size.get("width", 1920), 1920)
        self.assertNotIn(SECRET, content)
        return Pillow.open(io.BytesIO(content))

    def test_nothing_but_the_picture_is_left(self):
        photo = self.opened(camera_photo())
        self.assertEqual((photo.format, photo.size), ("JPEG", (200, 300)), "upright")
        self.assertFalse(photo.getexif())
        self.assertEqual(self.opened(camera_photo(), width=100).size, (100, 150))
        drawing = self.opened(png_with_texts())
        self.assertEqual((drawing.format, drawing.size), ("PNG", (4, 4)))
        self.assertEqual(drawing.getpixel((2, 2)), (16, 32, 48))

    def test_every_kind_and_mode(self):
        for mode in ("1", "L", "P", "I;16", "LA", "RGB", "RGBA"):
            stream = io.BytesIO()
            Pillow.new(mode, (9, 6)).save(stream, "PNG")
            clear = mode in ("LA", "RGBA")
            got = self.opened(stream.getvalue(), width=3)
            self.assertEqual((got.mode, got.size), ("RGBA" if clear else "RGB", (3, 2)))
        for kind, mode in (
            ("GIF", "P"),
            ("WEBP", "RGB"),
            ("BMP", "RGB"),
            ("JPEG", "CMYK"),
        ):
            stream = io.BytesIO()
            Pillow.new(mode, (9, 6)).save(stream, kind)
            self.assertEqual(self.opened(stream.getvalue()).size, (9, 6))

    def test_bombs_and_other_files_are_refused_in_words(self):
        for content in too_large():
            with self.assertRaisesRegex(ToolError, "more than 50 megapixels"):
                re_encoded(content, 100, 100)
        for content in none_at_all():
            with self.assertRaisesRegex(ToolError, "This is no photo"):
                re_encoded(content, 100, 100)
        for content in damaged():
            try:
                self.assertLess(len(re_encoded(content, 100, 100)), 50_000)
            except ToolError as error:
                self.assertIn("This is no photo", str(error))


@tagged("post_install", "-at_install")
class TestUploads(CemCommon):
    def fields(self):
        """Every field of ours that people upload pictures to."""
        for name, model in self.env.items():
            for field in model._fields.values():
                ours = name.startswith("cem.") or (
                    (field._module or "").startswith("cem_experience")
                )
                if ours and isinstance(field, Image) and not model._abstract:
                    yield name, field

    def test_every_image_field_is_written_anew(self):
        found = {}
        for name, field in self.fields():
            found[name, field.name] = field
            if not field.related:
                self.assertIsInstance(field, Picture, f"{name}.{field.name}")
        self.assertIn(("cem.standard", "photo"), found)
        self.assertIn(("cem.persona", "image_1920"), found)

    def records(self):
        journey = self.env["cem.journey"].create({"name": "Shop"})
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Visit", "journey_id": journey.id}
        )
        yield (
            self.env["cem.standard"].create(
                {"name": "Tidy", "touchpoint_id": touchpoint.id}
            ),
            "photo",
            "photo_512",
        )
        yield self.env["cem.persona"].create({"name": "Li"}), "image_1920", "image_128"

    def test_what_is_stored(self):
        for record, name, small in self.records():
            record = record.with_user(self.manager)
            for content in (camera_photo(), png_with_texts()):
                record[name] = base64.b64encode(content)
                record.flush_recordset()
                record.invalidate_recordset()
                for field in (name, small):
                    self.assertNotIn(SECRET, base64.b64decode(record[field]))
            for content in [*too_large(), *none_at_all()]:
                with self.assertRaises(UserError):
                    record[name] = base64.b64encode(content)
            record[name] = False
            self.assertFalse(record[name])
