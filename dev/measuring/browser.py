"""Chromium without a window, by its debugging protocol, logged in to a server."""

import json
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import requests
import websocket

from .processes import spawn
from .users import logged_in

# As a click in the menu opens it, in a client that is running.
OPEN = """
(async () => {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const start = performance.now();
    await services.action.doAction(%(action)s, {clearBreadcrumbs: true});
    while (document.querySelectorAll(%(selector)s).length < %(count)s) {
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
    // two frames: what is there has been laid out and painted
    for (let frame = 0; frame < 2; frame++) {
        await new Promise(requestAnimationFrame);
    }
    return performance.now() - start;
})()
"""


class Page:
    """One tab of Chromium, spoken to by its debugging protocol."""

    def __init__(self, socket):
        self.socket, self.last = socket, 0

    def call(self, method, **params):
        self.last += 1
        self.socket.send(
            json.dumps({"id": self.last, "method": method, "params": params})
        )
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.last:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def evaluate(self, expression):
        answer = self.call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def wait_for(self, expression, seconds=120):
        end = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > end:
                raise RuntimeError(f"never true: {expression}")
            time.sleep(0.1)


@contextmanager
def chromium():
    """A browser of its own, without a window."""
    program = which("chromium") or which("chromium-browser") or which("google-chrome")
    # Its last children may still be writing there when it has ended.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            *(program, "--headless", "--no-sandbox", "--disable-gpu"),
            *("--no-first-run", "--disable-background-networking", "--disable-sync"),
            *("--remote-debugging-port=0", "--remote-allow-origins=*"),
            *(f"--user-data-dir={profile}", "--window-size=1366,768", "about:blank"),
        ]
        with spawn(command, "chromium"):
            note = Path(profile) / "DevToolsActivePort"
            end = time.monotonic() + 30
            while not (note.is_file() and note.read_text().strip()):
                if time.monotonic() > end:
                    raise RuntimeError("Chromium does not start")
                time.sleep(0.1)
            port = note.read_text().split()[0]
            tabs = requests.get(f"http://127.0.0.1:{port}/json", timeout=10).json()
            tab = next(tab for tab in tabs if tab["type"] == "page")
            socket = websocket.create_connection(
                tab["webSocketDebuggerUrl"], timeout=180, suppress_origin=True
            )
            try:
                yield Page(socket)
            finally:
                socket.close()


def log_in(page, url, login):
    with logged_in(url, login) as session:
        page.call(
            "Network.setCookie",
            name="session_id",
            value=session.cookies["session_id"],
            url=url,
        )
    page.call("Page.navigate", url=f"{url}/odoo")
    page.wait_for("Boolean(document.querySelector('.o_main_navbar'))")


def opening(page, action, selector, count=1):
    """Milliseconds from a click on a menu until its screen is drawn.

    :param action: id or dictionary of the action
    :param selector: what is drawn when it is ready, ``count`` times
    """
    return page.evaluate(
        OPEN
        % {
            "action": json.dumps(action),
            "selector": json.dumps(selector),
            "count": count,
        }
    )
