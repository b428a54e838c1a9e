from odoo import http
from odoo.http import content_disposition, request

from ...tools.base.texts import file_name


class TouchpointCode(http.Controller):
    @http.route(
        "/cem_experience/touchpoint/<int:touchpoint_id>/qr.<any(svg,png):kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def qr(self, touchpoint_id, kind, **_kwargs):
        """The QR code of an open link, for those who may hand it out."""
        touchpoint = request.env["cem.touchpoint"].browse(touchpoint_id).exists()
        touchpoint.check_access("read")
        # AccessError for whoever may read the touchpoint, but not its link
        if not touchpoint or not touchpoint.link_url:
            raise request.not_found()
        if kind == "svg":
            content, mime = touchpoint._link_svg(), "image/svg+xml"
        else:
            content, mime = touchpoint._link_png(), "image/png"
        return request.make_response(
            content,
            [
                ("Content-Type", mime),
                (
                    "Content-Disposition",
                    content_disposition(f"{file_name(touchpoint.name)}.{kind}"),
                ),
            ],
        )
