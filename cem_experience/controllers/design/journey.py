from odoo import http
from odoo.http import content_disposition, request

from ...tools.base.texts import one_line

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonld": "application/ld+json",
    "mmd": "text/plain; charset=utf-8",
}


class JourneyFile(http.Controller):
    @http.route(
        "/cem_experience/journey/<int:journey_id>/<any(csv,xlsx,jsonld,mmd):kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def journey_file(self, journey_id, kind, **_kwargs):
        """The journey as a file, for whoever may read it."""
        journey = request.env["cem.journey"].browse(journey_id).exists()
        if not journey:
            raise request.not_found()
        content = journey._export(kind)
        name = f"{journey.name}.{kind}"
        return request.make_response(
            content,
            [
                ("Content-Type", TYPES[kind]),
                ("Content-Disposition", content_disposition(one_line(name))),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
