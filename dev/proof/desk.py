"""2,000 participants signed in by 20 tablets at once: nobody twice, no opinion lost."""

import os
import random
import statistics
import threading
import time

import requests
from measuring import Figure, database, environment, execute, server

PEOPLE = int(os.environ.get("PEOPLE", 2000))
DEVICES = int(os.environ.get("DEVICES", 20))
# Who comes without registration, and of these who stands at two desks at once
WALK_INS = PEOPLE // 10
SEED = 3


def prepare():
    with environment() as env:
        user = env.ref("base.user_admin")
        user.write(
            {
                "password": "admin",
                "group_ids": [(4, env.ref("cem_experience.group_cem_user").id)],
            }
        )
        template = env.ref("cem_experience_event.cem_activity_template_phone_launch")
        activity = template._create_activity()
        activity.participant_goal = PEOPLE
        # Tickets are Odoo's own and take a PDF each: not what is measured here.
        activity.event_id.event_mail_ids.unlink()
        registrations = env["event.registration"].create(
            [
                {
                    "event_id": activity.event_id.id,
                    "name": f"Guest {number}",
                    "email": f"guest{number}@guest.example",
                }
                for number in range(PEOPLE - WALK_INS)
            ]
        )
        steps = activity.step_ids.filtered("is_rated").ids
        zones = activity.zone_ids.ids
        env.cr.commit()
        return activity.id, registrations.ids, steps, zones


class Tablet(threading.Thread):
    """One tablet: it sends its jobs in order, and each again until it is answered."""

    def __init__(self, url, activity, work, number, gate):
        super().__init__()
        self.url, self.activity, self.work = url, activity, work
        self.rng = random.Random(SEED + number)
        self.gate = gate
        self.times, self.failures, self.refused = [], 0, []

    def run(self):
        self.session = requests.Session()
        self.call(
            "/web/session/authenticate",
            {"db": database(), "login": "admin", "password": "admin"},
        )
        self.gate.wait()
        for jobs in self.work:
            self.save(jobs)

    def save(self, jobs):
        while True:
            started = time.monotonic()
            try:
                answers = self.call(
                    "/web/dataset/call_kw",
                    {
                        "model": "cem.activity",
                        "method": "save_desk",
                        "args": [[self.activity], jobs],
                        "kwargs": {},
                    },
                )
            except (requests.RequestException, RuntimeError):
                self.failures += 1
                time.sleep(0.2 + self.rng.random())
                continue
            self.times.append(time.monotonic() - started)
            self.refused += [a["error"] for a in answers if "error" in a]
            # One answer in ten gets lost on the way back: the same is sent again.
            if self.rng.random() < 0.1:
                continue
            return

    def call(self, path, params):
        answer = self.session.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=120,
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]


def plan(registrations, steps, zones):
    """What each tablet does; every tenth person is entered at two of them at once."""
    rng = random.Random(SEED)
    work = [[] for _device in range(DEVICES)]
    opinions = 0
    for number, registration in enumerate(registrations):
        tablets = [number % DEVICES]
        if number % 10 == 0:
            tablets.append((number + 1) % DEVICES)
        for tablet in tablets:
            work[tablet].append(
                [
                    {
                        "key": f"sign-{number}-{tablet}",
                        "kind": "sign_in",
                        "id": registration,
                        "consent": True,
                        "zone": zones[number % 2],
                    }
                ]
            )
        step = rng.choice(steps)
        work[tablets[0]].append(
            [
                {
                    "key": f"opinion-{number}",
                    "kind": "opinion",
                    "id": registration,
                    "step": step,
                    "emotion": rng.randint(-2, 2),
                    "mark": rng.randint(0, 10),
                }
            ]
        )
        opinions += 1
    for number in range(WALK_INS):
        tablets = [number % DEVICES]
        if number % 5 == 0:
            tablets.append((number + 7) % DEVICES)
        for tablet in tablets:
            key = f"walk-in-{number}-{tablet}"
            work[tablet].append(
                [
                    {
                        "key": key,
                        "kind": "walk_in",
                        "name": f"Walk-in {number}",
                        "email": f"walkin{number}@guest.example",
                        "consent": True,
                    },
                    {
                        "key": f"walk-opinion-{number}-{tablet}",
                        "kind": "opinion",
                        "person_key": key,
                        "step": steps[tablet % len(steps)],
                        "emotion": 1,
                    },
                ]
            )
    return work, opinions


def main():
    activity, registrations, steps, zones = prepare()
    work, opinions = plan(registrations, steps, zones)
    with server("--db_maxconn=64") as odoo:
        gate = threading.Barrier(DEVICES + 1)
        tablets = [
            Tablet(odoo.url, activity, jobs, number, gate)
            for number, jobs in enumerate(work)
        ]
        for tablet in tablets:
            tablet.start()
        gate.wait()
        started = time.monotonic()
        for tablet in tablets:
            tablet.join()
        seconds = time.monotonic() - started
    times = [t for tablet in tablets for t in tablet.times]
    yield Figure(f"requests of {DEVICES} tablets", len(times) / seconds, "1/s")
    yield Figure("median answer", statistics.median(times), "s")
    yield Figure("99th percentile", statistics.quantiles(times, n=100)[98], "s")
    yield Figure("sent again after a failure", sum(t.failures for t in tablets))
    refused = [error for tablet in tablets for error in tablet.refused]
    yield Figure("refused", len(refused), reference=0, ok=not refused)
    [[here]] = execute("SELECT count(*) FROM event_registration WHERE state = 'done'")
    yield Figure("signed in", here, reference=PEOPLE, ok=here == PEOPLE)
    [[twice]] = execute(
        "SELECT count(*) FROM (SELECT lower(email) FROM event_registration"
        " GROUP BY lower(email) HAVING count(*) > 1) AS twice"
    )
    yield Figure("registered twice", twice, reference=0, ok=not twice)
    [[contacts]] = execute(
        "SELECT count(*) - count(DISTINCT lower(email)) FROM res_partner"
        " WHERE email LIKE '%%@guest.example'"
    )
    yield Figure("contacts made twice", contacts, reference=0, ok=not contacts)
    [[kept]] = execute(
        "SELECT count(*) FROM cem_activity_opinion WHERE key LIKE 'opinion-%%'"
    )
    yield Figure("opinions kept", kept, reference=opinions, ok=kept == opinions)
    [[scores]] = execute(
        "SELECT count(*) FROM cem_score WHERE source = 'event' AND active"
    )
    [[judged]] = execute(
        "SELECT count(*) FILTER (WHERE emotion IS NOT NULL)"
        " + count(*) FILTER (WHERE has_mark) FROM cem_activity_opinion WHERE active"
    )
    yield Figure("scores of them", scores, reference=judged, ok=scores == judged)
