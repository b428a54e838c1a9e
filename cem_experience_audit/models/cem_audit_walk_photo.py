import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.cem_experience.models.base.takes import TEXT, takes
from odoo.addons.cem_experience.models.base.tool_texts import (
    translated,
    translated_template,
)
from odoo.addons.cem_experience.tools.base.messages import ToolError
from odoo.addons.cem_experience.tools.base.pictures import NO_PICTURE, re_encoded
from odoo.addons.cem_experience.tools.base.texts import file_name

PHOTO_MOST_BYTES = 12 * 1024 * 1024
PHOTO_SIZE = 1920
PHOTOS_MOST = 20


class CemAuditLine(models.Model):
    """The photos of a step."""

    _inherit = "cem.audit.line"

    def _walk_photos(self):
        """By step the photos, oldest first."""
        # Photos are as readable as the steps that they belong to.
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                ],
                ["name", "description", "res_id"],
                order="id",
            )
        )
        result = {}
        for photo in attachments:
            result.setdefault(photo.res_id, []).append(photo._cem_walk_photo())
        return result

    @takes(one=True, key=TEXT, data=TEXT, name=TEXT.or_none())
    def add_photo(self, key, data, name=None):
        """Keep a photo with the step, once.

        :param key: a text of the page's own for this photo; the same again adds
            nothing
        :param data: the picture, base64
        :param name: name of the file
        :return: dict of ``id``, ``key``, ``name``, ``url``
        :raise UserError: no picture, too large, too many
        """
        self.ensure_one()
        self.check_access("read")
        self._check_walkable()
        known = self._photo(key)
        if known:
            return known._cem_walk_photo()
        picture = self._picture(data)
        if self.photo_count >= PHOTOS_MOST:
            raise UserError(self.env._("A step holds at most %s photos.", PHOTOS_MOST))
        # as for save_step: two devices that send the same photo at once write this
        # row, and the second starts anew
        line = self.sudo()
        line.write(
            {
                "state": "done",
                "date_done": line.date_done or fields.Datetime.now(),
            }
        )
        photo = line.env["ir.attachment"].create(
            {
                # what it is says the picture itself, and not the name that came along
                "name": file_name(name, "photo.jpg"),
                "mimetype": guess_mimetype(picture),
                "description": key,
                "res_model": self._name,
                "res_id": self.id,
                "raw": picture,
            }
        )
        return photo._cem_walk_photo()

    @takes(one=True, key=TEXT)
    def remove_photo(self, key):
        """Take a photo away again; it is gone if it is not there."""
        self.ensure_one()
        self.check_access("read")
        self._check_walkable()
        self._photo(key).unlink()
        # as for save_step
        line = self.sudo()
        line.invalidate_recordset(["photo_count"])
        if not line._is_seen():
            line.write({"state": "todo", "date_done": False})
        return True

    def _photo(self, key):
        # Photos are as readable as the step, which is the user's own.
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", False),
                    ("description", "=", key),
                ],
                limit=1,
            )
        )

    @api.model
    def _picture(self, data):
        """The bytes of a picture of reasonable size."""
        try:
            source = base64.b64decode(data or b"", validate=True)
            if not source or len(source) > PHOTO_MOST_BYTES:
                raise UserError(
                    self.env._(
                        "The photo is larger than %s MB, or empty. Take it again.",
                        PHOTO_MOST_BYTES // 2**20,
                    )
                )
            return re_encoded(source, PHOTO_SIZE, PHOTO_SIZE, quality=85)
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error
        except (binascii.Error, TypeError, ValueError) as error:
            raise UserError(translated_template(self.env, NO_PICTURE)) from error


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _cem_walk_photo(self):
        self.ensure_one()
        return {
            "id": self.id,
            "key": self.description or str(self.id),
            "name": self.name,
            "url": f"/web/image/{self.id}",
        }
