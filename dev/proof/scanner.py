"""A hundred real mails read by scanners that fetch, prefetch and submit all they find."""

import importlib.util
import os
import re
import sys
from pathlib import Path

import measuring
import requests
from measuring import Figure, environment, execute, free_port, server, spawn
from measuring.processes import log_file

COUNT = int(os.environ.get("COUNT", 100))
CATCHER = Path(measuring.__file__).with_name("mail_catcher.py")
TESTS = Path(__file__).parents[2] / "cem_experience" / "tests"


def load(name):
    """A helper of the tests, without the tests."""
    (path,) = TESTS.glob(f"*/{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare(port):
    """Send the mails, and take from them every link as the reader of each sees it."""
    with environment() as env:
        env["ir.mail_server"].create(
            {
                "name": "Catcher",
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_encryption": "none",
            }
        )
        env.company.email = "shop@company.example"
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
                "ask_model_id": env["ir.model"]._get_id("res.partner"),
                "survey_id": survey.id,
            }
        )
        partners = env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@customer.example"}
                for n in range(COUNT)
            ]
        )
        invitations = touchpoint._invite(partners)
        env.cr.commit()
        env["cem.invitation"]._cron_send()
        env.cr.commit()
        env.invalidate_all()
        # Who reads it is the customer: to everybody else the keys in it are nobody's.
        invitations = invitations._for_customer()
        template = invitations.env.ref("cem_experience.mail_template_invitation")
        bodies = template._render_field("body_html", invitations.ids)
        base = invitations[:1].get_base_url()
        return [
            [
                link.replace("&amp;", "&").removeprefix(base)
                for link in re.findall(r'href="([^"]+)"', str(bodies[invitation.id]))
            ]
            for invitation in invitations
        ]


def answers():
    [[count]] = execute("SELECT count(*) FROM survey_user_input_line")
    [[scores]] = execute("SELECT count(*) FROM cem_score")
    [[moved]] = execute(
        "SELECT count(*) FROM cem_invitation WHERE state NOT IN ('sent')"
    )
    [[stopped]] = execute("SELECT count(*) FROM res_partner WHERE cem_no_survey")
    return count + scores + moved + stopped


def none(name):
    count = answers()
    return Figure(name, count, reference=0, ok=count == 0)


def main():
    open_page = load("chromium").open_page
    scanner = load("form_scanner")
    mails = log_file("mails").with_suffix(".txt")
    mails.unlink(missing_ok=True)
    port = free_port()
    with spawn([sys.executable, str(CATCHER), str(port), str(mails)], "catcher"):
        links = prepare(port)
    arrived = len(mails.read_text(encoding="utf-8").split())
    yield Figure("mails that arrived", arrived, reference=COUNT, ok=arrived == COUNT)
    with server() as odoo:
        session = requests.Session()
        fetched = 0
        for mail in links:
            for link in mail:
                for method, purpose in (("GET", ""), ("HEAD", ""), ("GET", "prefetch")):
                    headers = {"Purpose": purpose, "Sec-Purpose": purpose}
                    answer = session.request(
                        method, odoo.url + link, headers=headers, timeout=30
                    )
                    assert answer.status_code == 200, (link, answer.status_code)
                    fetched += 1
        yield Figure("links fetched", fetched)
        yield none("stored by GET, HEAD and prefetch")
        ways = list(scanner.WAYS_TO_SUBMIT)
        with open_page(width=390, height=844) as page:
            for number, mail in enumerate(links):
                marks = [link for link in mail if "?m=" in link]
                url = odoo.url + marks[number % len(marks)]
                scanner.submit_every_form(page, url, ways[number % len(ways)])
        yield Figure("mails read by a browser that submits", len(links))
        yield none("stored by a browser that submits every form")
        with open_page(width=390, height=844) as page:
            for mail in links:
                marks = [link for link in mail if "?m=" in link]
                page.goto(odoo.url + marks[3])
                page.click(".tick")
                with page.expect_navigation():
                    page.click(".send", click_count=2)
                # The same mail on another device, with another mark.
                page.goto(odoo.url + marks[9])
                text = page.inner_text("body")
                assert "answered already" in text, text
    [[stored]] = execute("SELECT count(*) FROM cem_score WHERE value = 3")
    [[every]] = execute("SELECT count(*) FROM cem_score")
    yield Figure(
        "stored by people: double click, second device",
        stored,
        reference=COUNT,
        ok=stored == every == COUNT,
    )
