"""One question opened and answered: our page beside Odoo's own one-page survey."""

import re
from html import unescape

import requests
from measuring import Figure, environment, interleaved, server
from measuring.surveys import complete, one_question_survey

AT_ONCE = 20
RUNS = 5
WARM = 1
COUNT = AT_ONCE * (RUNS + WARM)


def prepare():
    """A survey of one question, and customers invited to it, for each of the two."""
    with environment() as env:
        survey = one_question_survey(env)
        touchpoint = env["cem.touchpoint"].create(
            {
                "name": "Visit",
                "journey_id": env["cem.journey"].create({"name": "Shop"}).id,
                "ask_model_id": env["ir.model"]._get_id("res.partner"),
                "survey_id": survey.id,
                "link_audience": "anyone",
            }
        )
        kiosk = env["cem.kiosk"].create(
            {"name": "Counter", "touchpoint_id": touchpoint.id}
        )
        partners = env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@customer.example"}
                for n in range(2 * COUNT)
            ]
        )
        invitations = touchpoint._invite(partners)._for_customer()
        for invitation in invitations:
            # as sending does
            invitation.user_input_id = invitation._create_answer_sheet()
        invitations.state = "sent"
        env.flush_all()
        paths = {
            "ours": [i._answer_path() for i in invitations[:COUNT]],
            "odoo": [i.user_input_id.access_token for i in invitations[COUNT:]],
            "link": f"/cem/q/{touchpoint.link_token}",
            "kiosk": f"/cem/kiosk/{kiosk.access_token}",
            "survey": survey.access_token,
            "question": str(survey.question_ids.id),
        }
        env.cr.commit()
    return paths


def stored():
    with environment() as env:
        return env["cem.score"].search_count([("measure", "=", "nps")])


def ours(session, url):
    page = session.get(url)
    form = unescape(re.search(r'name="form" value="([^"]+)"', page.text)[1])
    answer = session.post(url, data={"form": form, "mark": "9"})
    assert "Thank you!" in answer.text, answer.text


def main():
    paths = prepare()
    before = stored()
    with server() as running:
        base = running.url
        mails = iter(paths["ours"])
        sheets = iter(paths["odoo"])
        survey = paths["survey"], {paths["question"]: "9"}
        session = requests.Session()

        def each(function):
            def many():
                for _n in range(AT_ONCE):
                    session.cookies.clear()
                    function()

            return many

        times = interleaved(
            {
                "mail": each(lambda: ours(session, base + next(mails))),
                "link": each(lambda: ours(session, base + paths["link"])),
                "kiosk": each(lambda: ours(session, base + paths["kiosk"])),
                "Odoo, invited": each(
                    lambda: complete(session, base, *survey, next(sheets))
                ),
                "Odoo, open": each(lambda: complete(session, base, *survey)),
            },
            runs=RUNS,
            warm=WARM,
        )
        speed = {name: AT_ONCE / seconds for name, seconds in times.items()}
        memory = running.peak_rss()
    for name, other in (
        ("mail", "Odoo, invited"),
        ("link", "Odoo, open"),
        ("kiosk", "Odoo, open"),
    ):
        yield Figure(
            f"opened and answered: {name}",
            speed[name],
            "1/s",
            speed[other],
            against=other,
            want=5,
            memory=memory,
        )
    count = stored() - before
    yield Figure(
        "answers stored and scored",
        count,
        reference=5 * COUNT,
        ok=count == 5 * COUNT,
    )
