from odoo import http
from odoo.http import request

from .answer_page import AnswerPages, page_route


class WalkUpPage(AnswerPages, http.Controller):
    """The page behind the open link or QR code of a touchpoint, also in a frame."""

    def _touchpoint(self, token):
        return self._answers()._find_touchpoint(token)

    def _values(self, touchpoint, embed, wish):
        survey = touchpoint.survey_id
        lang = wish if wish in self._installed() else self._browser_lang()
        page, lang = self._page_for(survey, lang)
        # nobody is logged in here, and the look of a company is what anybody sees
        companies = request.env["res.company"].sudo()
        company = companies.browse(page["company_id"]) if page else None
        company = company or touchpoint.company_id or companies.search([], limit=1)
        if page and embed:
            # The frame holds one question; the rest would need a page of its own.
            page = {**page, "more": False}
        return {
            "look": company._cem_page_branding(),
            "page": page,
            "lang": lang,
            "subject": touchpoint.link_token,
            "embedded": touchpoint._embed_origin_list() if embed else None,
            "langs": self._other_langs(page, lang),
        }

    def _obstacle(self, touchpoint, values):
        """The answer of the server if this visitor is not asked, else None."""
        common = {key: values[key] for key in ("look", "lang", "embedded")}
        if not touchpoint.survey_id._cem_open():
            return self._say(message="closed", **common)
        if touchpoint.link_audience == "login":
            if request.env.user._is_public():
                path = f"/cem/q/{touchpoint.link_token}"
                return request.redirect_query("/web/login", {"redirect": path})
            if touchpoint._answered_lately(request.env.user.partner_id):
                return self._say(message="already", **common)
        return None

    def _too_fast(self, values, post):
        """Nothing is stored; what was written stays on the page, to be sent later."""
        if values["page"]:
            return self._again(**values, post=post, problem="too_fast")
        common = {key: values[key] for key in ("look", "lang", "embedded")}
        return self._say(message="too_fast", status=429, **common)

    @page_route("/cem/q/<string:token>", methods=["GET"], readonly=True)
    def walk_up_page(self, token, m=None, embed=None, lang=None, **_kwargs):
        """Show the question to whoever scanned the code or followed the link."""
        touchpoint = self._touchpoint(token)
        if not touchpoint:
            return self._missing()
        values = self._values(touchpoint, embed, lang)
        answer = self._obstacle(touchpoint, values)
        if answer is not None:
            return answer
        if not values["page"]:
            return self._begin(values)
        return self._form(**values, mark=m)

    @page_route("/cem/q/<string:token>", methods=["POST"])
    def walk_up_answer(self, token, embed=None, lang=None, **post):
        touchpoint = self._touchpoint(token)
        if not touchpoint:
            return self._missing()
        if touchpoint.link_audience == "login" and not request.env.user._is_public():
            touchpoint._one_at_a_time(request.env.user.partner_id)
        values = self._values(touchpoint, embed, lang)
        answer = self._obstacle(touchpoint, values)
        if answer is not None:
            return answer
        page = values["page"]
        signed = self._signed(values["subject"], post.get("form"))
        sheet_values = touchpoint._walk_up_values(
            "embed" if embed else "link",
            request.env.user.partner_id
            if touchpoint.link_audience == "login"
            else None,
        )
        answers = self._answers()
        pace, address = answers.env["cem.answer.pace"], self._address()
        if pace._is_too_fast(touchpoint, address):
            return self._too_fast(values, post)
        if not page:
            if signed is None:
                return self.walk_up_page(token)
            sheet = answers._begin_walk_up(touchpoint, sheet_values, values["lang"])
            pace._note(touchpoint, address, sheet)
            return request.redirect(sheet._cem_continue_url(values["lang"]), 303)
        if problem := self._problem(page, signed, post):
            return self._again(**values, post=post, problem=problem)
        sheet = answers._store_walk_up(
            touchpoint.survey_id,
            signed[0],
            sheet_values,
            page,
            post["mark"],
            post.get("words"),
        )
        pace._note(touchpoint, address, sheet)
        return self._stored(values, sheet, embedded=values["embedded"])
