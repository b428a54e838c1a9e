"""What a customer sees when the database cannot serve the page just now.

Odoo then answers "internal server error", or, where it does not even reach the
database, "not found": a right link looks wrong, and what was written is lost. Our pages
try once more after a moment, and then say so, with the form kept. No page of the ORM's
can be used, for it would need the database.
"""

import functools
import json
import logging
import random
import time

import psycopg2
from lxml import etree, html
from lxml.html import builder as build
from psycopg2.pool import PoolError

from odoo import http
from odoo.exceptions import ConcurrencyError
from odoo.tools.translate import LazyTranslate, get_po_paths

from ...tools.base.typed import cleaned

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

# What customers open without a login; see also docs/security.md
PAGES = ("/cem/", "/survey/")
# Nothing reached the database, or the answer was not stored: the same may be tried anew
BUSY = (
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
    PoolError,
    ConcurrencyError,
    http.RegistryError,
)
TRIES = 3
RETRY_AFTER = 10  # seconds
MOST_KEPT = 20_000  # characters of one field; a form of ours holds less
TITLE = _lt("One moment, please")
TEXT = _lt("Our server is very busy. Your link is right. Please try again in a moment.")
KEPT = _lt("What you wrote is kept here. It has not arrived yet.")
AGAIN = _lt("Try again")
STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;"
    "padding:0 1rem;color-scheme:light dark}"
    "textarea{width:100%;font:inherit}button,a.go{display:inline-block;font:inherit;"
    "padding:.7rem 1.2rem;min-height:48px}"
)
# What a person wrote, and may want to read again; the rest of a form is hidden
WRITTEN = ("words", "comment", "note")


def is_busy(error):
    """Whether ``error`` says that the database could not be reached or was too busy."""
    seen = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, BUSY):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def patch():
    """Have Odoo's requests answer politely; called when the addon is loaded.

    No registry can do it, for what goes wrong is that there is none.
    """
    for name in ("_serve_db", "_serve_nodb"):
        served = getattr(http.Request, name)
        if not hasattr(served, "cem_polite"):
            polite = globals()[f"_polite{name}"](served)
            polite.cem_polite = True
            setattr(http.Request, name, polite)


def _polite_serve_db(served):
    @functools.wraps(served)
    def serve(request):
        if not request.httprequest.path.startswith(PAGES):
            return served(request)
        for tries_left in reversed(range(TRIES)):
            try:
                return served(request)
            except Exception as error:
                if not is_busy(error):
                    raise
                if not tries_left:
                    _logger.warning("Too busy for a page of a customer: %s", error)
                    return busy_page(request.httprequest)
            # Each form has a key of its own: sent twice, it counts once.
            time.sleep(random.uniform(0.1, 0.5))

    return serve


def _polite_serve_nodb(served):
    @functools.wraps(served)
    def serve(request):
        # This addon is of a database, so there was one a moment ago.
        if request.httprequest.path.startswith(PAGES[0]):
            return busy_page(request.httprequest)
        return served(request)

    return serve


def busy_page(httprequest):
    """The page, or for a script a short answer: it keeps what it has, and tries again."""
    if httprequest.mimetype == "application/json":
        response = http.Response(
            json.dumps({"error": "busy"}), status=503, content_type="application/json"
        )
    else:
        response = http.Response(
            _page(httprequest), status=503, content_type="text/html; charset=utf-8"
        )
    headers = response.headers
    headers["Retry-After"] = str(RETRY_AFTER)
    headers["Cache-Control"] = "no-store"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Robots-Tag"] = "noindex"
    # Which web sites may show it stands in the database; the frame holds no secret.
    embedded = "embed" in httprequest.args
    ancestors = "*" if embedded else "'none'"
    headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {ancestors}"
    )
    if not embedded:
        headers["X-Frame-Options"] = "DENY"
    return response


def _page(httprequest):
    lang = _lang(httprequest.accept_languages)

    def say(text):
        return text._translate(lang)

    head = [
        build.META(charset="utf-8"),
        build.META(name="viewport", content="width=device-width, initial-scale=1"),
        build.TITLE(say(TITLE)),
        build.STYLE(STYLE),
    ]
    body = [build.H1(say(TITLE)), build.P(say(TEXT))]
    address = httprequest.full_path.rstrip("?")
    if httprequest.method == "POST":
        form = build.FORM(method="post", action=address)
        written = False
        for name, value in httprequest.form.items(multi=True):
            value = cleaned(value)[:MOST_KEPT]
            if name in WRITTEN and value.strip():
                field = build.TEXTAREA(value, name=name, rows="5")
                written = True
            else:
                field = build.INPUT(type="hidden", name=cleaned(name), value=value)
            form.append(field)
        if written:
            form.insert(0, build.P(say(KEPT)))
        form.append(build.P(build.BUTTON(say(AGAIN), type="submit")))
        body.append(form)
    else:
        # A device on a counter comes back by itself.
        head.append(
            etree.Element(
                "meta", {"http-equiv": "refresh", "content": str(RETRY_AFTER)}
            )
        )
        body.append(build.P(build.A(say(AGAIN), href=address)))
    page = build.HTML(build.HEAD(*head), build.BODY(*body), lang=lang.replace("_", "-"))
    return html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode")


@functools.cache
def _is_translated(lang):
    return bool(get_po_paths("cem_experience", lang))


def _lang(accepted):
    """The first wanted language that we have words in; which are installed is unknown."""
    for wanted in accepted.values():
        parts = wanted.replace("-", "_").split("_")
        if not all(part.isalnum() and part.isascii() for part in parts):
            continue
        language, country = parts[0].lower(), parts[-1].upper()
        if language == "en":
            return "en_US"
        if language == "zh":
            language, country = "zh", "CN"
        code = (
            f"{language}_{country}" if len(parts) > 1 or language == "zh" else language
        )
        if _is_translated(code):
            return code
    return "en_US"


patch()
