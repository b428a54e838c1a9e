from odoo import http
from odoo.http import request


class CemInvitation(http.Controller):
    """Let a customer say: no more questions.

    The token in the address is the only key, and nothing but the customer's own wish
    can be reached with it. It works after the invitation has expired, too.
    """

    def _invitation(self, token):
        # The customer is nobody in particular: the token, too long to be guessed,
        # says which invitation this is about.
        invitation = (
            request.env["cem.invitation"]
            .sudo()
            .search([("access_token", "=", str(token))], limit=1)
        )
        if not invitation.partner_id:
            raise request.not_found()
        return invitation

    @http.route(
        "/cem/invitation/<uuid:token>/stop",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def stop_page(self, token, **kwargs):
        """Show the page. Link scanners come here, so nothing is changed."""
        return self._render(self._invitation(token))

    @http.route(
        "/cem/invitation/<uuid:token>/stop",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def stop_confirm(self, token, wish=None, **kwargs):
        """Do what the customer confirmed."""
        invitation = self._invitation(token)
        if wish in ("stop", "resume"):
            invitation._stop_asking(wish == "stop")
        return self._render(invitation)

    @http.route(
        "/cem/invitation/<uuid:token>/one_click",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def one_click_page(self, token, **kwargs):
        """Somebody opened in a browser the address meant for the mail program."""
        return self._render(self._invitation(token))

    # The mail program, and not a page of ours, sends the request: RFC 8058 forbids
    # it to carry anything but the one field, so it cannot bring a CSRF token.
    @http.route(
        "/cem/invitation/<uuid:token>/one_click",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
        save_session=False,
    )
    def one_click(self, token, **kwargs):
        invitation = self._invitation(token)
        if kwargs.get("List-Unsubscribe") != "One-Click":
            raise request.not_found()
        invitation._stop_asking()
        return request.make_response("OK")

    def _render(self, invitation):
        lang = invitation.partner_id.lang
        if lang:
            request.update_context(lang=lang)
        response = request.render(
            "cem_experience.invitation_stop_page",
            {
                "company": invitation.company_id,
                "stopped": invitation.partner_id.cem_no_survey,
                "token": invitation.access_token,
            },
        )
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
