from odoo import http
from odoo.http import content_disposition, request


class JourneyTable(http.Controller):
    @http.route(
        "/cem_experience/journey/<int:journey_id>/csv",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def journey_csv(self, journey_id, **_kwargs):
        """The journey as a CSV file, for whoever may read it."""
        journey = request.env["cem.journey"].browse(journey_id).exists()
        if not journey:
            raise request.not_found()
        content = journey._export_csv()
        return request.make_response(
            content,
            [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(f"{journey.name}.csv")),
            ],
        )
