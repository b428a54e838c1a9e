"""Chromium driven from outside, as a person uses it: by Playwright.

Odoo's own launcher runs tours, which live in one page. What happens here goes from
page to page, also without scripts and without connection. Playwright drives the
Chromium of this machine, the one that Odoo's tours run in; it fetches none.

Usage::

    with open_page(width=390, height=844) as page:
        page.goto("http://127.0.0.1:8069/")
        page.click("button")
        save_picture(page, "/tmp/page.png")
        assert not page.complaints
"""

import os
import resource
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

# The same names that Odoo and dev/lib/packages.sh look for
PROGRAMS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
OPTIONS = ["--disable-gpu", "--disable-quic", "--disable-sync"]


@contextmanager
def _no_memory_limit():
    """What is started meanwhile may reserve as much address space as it likes.

    Odoo limits its own to 2.5 GB or so; neither Node.js nor Chromium starts with that.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def open_page(width=1280, height=800, language="en-US", dark=False, script=True):
    """A page of a window of its own; a narrow one is that of a phone.

    :param language: what the browser asks pages for
    :param dark: whether the person prefers dark pages
    :param script: False: pages run no scripts
    :return: Playwright's ``Page`` with two lists more: ``complaints``, what the browser
        says went wrong (blocked content, errors of scripts, requests that failed), and
        ``requested``, the addresses of everything that was asked for
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not program:
        raise AssertionError(f"This test needs one of {', '.join(PROGRAMS)}.")
    with _no_memory_limit():
        driver = sync_playwright().start()
    try:
        browser = driver.chromium.launch(executable_path=program, args=OPTIONS)
        context = browser.new_context(
            viewport={"width": width, "height": height},
            is_mobile=width < 600,
            locale=language,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        page = context.new_page()
        page.complaints, page.requested = [], []
        page.on("console", lambda said: _note(page, said))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requested.append(request.url))
        yield page
    finally:
        driver.stop()


def _note(page, said):
    if said.type == "error":
        page.complaints.append(f"{said.text} {said.location.get('url', '')}")


def use_session(page, url, session):
    """Let the page be that of who is logged in; ``session`` is of ``authenticate``."""
    cookie = {"name": "session_id", "value": session.sid, "url": url}
    page.context.add_cookies([cookie])


def save_picture(page, name):
    """The whole page, where CEM_SCREENSHOTS says, to be looked at; else nothing."""
    folder = os.environ.get("CEM_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)
