import functools
import re
import uuid

from markupsafe import Markup

from odoo import http
from odoo.http import request
from odoo.tools import config, consteq, file_open
from odoo.tools.misc import hash_sign, verify_hash_signed

from ...models.listen.cem_answer import LONGEST_COMMENT
from ...tools.base.throttle import Throttle
from ...tools.base.typed import cleaned
from ...tools.listen.addresses import household, read_address

# A page that has been open for longer is shown anew, with what was chosen on it.
FORM_HOURS = 48
# Nothing a person writes is larger; the rest is refused before it is read.
MOST_BYTES = 12 * 1024 * 1024
SCOPE = "cem_experience.answer"
# The style goes with the page: a customer opens it once, so there is no second request.
PAGE_STYLES = ("answer_page.css", "kiosk.css")


def _style(name):
    with file_open(f"cem_experience/static/src/listen/answer_page/{name}") as css_file:
        text = re.sub(r"/\*.*?\*/", "", css_file.read(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


CSS = Markup("".join(map(_style, PAGE_STYLES)))

# Of a form with a problem, if it is not 422
PROBLEM_STATUS = {None: 200, "too_fast": 429}

wrong_tokens = Throttle(tries=30, seconds=60)


def page_route(path, **options):
    """A public page without a session: it needs, sets and reads no cookie.

    What comes with the request has no characters that nobody types.
    """
    route = http.route(
        path,
        type="http",
        auth="cem_page",
        csrf=False,  # each form carries a signed token of its own
        save_session=False,
        sitemap=False,
        max_content_length=MOST_BYTES,
        **options,
    )

    def decorate(endpoint):
        @functools.wraps(endpoint)
        def with_cleaned(self, **params):
            return endpoint(self, **cleaned(params))

        return route(with_cleaned)

    return decorate


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
        # a right address is served all the same, so it does no harm that all customers
        # behind a proxy may be one here
        address = household(request.httprequest.remote_addr)
        status = 429 if wrong_tokens.blocked(address) else 404
        wrong_tokens.note(address)
        self._speak(self._browser_lang())
        # nobody is logged in here; the look of the first company is what anybody sees
        company = request.env["res.company"].sudo().search([], order="id", limit=1)
        return self._render(
            "cem_experience.page_missing",
            {"look": company._cem_page_branding()},
            status,
        )

    def _address(self):
        """Who asks, as the network tells it; None if nobody can tell.

        Behind a proxy that Odoo has not been told of (``proxy_mode``), or that does not
        say for which host it asks, all customers seem to come from one address of the
        own network.
        """
        asked = request.httprequest
        address = read_address(asked.remote_addr)
        told = config["proxy_mode"] and "X-Forwarded-Host" in asked.headers
        if address and address.is_private and "X-Forwarded-For" in asked.headers:
            address = address if told else None
        return address and household(str(address))

    def _answers(self):
        # Superuser, for the token is the only key, and respondents have no rights.
        return request.env["cem.answer"].sudo()

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

    def _other_langs(self, page, lang):
        """Code and name of the languages to choose from, beside the one spoken."""
        codes = page["langs"] if page else ()
        data = request.env["res.lang"]._get_data
        return [(code, data(code=code).name) for code in codes if code != lang]

    def _speak(self, lang):
        request.update_context(lang=lang)

    # ------------------------------------------------------------------
    # The form
    # ------------------------------------------------------------------

    def _sign(self, subject, nonce=None, chosen=None, page=None):
        """Sign a form for ``subject`` (a token); ``chosen`` came with the link.

        :param page: what is asked, if it is a question
        """
        shown = page["shown"] if page else ""
        message = [subject, nonce or str(uuid.uuid4()), chosen or "", shown]
        # The secret of the database is not readable by the public.
        return hash_sign(
            request.env(su=True), SCOPE, message, expiration_hours=FORM_HOURS
        )

    def _signed(self, subject, form):
        """What was signed: (nonce, mark chosen by the link, mark of the scale).

        None if nothing was.
        """
        try:
            # As above.
            message = verify_hash_signed(request.env(su=True), SCOPE, form or "")
        except (ValueError, IndexError):
            return None
        if not message or not consteq(message[0], subject):
            return None
        return tuple(message[1:4]) if len(message) == 4 else None

    def _problem(self, page, signed, post):
        """Why the form cannot be stored as it was sent: a key of the template."""
        words = post.get("words") or ""
        if signed is None:
            return "stale"
        if signed[2] != page["shown"]:
            # the mark was given on another scale
            return "changed"
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

    def _form(self, look, page, lang, subject, stop_url=None, **values):
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
                "longest": LONGEST_COMMENT,
                "problem": None,
                "words": "",
                "confirm": bool(mark),
                "embedded": None,
                "langs": [],
                **values,
            },
            PROBLEM_STATUS.get(values.get("problem"), 422),
            form=self._sign(subject, chosen=mark, page=page),
            stop_url=stop_url,
        )

    def _begin(self, values):
        self._speak(values["lang"])
        return self._render(
            "cem_experience.page_begin",
            {"look": values["look"]},
            form=self._sign(values["subject"]),
            stop_url=values.get("stop_url"),
        )

    def _again(self, look, page, lang, subject, post, problem, **values):
        """Show the form once more, with what had been filled in."""
        return self._form(
            look,
            page,
            lang,
            subject,
            mark=None if problem == "changed" else post.get("mark"),
            words=(post.get("words") or "")[:LONGEST_COMMENT],
            problem=problem,
            **values,
        )

    def _say(
        self,
        look,
        message,
        lang,
        stop_url=None,
        continue_url=None,
        status=200,
        **values,
    ):
        """A page without a question: thanks, closed, answered already."""
        self._speak(lang)
        return self._render(
            "cem_experience.page_message",
            {"look": look, "message": message, "thanks": None, "embedded": None}
            | values,
            status,
            stop_url=stop_url,
            continue_url=continue_url,
        )

    def _stored(self, values, sheet, **options):
        """What follows a stored answer: the questions still open, or thanks."""
        page = values["page"]
        if page["more"] and sheet:
            return request.redirect(sheet._cem_continue_url(values["lang"]), 303)
        return self._say(
            values["look"], "thanks", values["lang"], thanks=page["thanks"], **options
        )

    def _render(self, template, values, status=200, **each_time):
        """Answer with a page.

        :param each_time: values that are new each time; the rest is kept in memory,
            unless somebody typed something that is to be shown again
        """
        lang = request.env["res.lang"]._get_data(code=request.env.lang or "en_US")
        origins = values.get("embedded") or []
        values = {
            "lang_tag": (lang.code or "en").replace("_", "-").split("@")[0],
            "direction": lang.direction or "ltr",
            **values,
        }
        if values.get("problem"):
            html = request.env["ir.qweb"]._render(
                template, {"css": CSS, **values, **each_time}
            )
        else:
            answers = self._answers()
            html = answers._render_page(template, values, {"css": CSS, **each_time})
        return self._guarded(request.make_response(html, status=status), origins)

    def _guarded(self, response, origins=()):
        """What the page may load, and where it may be shown: nothing and nowhere else.

        :param origins: web sites that may show it in a frame
        """
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
