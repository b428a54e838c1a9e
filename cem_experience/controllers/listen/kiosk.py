from odoo import http

from .answer_page import AnswerPages, page_route


class KioskPage(AnswerPages, http.Controller):
    """The page of a device on a counter: one question, thanks, the next customer."""

    def _values(self, kiosk, wish=None):
        touchpoint = kiosk.touchpoint_id
        lang = wish if wish in self._installed() else None
        look = kiosk.company_id._cem_page_branding()
        lang = lang or look["lang"] or self._browser_lang()
        survey = touchpoint.survey_id
        page = None
        if survey and survey._cem_open():
            page, lang = self._page_for(survey, lang)
        return {
            "look": look,
            # A customer at the counter is asked one question, whatever the survey.
            "page": page and {**page, "more": False, "words_id": False},
            "lang": lang,
            "langs": self._other_langs(page, lang),
            "kiosk_name": kiosk.name,
            "reset_seconds": kiosk.reset_seconds,
        }

    def _kiosk(self, token):
        return self._answers()._find_kiosk(token)

    def _path(self, kiosk):
        return f"/cem/kiosk/{kiosk.access_token}"

    def _question(self, kiosk, values):
        self._speak(values["lang"])
        if not values["page"]:
            return self._thank(kiosk, values, "closed")
        return self._render(
            "cem_experience.page_kiosk",
            values,
            form=self._sign(kiosk.access_token, page=values["page"]),
            kiosk_path=self._path(kiosk),
        )

    def _thank(self, kiosk, values, message="thanks"):
        self._speak(values["lang"])
        return self._render(
            "cem_experience.page_kiosk_thanks",
            {
                **values,
                "message": message,
                "thanks": values["page"] and values["page"]["thanks"],
            },
            kiosk_path=self._path(kiosk),
        )

    @page_route("/cem/kiosk/<string:token>", methods=["GET"], readonly=True)
    def kiosk_page(self, token, lang=None, **_kwargs):
        kiosk = self._kiosk(token)
        if not kiosk:
            return self._missing()
        return self._question(kiosk, self._values(kiosk, lang))

    @page_route("/cem/kiosk/<string:token>", methods=["POST"])
    def kiosk_answer(self, token, lang=None, **post):
        """Store the mark that was pressed. Whoever stands there has pressed it."""
        kiosk = self._kiosk(token)
        if not kiosk:
            return self._missing()
        values = self._values(kiosk, lang)
        page = values["page"]
        signed = self._signed(kiosk.access_token, post.get("form"))
        if (
            not page
            or not signed
            or signed[2] != page["shown"]
            or post.get("mark") not in dict(page["options"])
        ):
            return self._question(kiosk, values)
        touchpoint = kiosk.touchpoint_id
        pace, address = kiosk.env["cem.answer.pace"], self._address()
        if pace._is_too_fast(kiosk, address):
            return self._thank(kiosk, values, "closed")
        sheet = self._answers()._store_walk_up(
            touchpoint.survey_id,
            signed[0],
            {**touchpoint._walk_up_values("kiosk"), "cem_kiosk_id": kiosk.id},
            page,
            post["mark"],
            None,
        )
        pace._note(kiosk, address, sheet)
        return self._thank(kiosk, values)

    @page_route("/cem/kiosk/<string:token>/leave", methods=["GET"], readonly=True)
    def leave_page(self, token, **_kwargs):
        kiosk = self._kiosk(token)
        return self._leave(kiosk) if kiosk else self._missing()

    @page_route("/cem/kiosk/<string:token>/leave", methods=["POST"])
    def leave(self, token, pin=None, **post):
        kiosk = self._kiosk(token)
        if not kiosk:
            return self._missing()
        if not self._signed(kiosk.access_token, post.get("form")):
            return self._leave(kiosk)
        allowed = kiosk._may_leave(pin)
        return self._leave(
            kiosk, "left" if allowed else "locked" if allowed is None else "wrong"
        )

    def _leave(self, kiosk, message=None):
        values = self._values(kiosk)
        self._speak(values["lang"])
        return self._render(
            "cem_experience.page_kiosk_leave",
            {**values, "message": message},
            403 if message in ("wrong", "locked") else 200,
            form=self._sign(kiosk.access_token),
            kiosk_path=self._path(kiosk),
        )
