from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ...models.listen.cem_invitation_answering import ANSWERABLE

PER_PAGE = 20


class CemPortal(CustomerPortal):
    """What a customer was asked, and said, in the portal."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cem_opinion_count" in counters:
            values["cem_opinion_count"] = (
                self._cem_open_questions()[1] + self._cem_past_answers(0, 0)[1]
            )
        return values

    def _cem_open_questions(self):
        # A customer has no right on invitations: only those to the own contact are
        # looked up, by whoever is logged in.
        invitations = request.env["cem.invitation"].sudo()._for_customer()
        domain = Domain(
            [
                ("partner_id", "=", request.env.user.partner_id.id),
                ("state", "in", [state for state in ANSWERABLE if state != "waiting"]),
            ]
        )
        found = invitations.search(domain, limit=PER_PAGE).filtered(
            lambda invitation: invitation._may_answer()
        )
        return found, len(found)

    def _cem_past_answers(self, offset, limit):
        # As above; an anonymous answer belongs to nobody and is not found here.
        sheets = request.env["survey.user_input"].sudo()
        domain = [
            ("partner_id", "=", request.env.user.partner_id.id),
            ("survey_id.survey_type", "=", "cem"),
            ("state", "=", "done"),
            ("test_entry", "=", False),
        ]
        count = sheets.search_count(domain)
        found = sheets.search(
            domain, offset=offset, limit=limit, order="end_datetime desc, id desc"
        )
        return found if limit else sheets, count

    @http.route(
        ["/my/opinions", "/my/opinions/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def my_opinions(self, page=1, **_kwargs):
        """Open questions first, then what the customer answered, newest first."""
        _none, count = self._cem_past_answers(0, 0)
        pages = pager(url="/my/opinions", total=count, page=page, step=PER_PAGE)
        sheets, _count = self._cem_past_answers(pages["offset"], PER_PAGE)
        values = self._prepare_portal_layout_values()
        return request.render(
            "cem_experience.portal_my_opinions",
            {
                **values,
                "page_name": "cem_opinions",
                "default_url": "/my/opinions",
                "pager": pages,
                "invitations": self._cem_open_questions()[0],
                "sheets": sheets,
            },
        )
