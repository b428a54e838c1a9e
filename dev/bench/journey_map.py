"""First draw of a map of 12 stages x 150 touchpoints beside a kanban of the same."""

import json
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import requests
import websocket
from measuring import Figure, database, environment, server, spawn

LOGIN, PASSWORD = "bench_manager", "bench_manager"
RUNS = 7
# Both are opened as a click in the menu opens them, in a client that is running.
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
# Not grouped: Odoo leaves all but the first ten columns folded, and so undrawn.
KANBAN = """
<kanban limit="200">
    <templates>
        <t t-name="card">
            <field name="name" class="fw-bold" />
            <field name="channel_id" />
            <field name="score_count" />
            <field name="standard_count" />
            <field name="emotion_designed" />
        </t>
    </templates>
</kanban>
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
    with tempfile.TemporaryDirectory() as profile:
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


def log_in(page, url):
    session = requests.Session()
    answer = session.post(
        f"{url}/web/session/authenticate",
        json={
            "params": {"db": database(), "login": LOGIN, "password": PASSWORD},
        },
        timeout=60,
    ).json()
    if not answer.get("result", {}).get("uid"):
        raise RuntimeError(f"nobody logs in: {answer}")
    page.call(
        "Network.setCookie",
        name="session_id",
        value=session.cookies["session_id"],
        url=url,
    )
    page.call("Page.navigate", url=f"{url}/odoo")
    page.wait_for("Boolean(document.querySelector('.o_main_navbar'))")


def main():
    with environment() as env:
        # The addons can be imported only once the environment has found them.
        from odoo.addons.cem_experience.tests.common_map import make_large_journey

        journey, touchpoints = make_large_journey(env)
        env["res.users"].create(
            {
                "name": LOGIN,
                "login": LOGIN,
                "password": PASSWORD,
                "group_ids": [(4, env.ref("cem_experience.group_cem_manager").id)],
            }
        )
        view = env["ir.ui.view"].create(
            {"name": "bench", "model": "cem.touchpoint", "arch": KANBAN}
        )
        kanban = env["ir.actions.act_window"].create(
            {
                "name": "Kanban",
                "res_model": "cem.touchpoint",
                "view_mode": "kanban",
                "view_id": view.id,
                "domain": f"[('journey_id', '=', {journey.id})]",
            }
        )
        count = len(touchpoints)
        opened = {
            "map": (
                {
                    "type": "ir.actions.client",
                    "tag": "cem_journey_map",
                    "params": {"journey_id": journey.id},
                },
                ".o_cem_card",
            ),
            "kanban": (kanban.id, ".o_kanban_record:not(.o_kanban_ghost)"),
        }
        env.cr.commit()
    times = {name: [] for name in opened}
    with server() as odoo, chromium() as page:
        log_in(page, odoo.url)
        for turn in range(RUNS + 1):
            for name, (action, selector) in opened.items():
                milliseconds = page.evaluate(
                    OPEN
                    % {
                        "action": json.dumps(action),
                        "selector": json.dumps(selector),
                        "count": count,
                    }
                )
                if turn:  # the first compiles templates and fills caches
                    times[name].append(milliseconds)
    median = {name: statistics.median(values) / 1000 for name, values in times.items()}
    # How many times as fast: 1 / seconds, so that more is better
    yield Figure(
        f"maps drawn, 12 stages x {count} touchpoints with scores",
        1 / median["map"],
        "1/s",
        1 / median["kanban"],
        against="kanban of the same records",
        want=0.5,
    )
    yield Figure("first draw of the map", median["map"] * 1000, "ms")
    yield Figure("first draw of the kanban", median["kanban"] * 1000, "ms")
