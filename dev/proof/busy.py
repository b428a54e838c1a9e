"""200 answers from 40 people at once, connections exhausted and cut: all arrive, once."""

import os
import random
import re
import threading
import time
from collections import Counter
from html import unescape

import requests
from measuring import Figure, environment, execute, server

PEOPLE, ANSWERS = 40, int(os.environ.get("COUNT", 200))
POLITE = {200, 503}


def prepare():
    with environment() as env:
        survey = env["survey.survey"].create(
            {
                "title": "How was it?",
                "survey_type": "cem",
                "question_and_page_ids": [
                    (
                        0,
                        0,
                        {
                            "title": "Would you recommend us?",
                            "question_type": "scale",
                            "cem_measure": "nps",
                        },
                    )
                ],
            }
        )
        touchpoint = env["cem.touchpoint"].create(
            {
                "name": "Visit",
                "journey_id": env["cem.journey"].create({"name": "Shop"}).id,
                "survey_id": survey.id,
                "link_audience": "anyone",
            }
        )
        # All of them have one address here.
        for name in ("link_unusual", "link_most"):
            env["ir.config_parameter"].set_param(f"cem_experience.{name}", "0")
        path = f"/cem/q/{touchpoint.link_token}"
        env.cr.commit()
        return path


def fields(page):
    """What a browser sends of the form on a page."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
        if name in ("form", "mark", "words")
    }


def answer(url, number, seen):
    """Open, choose, write, send; and send again what the page has kept, until it is in."""
    data = None
    for _try in range(200):
        if data is None:
            page = requests.get(url, timeout=60)
        else:
            page = requests.post(url, data=data, timeout=60)
        seen[page.status_code] += 1
        if page.status_code == 200 and data is not None:
            return
        if page.status_code == 200:
            data = fields(page) | {"mark": str(number % 11), "words": f"No. {number}"}
        elif page.status_code == 503 and data is not None:
            kept = fields(page)
            if kept.get("form") != data["form"] or f"No. {number}" not in page.text:
                seen["lost"] += 1
        elif page.status_code not in POLITE:
            seen["refused"] += 1
        time.sleep(random.uniform(0.05, 0.3))
    seen["gave up"] += 1


def cut(over):
    """Cut the server's connections now and then, as a restart of the database does."""
    while not over.wait(0.4):
        execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND random() < 0.3"
        )


def main():
    path = prepare()
    seen, over = Counter(), threading.Event()
    with server("--db_maxconn=8") as odoo:
        url = odoo.url + path
        cutter = threading.Thread(target=cut, args=[over])
        cutter.start()
        numbers = iter(range(ANSWERS))
        lock = threading.Lock()

        def person():
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                answer(url, number, seen)

        people = [threading.Thread(target=person) for _number in range(PEOPLE)]
        for one in people:
            one.start()
        for one in people:
            one.join()
        over.set()
        cutter.join()
        memory = odoo.peak_rss()
    yield Figure(
        "pages with another status than 200 or 503",
        sum(count for status, count in seen.items() if status not in POLITE),
        against=str(dict(seen)),
        ok=not set(seen) - POLITE,
    )
    yield Figure('pages that said "try again"', seen[503], ok=seen[503] > 0)
    [[rows]] = execute("SELECT count(*) FROM cem_score")
    yield Figure("answers that count", rows, reference=ANSWERS, ok=rows == ANSWERS)
    [[words]] = execute("SELECT count(DISTINCT comment) FROM cem_score")
    yield Figure(
        "of which no two are one",
        words,
        reference=ANSWERS,
        ok=words == ANSWERS,
        memory=memory,
    )
