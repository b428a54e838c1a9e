import base64
import binascii

from odoo import fields
from odoo.exceptions import UserError

from ...tools.base.messages import ToolError
from ...tools.base.pictures import re_encoded
from .tool_texts import translated


class Picture(fields.Image):
    """An image that is always written anew: nothing of the camera's, nothing behind it.

    Odoo keeps a picture that needs no shrinking as it came.
    """

    def _image_process(self, value, env):
        try:
            content = base64.b64decode(value or b"")
        except (binascii.Error, TypeError, ValueError) as error:
            raise UserError(env._("Image is not encoded in base64.")) from error
        if not content:
            return False
        try:
            return base64.b64encode(
                re_encoded(content, self.max_width or 1920, self.max_height or 1920)
            )
        except ToolError as error:
            raise UserError(translated(env, error.message)) from error
