"""200 submissions of one invitation at once, and of one form at a counter: one answer."""

import os
import re
import threading
from collections import Counter
from html import unescape

import requests
from measuring import Figure, environment, execute, server

COUNT = int(os.environ.get("COUNT", 200))


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
        partner = env["res.partner"].create({"name": "Li", "email": "li@c.example"})
        invitation = touchpoint._invite(partner)
        invitation.user_input_id = invitation._create_answer_sheet()
        invitation.state = "sent"
        env.flush_all()
        paths = (
            invitation._for_customer()._answer_path(),
            f"/cem/q/{touchpoint.link_token}",
        )
        env.cr.commit()
        return paths


def submit_all(url):
    """Submit one form COUNT times at once, each time with another mark."""
    form = unescape(
        re.search(r'name="form" value="([^"]+)"', requests.get(url, timeout=30).text)[1]
    )
    gate = threading.Barrier(COUNT)
    answers = Counter()

    def submit(number):
        gate.wait()
        data = {"form": form, "mark": str(number % 11)}
        answer = requests.post(url, data=data, timeout=300)
        answers[answer.status_code] += 1

    threads = [threading.Thread(target=submit, args=[n]) for n in range(COUNT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def main():
    paths = prepare()
    total = 0
    # A server of threads takes all that come, and then finds no connection to the
    # database for them; so told, it lets them wait, as a server of processes does.
    os.environ["ODOO_MAX_HTTP_THREADS"] = "auto"
    with server("--db_maxconn=32") as odoo:
        for name, path in zip(("an invitation", "an open link"), paths, strict=True):
            answers = submit_all(odoo.url + path)
            yield Figure(
                f"answered politely: {name}",
                answers[200],
                reference=COUNT,
                against=str(dict(answers)),
                ok=answers[200] == COUNT,
            )
            total += 1
            for table in ("survey_user_input_line", "cem_score"):
                [[count]] = execute(f"SELECT count(*) FROM {table}")
                yield Figure(
                    f"rows of {table}", count, reference=total, ok=count == total
                )
        memory = odoo.peak_rss()
    [[state]] = execute("SELECT state FROM cem_invitation")
    yield Figure("the invitation is", state, ok=state == "answered", memory=memory)
