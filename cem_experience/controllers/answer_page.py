import re
import uuid

from markupsafe import Markup

from odoo import http
from odoo.http import request
from odoo.tools import consteq, file_open
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..models.cem_answer import LONGEST_COMMENT
from ..tools import tokens
from ..tools.throttle import Throttle

# A page that has been open for longer is shown anew, with what was chosen on it.
FORM_HOURS = 48
# Nothing a person writes is larger; the rest is refused before it is read.
MOST_BYTES = 12 * 1024 * 1024
SCOPE = "cem_experience.answer"
# What the pages read, in one query.
NEEDED = {
    "cem.invitation": [
        "access_token",
        "partner_id",
        "touchpoint_id",
        "survey_id",
        "company_id",
        "user_input_id",
        "state",
        "reason",
        "deadline",
        "channel",
    ],
    "cem.touchpoint": [
        "link_token",
        "link_audience",
        "survey_id",
        "company_id",
        "embed_origins",
        "active",
    ],
    "cem.kiosk": [
        "access_token",
        "name",
        "touchpoint_id",
        "company_id",
        "reset_seconds",
    ],
}

# The style goes with the page: a customer opens it once, so there is no second request.
with file_open("cem_experience/static/src/answer_page/answer_page.css") as css_file:
    CSS = Markup(re.sub(r"\s+", " ", css_file.read()))

wrong_tokens = Throttle(tries=30, seconds=60)


def page_route(path, **options):
    """A public page without a session: it needs, sets and reads no cookie."""
    return http.route(
        path,
        type="http",
        auth="public",
        csrf=False,  # each form carries a signed token of its own
        save_session=False,
        sitemap=False,
        max_content_length=MOST_BYTES,
        **options,
    )


