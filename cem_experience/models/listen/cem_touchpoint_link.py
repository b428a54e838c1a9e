import base64
import uuid
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import qrcode
import qrcode.image.pil
import qrcode.image.svg

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.base import tokens

# Of each little square of the code.
PIXELS = 12
MANAGER = "cem_experience.group_cem_manager"


class CemTouchpoint(models.Model):
    """The address, QR code and web widget through which anybody can answer."""

    _inherit = "cem.touchpoint"
    _cem_server_fields = frozenset({"link_token"})

    link_audience = fields.Selection(
        [
            ("anyone", "Anyone with the Link"),
            ("login", "Customers Who Log In"),
        ],
        string="Open Link",
        help="Lets customers answer without an invitation, through an address or a "
        "printed QR code. Anyone: nobody knows who answered. Log in: the answer "
        "belongs to the customer, one for each within the quiet time. Empty: no link.",
    )
    # Who has the address answers as anybody: it is for those who hand it out.
    link_token = fields.Char(
        copy=False, groups=fields.NO_ACCESS, export_string_translation=False
    )
    link_url = fields.Char(
        string="Link", compute="_compute_link", compute_sudo=True, groups=MANAGER
    )
    link_qr = fields.Binary(
        string="QR Code",
        compute="_compute_link",
        compute_sudo=True,
        attachment=False,
        groups=MANAGER,
    )
    embed_origins = fields.Text(
        string="Web Sites",
        help="Web sites that may show the question, one a line, such as "
        "https://shop.example.com. Empty: none.",
    )
    embed_code = fields.Char(compute="_compute_link", compute_sudo=True, groups=MANAGER)
    kiosk_ids = fields.One2many("cem.kiosk", "touchpoint_id", string="Kiosks")

    _link_token_uniq = models.UniqueIndex("(link_token) WHERE link_token IS NOT NULL")

    @api.depends("link_token", "link_audience", "embed_origins")
    def _compute_link(self):
        for touchpoint in self:
            token = touchpoint.link_audience and touchpoint.link_token
            if not token:
                touchpoint.link_url = touchpoint.link_qr = touchpoint.embed_code = False
                continue
            base = touchpoint.get_base_url()
            touchpoint.link_url = f"{base}/cem/q/{tokens.short(token)}"
            touchpoint.link_qr = base64.b64encode(touchpoint._link_png())
            touchpoint.embed_code = (
                f'<script async src="{base}/cem/embed/{tokens.short(token)}.js">'
                "</script>"
                if touchpoint.embed_origins and touchpoint.link_audience == "anyone"
                else False
            )

    def _before_write(self, vals):
        if vals.get("link_audience"):
            self._give_link_tokens()
        return super()._before_write(vals)

    def _give_link_tokens(self):
        # The token is a system field, so that nobody can choose or read one.
        without = self.sudo().filtered(lambda touchpoint: not touchpoint.link_token)
        for touchpoint in without:
            touchpoint.link_token = str(uuid.uuid4())

    @api.constrains("embed_origins")
    def _check_embed_origins(self):
        for touchpoint in self:
            for origin in (touchpoint.embed_origins or "").split():
                parts = urlsplit(origin)
                if (
                    parts.scheme not in ("https", "http")
                    or not parts.hostname
                    or origin != f"{parts.scheme}://{parts.netloc}"
                    or any(sign in origin for sign in "*;,'\"@")
                ):
                    raise ValidationError(
                        self.env._(
                            "“%s” is no web site. Write it like "
                            "https://shop.example.com, without a path.",
                            origin,
                        )
                    )

    @api.constrains("link_audience", "survey_id")
    def _check_link_audience(self):
        for touchpoint in self:
            if touchpoint.link_audience and not touchpoint.survey_id:
                raise ValidationError(
                    self.env._(
                        "Choose the questions of touchpoint %s before you open a link.",
                        touchpoint.name,
                    )
                )
            if (
                touchpoint.link_audience == "login"
                and touchpoint.survey_id.sudo(
                    # whether it is anonymous is no secret
                ).cem_anonymous
            ):
                raise ValidationError(
                    self.env._(
                        "The survey of touchpoint %s is anonymous: nobody can be "
                        "asked to log in.",
                        touchpoint.name,
                    )
                )

    def _embed_origin_list(self):
        return (self.embed_origins or "").split()

    def _walk_up_values(self, channel, partner=None):
        """Values of the answer sheet of somebody who came by without invitation."""
        self.ensure_one()
        vals = {"cem_touchpoint_id": self.id, "cem_channel": channel}
        if partner:
            # Who looks after the customer is frozen, as with those who were invited.
            # The customer may not read it.
            vals |= {
                "partner_id": partner.id,
                "email": partner.email or None,
                "cem_user_id": partner.sudo().user_id.id or None,
            }
        return vals

    def _answered_lately(self, partner):
        """Whether this customer answered about this touchpoint in the quiet time."""
        self.ensure_one()
        days = self.env["ir.config_parameter"]._cem_number("fatigue_days", 30)
        since = fields.Datetime.now() - timedelta(days=days)
        # A customer may not read answer sheets, not even the own ones.
        return bool(
            self.env["survey.user_input"]
            .sudo()
            .search_count(
                [
                    ("partner_id", "=", partner.id),
                    ("cem_touchpoint_id", "=", self.id),
                    ("create_date", ">", since),
                    ("state", "!=", "new"),
                ],
                limit=1,
            )
        )

    @api.model
    def _one_at_a_time(self, partner):
        """Let two answers of one customer at once see each other.

        The contact is written as it is: the second one is done again by Odoo, after the
        first (a lock alone would let it go on with what was there before).
        """
        self.env.execute_query(
            SQL("UPDATE res_partner SET id = id WHERE id = %s RETURNING id", partner.id)
        )

    def _link_png(self):
        """The QR code of the link as a picture for the screen and small prints."""
        image = self._link_code(qrcode.image.pil.PilImage)
        image.save(stream := BytesIO(), format="PNG")
        return stream.getvalue()

    def _link_svg(self):
        """The same QR code as a drawing that can be printed at any size."""
        return self._link_code(qrcode.image.svg.SvgPathImage).to_string()

    def _link_code(self, factory):
        # Odoo's route for bar codes needs a drawing library (rlPyCairo) that a server
        # often lacks; this one draws Odoo's own codes for two-factor login.
        self.ensure_one()
        code = qrcode.QRCode(
            error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=PIXELS
        )
        code.add_data(self.link_url)
        return code.make_image(image_factory=factory)

    def action_renew_link(self):
        """Give the touchpoint a new address; printed codes of the old one end."""
        self.check_access("write")
        # The token itself is for nobody's eyes; whoever may edit may renew it.
        for touchpoint in self.sudo():
            if not touchpoint.link_audience:
                raise UserError(
                    self.env._("Touchpoint %s has no open link.", touchpoint.name)
                )
            touchpoint.link_token = str(uuid.uuid4())

    def action_link_svg(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cem_experience/touchpoint/{self.id}/qr.svg",
            "target": "download",
        }

    def action_link_png(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cem_experience/touchpoint/{self.id}/qr.png",
            "target": "download",
        }
