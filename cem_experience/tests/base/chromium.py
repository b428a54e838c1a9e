"""A real browser, driven like a person would: opened pages, mouse clicks, pictures.

Odoo's own launcher runs tours, which live in the page. What happens here goes from
page to page, also without scripts and without connection, so it is driven from outside.

Usage::

    with Chromium(width=390, height=844) as browser:
        browser.open("http://127.0.0.1:8069/")
        browser.click("button")
        browser.picture("/tmp/page.png")
"""

import base64
import json
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import websocket

OPTIONS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--mute-audio",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
]
SECONDS = 30


PLACE = """(() => {
    const element = document.querySelector(SELECTOR);
    element.scrollIntoView({block: "center"});
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
})()"""


def _no_memory_limit():
    # Odoo's limit on its own memory would keep the browser from starting.
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)


class Chromium:
    """One window. ``cookies``: by name, for every page; ``script``: pages may run some."""

    def __init__(
        self, width=1280, height=800, language="en-US", dark=False, script=True
    ):
        self._size = width, height
        self._language = language
        self._dark = dark
        self._script = script
        self._number = 0
        self._events = []

    def __enter__(self):
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if not program:
            raise AssertionError("This test needs Chromium on the PATH.")
        self._folder = tempfile.mkdtemp(prefix="cem-chromium-")
        self._process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={self._folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_no_memory_limit,
        )
        try:
            self._connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self):
        port_file = Path(self._folder, "DevToolsActivePort")
        end = time.monotonic() + SECONDS
        while not port_file.exists() or not port_file.read_text().strip():
            if time.monotonic() > end or self._process.poll() is not None:
                raise AssertionError("Chromium did not start.")
            time.sleep(0.05)
        port = port_file.read_text().split()[0]
        with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=SECONDS) as answer:
            pages = [page for page in json.load(answer) if page["type"] == "page"]
        self._socket = websocket.create_connection(
            pages[0]["webSocketDebuggerUrl"], timeout=SECONDS, suppress_origin=True
        )
        width, height = self._size
        self.call("Page.enable")
        self.call("Network.enable")
        self.call("Log.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.call(
            "Network.setExtraHTTPHeaders", headers={"Accept-Language": self._language}
        )
        if self._dark:
            self.call(
                "Emulation.setEmulatedMedia",
                features=[{"name": "prefers-color-scheme", "value": "dark"}],
            )
        if not self._script:
            self.call("Emulation.setScriptExecutionDisabled", value=True)

    def call(self, method, **params):
        """One command of the DevTools protocol, and its result."""
        self._number += 1
        number = self._number
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": params})
        )
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]
            self._events.append(message)

    def _wait_for(self, name, since):
        """Wait until the browser has told of an event since the given place."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if any(event.get("method") == name for event in self._events[since:]):
                return
            self._events.append(json.loads(self._socket.recv()))
        raise AssertionError(f"The browser never said {name}.")

    # ------------------------------------------------------------------
    # What a person does
    # ------------------------------------------------------------------

    def set_cookie(self, name, value, url):
        self.call(
            "Network.setCookie", name=name, value=value, domain=urlsplit(url).hostname
        )

    def open(self, url):
        since = len(self._events)
        self.call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired", since)

    def look(self, expression, frame=False):
        """What an expression is in the page, or in the first frame on it."""
        options = {}
        if frame:
            tree = self.call("Page.getFrameTree")["frameTree"]
            world = self.call(
                "Page.createIsolatedWorld",
                frameId=tree["childFrames"][0]["frame"]["id"],
            )
            options["contextId"] = world["executionContextId"]
        result = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            **options,
        )
        if "exceptionDetails" in result:
            raise AssertionError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def text(self):
        return self.look("document.body.innerText")

    def wait(self, expression, frame=False):
        """Wait until an expression is true in the page, or in the frame on it."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                if self.look(f"!!({expression})", frame):
                    return
            except AssertionError:
                # The page is just being replaced.
                continue
            finally:
                time.sleep(0.05)
        raise AssertionError(f"It never came true in the page: {expression}")

    def click(self, selector, loads=False, times=1, frame=False):
        """Press the mouse on the first element; ``loads``: another page comes."""
        left, top = 0, 0
        if frame:
            left, top = self.look(
                """(() => {
                    const box = document.querySelector("iframe").getBoundingClientRect();
                    return [box.x, box.y];
                })()"""
            )
        place = self.look(PLACE.replace("SELECTOR", json.dumps(selector)), frame)
        since = len(self._events)
        for count in range(1, times + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.call(
                    "Input.dispatchMouseEvent",
                    type=kind,
                    x=left + place[0],
                    y=top + place[1],
                    button="left",
                    clickCount=count,
                )
        if loads:
            self._wait_for("Page.loadEventFired", since)

    def key(self, name, text=None):
        """Press a key, such as Tab, ArrowRight or Enter."""
        codes = {"Tab": 9, "Enter": 13, " ": 32, "ArrowRight": 39, "ArrowDown": 40}
        common = {"key": name, "code": name, "windowsVirtualKeyCode": codes[name]}
        if name in ("Enter", " "):
            common["text"] = text or ("\r" if name == "Enter" else " ")
        self.call("Input.dispatchKeyEvent", type="keyDown", **common)
        common.pop("text", None)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type_text(self, text):
        self.call("Input.insertText", text=text)

    def disconnect(self, offline=True):
        self.call(
            "Network.emulateNetworkConditions",
            offline=offline,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def picture(self, path):
        width, height = self._size
        tall = self.call("Page.getLayoutMetrics")["cssContentSize"]["height"]
        data = self.call(
            "Page.captureScreenshot",
            captureBeyondViewport=True,
            clip={
                "x": 0,
                "y": 0,
                "width": width,
                "height": max(tall, height),
                "scale": 1,
            },
        )["data"]
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(base64.b64decode(data))

    def requests(self):
        """Addresses of everything that was asked for, over the network."""
        return [
            event["params"]["request"]["url"]
            for event in self._events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def problems(self):
        """What the browser complained of: blocked content, errors of scripts."""
        entries = [
            event["params"]["entry"]
            for event in self._events
            if event.get("method") == "Log.entryAdded"
        ]
        return [
            f"{entry['text']} {entry.get('url', '')}"
            for entry in entries
            if entry["level"] == "error"
        ]


# What a mail scanner's browser does that submits all it finds: every form of the page,
# as it stands, whatever is asked for in it. The browser itself holds back two of the
# ways, because a required field is empty; the others reach the server.
SUBMIT_EVERY_FORM = """
for (const form of document.forms) {
    const button = form.querySelector("button, input[type=submit]");
    WAY;
}
"""
WAYS_TO_SUBMIT = {
    "form.submit()": True,
    "form.requestSubmit()": False,
    "button.click()": False,
    "form.noValidate = true; form.requestSubmit()": True,
    "form.noValidate = true; button.click()": True,
}


def submit_every_form(browser, url, way):
    """Open a page and submit every form on it in one of the ways; again on the next."""
    browser.open(url)
    for _page in range(2):
        since = len(browser._events)
        browser.look(SUBMIT_EVERY_FORM.replace("WAY", way))
        if WAYS_TO_SUBMIT[way]:
            browser._wait_for("Page.loadEventFired", since)
