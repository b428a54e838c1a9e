from odoo import http
from odoo.http import content_disposition, request

GROUP = "cem_experience.group_cem_administrator"


class Privacy(http.Controller):
    @http.route("/cem/privacy/<int:request_id>/data.zip", type="http", auth="user")
    def data(self, request_id, **_kwargs):
        """What a person may ask for, for the administrator whose page it is."""
        if not request.env.user.has_group(GROUP):
            raise request.not_found()
        # the rule lets everybody see their own pages only
        page = request.env["cem.privacy.request"].search([("id", "=", request_id)])
        if not page:
            raise request.not_found()
        content = request.env["cem.privacy"]._hand_out(page._subject())
        return request.make_response(
            content,
            [
                ("Content-Type", "application/zip"),
                # no name: it would stand in the list of what was downloaded
                ("Content-Disposition", content_disposition("personal-data.zip")),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
