import json

from werkzeug.exceptions import InternalServerError

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ...report.show.cem_dashboard_report import ASKED
from ...tools.base.texts import file_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FigureBook(http.Controller):
    """Figures as workbooks, with the rights of who asks."""

    @http.route(
        "/cem_experience/dashboard.xlsx",
        type="http",
        auth="user",
        methods=["POST"],
        readonly=True,
    )
    def dashboard(self, data, **_kwargs):
        """The dashboard as it is on the screen.

        :param data: JSON of what was chosen, see ``report/show/cem_dashboard_report.py``
        """
        try:
            chosen = json.loads(data)
            asked = {
                name: chosen[name] for name in ASKED if chosen.get(name) is not None
            }
            found = request.env["cem.dashboard"].get_data(**asked)
            filters = str(chosen.get("filters") or "")
            content = request.env["cem.figure.book"]._dashboard(found, filters)
        except (UserError, ValueError, AttributeError) as error:
            # as Odoo's own export tells its download of errors
            raise InternalServerError(
                json.dumps(
                    {
                        "code": 0,
                        "message": "Odoo Server Error",
                        "data": http.serialize_exception(error),
                    }
                )
            ) from error
        return self._file(content, request.env._("Dashboard"))

    @http.route(
        "/cem_experience/assessment.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def assessments(self, ids="", **_kwargs):
        """Assessments, for whoever may read them."""
        keys = [int(key) for key in ids.split(",") if key.isdecimal()]
        found = request.env["cem.assessment"].search([("id", "in", keys)])
        if not found:
            raise request.not_found()
        name = found.name if len(found) == 1 else request.env._("Assessments")
        return self._file(found._workbook(), name)

    def _file(self, content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{file_name(name)}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
