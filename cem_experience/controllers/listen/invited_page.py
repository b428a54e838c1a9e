from odoo import http
from odoo.http import request

from .answer_page import AnswerPages, page_route


class InvitedPage(AnswerPages, http.Controller):
    """The page behind the link in an invitation."""

    def _open_invitation(self, token, wish, lock=False):
        """(invitation, answer of the server if there is nothing to ask any more).

        :param wish: language chosen on the page, if any
        """
        invitation = self._answers()._find_invitation(token, lock)
        if not invitation.partner_id:
            return invitation, self._missing()
        look = invitation.company_id._cem_page_branding()
        lang = self._lang(invitation, wish)
        stop_url = f"/cem/invitation/{invitation.access_token}/stop"
        survey, sheet = invitation.survey_id, invitation.user_input_id
        common = {"look": look, "lang": lang, "stop_url": stop_url}
        page, lang = self._page_for(survey, lang) if survey else (None, lang)
        if invitation.state == "answered" or sheet.state == "done":
            begun = sheet.state == "in_progress"
            return invitation, self._say(
                message="already",
                continue_url=sheet._cem_continue_url(lang) if begun else None,
                **common,
            )
        if not invitation._may_answer():
            return invitation, self._say(message="closed", **common)
        if sheet.user_input_line_ids and sheet.state == "in_progress":
            return invitation, self._say(
                message="begun", continue_url=sheet._cem_continue_url(lang), **common
            )
        return invitation, None

    def _lang(self, invitation, wish):
        """The language chosen on the page, else the customer's, as in the message."""
        installed = self._installed()
        for lang in (wish, invitation.partner_id.lang):
            if lang in installed:
                return lang
        return self._browser_lang()

    def _values(self, invitation, wish):
        lang = self._lang(invitation, wish)
        page, lang = self._page_for(invitation.survey_id, lang)
        return {
            "look": invitation.company_id._cem_page_branding(),
            "page": page,
            "lang": lang,
            "langs": self._other_langs(page, lang),
            "subject": invitation.access_token,
            "stop_url": f"/cem/invitation/{invitation.access_token}/stop",
        }

    @page_route("/cem/a/<string:token>", methods=["GET"], readonly=True)
    def invited_page(self, token, m=None, v=None, lang=None, **_kwargs):
        """Show the question. Nothing is stored here, whoever comes along."""
        invitation, answer = self._open_invitation(token, lang)
        if answer is not None:
            return answer
        values = self._values(invitation, lang)
        if values["page"]:
            # a mark that was pressed in a message, on the scale shown there
            asked_now = v in (None, values["page"]["shown"])
            return self._form(**values, mark=m if asked_now else None)
        if invitation.user_input_id:
            return request.redirect(invitation.user_input_id.get_start_url())
        return self._begin(values)

    @page_route("/cem/a/<string:token>", methods=["POST"])
    def invited_answer(self, token, lang=None, **post):
        """Store what a person confirmed, once."""
        # Two devices, or two clicks, are looked at one after the other.
        invitation, answer = self._open_invitation(token, lang, lock=True)
        if answer is not None:
            return answer
        values = self._values(invitation, lang)
        page = values["page"]
        signed = self._signed(invitation.access_token, post.get("form"))
        if not page:
            return self._begin_answer(invitation, values, signed)
        if problem := self._problem(page, signed, post):
            return self._again(**values, post=post, problem=problem)
        sheet = self._answers()._store_invited(
            invitation, page, post["mark"], post.get("words")
        )
        return self._stored(values, sheet, stop_url=values["stop_url"])

    def _begin_answer(self, invitation, values, signed):
        if signed is None:
            return self._begin(values)
        sheet = invitation.user_input_id
        if not sheet:
            sheet = self._answers()._begin_invited(invitation, values["lang"])
        return request.redirect(sheet._cem_continue_url(values["lang"]), 303)
