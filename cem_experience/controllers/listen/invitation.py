from odoo import http
from odoo.http import request

from .answer_page import AnswerPages, page_route


class CemInvitation(AnswerPages, http.Controller):
    """Let a customer say: no more questions.

    The token in the address is the only key, and nothing but the customer's own wish
    can be reached with it. It works after the invitation has expired, too.
    """

    def _invitation(self, token):
        """The invitation; none for a token that leads to nobody."""
        invitation = self._answers()._find_invitation(token)
        return invitation if invitation.partner_id else invitation.browse()

    @page_route("/cem/invitation/<string:token>/stop", methods=["GET"], readonly=True)
    def stop_page(self, token, **_kwargs):
        """Show the page. Link scanners come here, so nothing is changed."""
        return self._show(self._invitation(token))

    @page_route("/cem/invitation/<string:token>/stop", methods=["POST"])
    def stop_confirm(self, token, wish=None, form=None, **_kwargs):
        """Do what the customer confirmed in a form that this server made."""
        invitation = self._invitation(token)
        if not invitation:
            return self._missing()
        if not self._signed(invitation.access_token, form):
            return self._show(invitation, 422)
        if wish in ("stop", "resume"):
            invitation._stop_asking(wish == "stop")
        return self._show(invitation)

    @page_route(
        "/cem/invitation/<string:token>/one_click", methods=["GET"], readonly=True
    )
    def one_click_page(self, token, **_kwargs):
        """Somebody opened in a browser the address meant for the mail program."""
        return self._show(self._invitation(token))

    # The mail program, and not a page of ours, sends the request: RFC 8058 forbids
    # it to carry anything but the one field, so it cannot bring a signed form.
    @page_route("/cem/invitation/<string:token>/one_click", methods=["POST"])
    def one_click(self, token, **kwargs):
        invitation = self._invitation(token)
        if not invitation or kwargs.get("List-Unsubscribe") != "One-Click":
            return self._missing()
        invitation._stop_asking(how="mail_program")
        return self._guarded(request.make_response("OK"))

    def _show(self, invitation, status=200):
        if not invitation:
            return self._missing()
        partner = invitation.partner_id
        lang = partner.lang if partner.lang in self._installed() else None
        self._speak(lang or self._browser_lang())
        return self._render(
            "cem_experience.page_stop_asking",
            {
                "look": invitation.company_id._cem_page_branding(),
                "stopped": partner.cem_no_survey,
                "stale": status != 200,
            },
            status,
            form=self._sign(invitation.access_token),
            stop_path=f"/cem/invitation/{invitation.access_token}/stop",
        )