class AnswerPages:
    """What the pages with one question have in common.

    Nothing is stored before a person has confirmed it in a form that this server
    made (signed, and at most two days old), whatever follows or prefetches the links.
    """

    # ------------------------------------------------------------------
    # Who and in which language
    # ------------------------------------------------------------------

    def _missing(self):
        """The one answer to every wrong, foreign and guessed address."""
        address = request.httprequest.remote_addr
        status = 429 if wrong_tokens.blocked(address) else 404
        wrong_tokens.note(address)
        self._speak(self._browser_lang())
        company = request.env["res.company"].sudo().search([], limit=1)
        return self._render(
            "cem_experience.page_missing", {"look": company._cem_look()}, status
        )

    def _find(self, model, field, token):
        """The one record with this token; superuser, for the token is the only key."""
        token = tokens.canonical(token)
        records = request.env[model].sudo()
        if not token:
            return records
        return records.search_fetch([(field, "=", token)], NEEDED[model], limit=1)

    def _installed(self):
        return [code for code, _name in request.env["res.lang"].get_installed()]

    def _browser_lang(self):
        installed = self._installed()
        for wanted, _quality in request.httprequest.accept_languages:
            for exact in (True, False):
                for code in installed:
                    mine = code.replace("_", "-").lower()
                    wish = wanted.lower()
                    if mine == wish or (not exact and mine[:2] == wish[:2]):
                        return code
        return request.env.lang or installed[0]

    def _page_for(self, survey, lang):
        """The page of this survey in the language nearest to ``lang``."""
        page = survey._cem_page(lang)
        if page and lang not in page["langs"]:
            lang = page["langs"][0]
            page = survey._cem_page(lang)
        return page, lang

    def _speak(self, lang):
        request.update_context(lang=lang)

    # ------------------------------------------------------------------
    # The form
    # ------------------------------------------------------------------

    def _sign(self, subject, nonce=None, chosen=None):
        """Sign a form for ``subject`` (a token); ``chosen`` came with the link."""
        message = [subject, nonce or str(uuid.uuid4()), chosen or ""]
        # The secret of the database is not readable by the public.
        return hash_sign(
            request.env(su=True), SCOPE, message, expiration_hours=FORM_HOURS
        )

    def _signed(self, subject, form):
        """What was signed: (nonce, mark chosen by the link); None if it was not."""
        try:
            # As above.
            message = verify_hash_signed(request.env(su=True), SCOPE, form or "")
        except (ValueError, IndexError):
            return None
        if not message or not consteq(message[0], subject):
            return None
        return message[1], message[2]

    def _problem(self, page, signed, post):
        """Why the form cannot be stored as it was sent: a key of the template."""
        words = post.get("words") or ""
        if signed is None:
            return "stale"
        if post.get("mark") not in dict(page["options"]):
            return "no_mark"
        # Only programs that fill in all they find tick the box nobody can see.
        if post.get("agree") or (signed[1] and not post.get("confirm")):
            return "not_confirmed"
        if len(words) > LONGEST_COMMENT:
            return "too_long"
        if page["words_required"] and not words.strip():
            return "no_words"
        return None

    def _form(self, look, page, lang, subject, **values):
        """Show the question."""
        self._speak(lang)
        mark = values.get("mark")
        if mark not in dict(page["options"]):
            values["mark"] = mark = None
        return self._render(
            values.pop("template", "cem_experience.page_question"),
            {
                "look": look,
                "page": page,
                "form": self._sign(subject, chosen=mark),
                "longest": LONGEST_COMMENT,
                "problem": None,
                "words": "",
                "confirm": bool(mark),
                "stop_url": None,
                "embedded": None,
                "langs": [],
                **values,
            },
            200 if not values.get("problem") else 422,
        )

    def _again(self, look, page, lang, subject, post, problem, **values):
        """Show the form once more, with what had been filled in."""
        return self._form(
            look,
            page,
            lang,
            subject,
            mark=post.get("mark"),
            words=(post.get("words") or "")[:LONGEST_COMMENT],
            problem=problem,
            **values,
        )

    def _say(self, look, message, lang, status=200, **values):
        """A page without a question: thanks, closed, answered already."""
        self._speak(lang)
        return self._render(
            "cem_experience.page_message",
            {
                "look": look,
                "message": message,
                "thanks": None,
                "stop_url": None,
                "continue_url": None,
                "embedded": None,
                **values,
            },
            status,
        )

    def _stored(self, values, sheet, **options):
        """What follows a stored answer: the questions still open, or thanks."""
        page = values["page"]
        if page["more"] and sheet:
            return request.redirect(sheet._cem_continue_url(), 303)
        return self._say(
            values["look"], "thanks", values["lang"], thanks=page["thanks"], **options
        )

    def _render(self, template, values, status=200):
        lang = request.env["res.lang"]._get_data(code=request.env.lang or "en_US")
        origins = values.get("embedded") or []
        html = request.env["ir.qweb"]._render(
            template,
            {
                "lang_tag": (lang.code or "en").replace("_", "-").split("@")[0],
                "direction": lang.direction or "ltr",
                "css": CSS,
                **values,
            },
        )
        response = request.make_response(html, status=status)
        headers = response.headers
        ancestors = " ".join(origins) or "'none'"
        headers["Content-Security-Policy"] = (
            "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
            "script-src 'self'; connect-src 'self'; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors {ancestors}"
        )
        if not origins:
            headers["X-Frame-Options"] = "DENY"
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        return response


class InvitedPage(AnswerPages, http.Controller):
    """The page behind the link in an invitation."""

    def _open_invitation(self, token):
        """(invitation, answer of the server if there is nothing to ask any more)."""
        invitation = self._find("cem.invitation", "access_token", token)
        if not invitation.partner_id:
            return invitation, self._missing()
        look = invitation.company_id._cem_look()
        lang = self._lang(invitation)
        stop_url = f"/cem/invitation/{invitation.access_token}/stop"
        survey, sheet = invitation.survey_id, invitation.user_input_id
        sheet.fetch(["state"])
        common = {"look": look, "lang": lang, "stop_url": stop_url}
        page, lang = self._page_for(survey, lang) if survey else (None, lang)
        if invitation.state == "answered" or sheet.state == "done":
            begun = sheet.state == "in_progress"
            return invitation, self._say(
                message="already",
                continue_url=sheet._cem_continue_url() if begun else None,
                **common,
            )
        if not invitation._may_answer():
            return invitation, self._say(message="closed", **common)
        if sheet.user_input_line_ids and sheet.state == "in_progress":
            return invitation, self._say(
                message="begun", continue_url=sheet._cem_continue_url(), **common
            )
        return invitation, None

    def _lang(self, invitation):
        partner = invitation.partner_id
        partner.fetch(["lang"])
        lang = partner.lang
        return lang if lang in self._installed() else self._browser_lang()

    def _values(self, invitation):
        page, lang = self._page_for(invitation.survey_id, self._lang(invitation))
        return {
            "look": invitation.company_id._cem_look(),
            "page": page,
            "lang": lang,
            "subject": invitation.access_token,
            "stop_url": f"/cem/invitation/{invitation.access_token}/stop",
        }

    @page_route("/cem/a/<string:token>", methods=["GET"], readonly=True)
    def invited_page(self, token, m=None, **_kwargs):
        """Show the question. Nothing is stored here, whoever comes along."""
        invitation, answer = self._open_invitation(token)
        if answer is not None:
            return answer
        values = self._values(invitation)
        if values["page"]:
            return self._form(**values, mark=m)
        if invitation.user_input_id:
            return request.redirect(invitation.user_input_id.get_start_url())
        return self._begin(values)

    @page_route("/cem/a/<string:token>", methods=["POST"])
    def invited_answer(self, token, **post):
        """Store what a person confirmed, once."""
        invitation = self._find("cem.invitation", "access_token", token)
        if invitation:
            # Two devices, or two clicks, are looked at one after the other.
            invitation._lock_for_answer()
        invitation, answer = self._open_invitation(token)
        if answer is not None:
            return answer
        values = self._values(invitation)
        page = values["page"]
        signed = self._signed(invitation.access_token, post.get("form"))
        if not page:
            return self._begin_answer(invitation, values, signed)
        if problem := self._problem(page, signed, post):
            return self._again(**values, post=post, problem=problem)
        sheet = (
            request.env["cem.answer"]
            .sudo()
            ._store_invited(invitation, page, post["mark"], post.get("words"))
        )
        return self._stored(values, sheet, stop_url=values["stop_url"])

    def _begin(self, values):
        self._speak(values["lang"])
        return self._render(
            "cem_experience.page_begin",
            {
                "look": values["look"],
                "form": self._sign(values["subject"]),
                "stop_url": values.get("stop_url"),
            },
        )

    def _begin_answer(self, invitation, values, signed):
        if signed is None:
            return self._begin(values)
        sheet = invitation.user_input_id
        if not sheet:
            answers = request.env["cem.answer"].sudo()
            sheet = answers._begin_invited(invitation)
        return request.redirect(sheet._cem_continue_url(), 303)


class WalkUpPage(AnswerPages, http.Controller):
    """The page behind the open link or QR code of a touchpoint, also in a frame."""

    def _touchpoint(self, token):
        touchpoint = self._find("cem.touchpoint", "link_token", token)
        if not touchpoint.link_audience or not touchpoint.active:
            return touchpoint.browse()
        return touchpoint

    def _values(self, touchpoint, embed, wish):
        survey = touchpoint.survey_id
        lang = wish if wish in self._installed() else self._browser_lang()
        page, lang = self._page_for(survey, lang)
        companies = request.env["res.company"].sudo()
        company = companies.browse(page["company_id"]) if page else None
        company = company or touchpoint.company_id or companies.search([], limit=1)
        if page and embed:
            # The frame holds one question; the rest would need a page of its own.
            page = {**page, "more": False}
        langs = page["langs"] if page and len(page["langs"]) > 1 else []
        return {
            "look": company._cem_look(),
            "page": page,
            "lang": lang,
            "subject": touchpoint.link_token,
            "embedded": touchpoint._embed_origin_list() if embed else None,
            "langs": [
                request.env["res.lang"]._get_data(code=code)
                for code in langs
                if code != lang
            ],
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
            self._speak(values["lang"])
            form = self._sign(values["subject"])
            return self._render(
                "cem_experience.page_begin", {"look": values["look"], "form": form}
            )
        return self._form(**values, mark=m)

    @page_route("/cem/q/<string:token>", methods=["POST"])
    def walk_up_answer(self, token, embed=None, lang=None, **post):
        touchpoint = self._touchpoint(token)
        if not touchpoint:
            return self._missing()
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
        answers = request.env["cem.answer"].sudo()
        if not page:
            if signed is None:
                return self.walk_up_page(token)
            sheet = answers._begin_walk_up(touchpoint, sheet_values)
            return request.redirect(sheet._cem_continue_url(), 303)
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
        return self._stored(values, sheet, embedded=values["embedded"])
