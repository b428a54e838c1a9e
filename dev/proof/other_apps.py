"""Tasks, events and a model made by hand: asked about by frozen time, without code."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import measuring
from measuring import Figure, environment, free_port, spawn
from measuring.processes import log_file

# Odoo's own apps that no addon of ours depends on
APPS = "project,event"
CATCHER = Path(measuring.__file__).with_name("mail_catcher.py")


def install():
    with log_file("install").open("wb") as log:
        subprocess.run(
            [
                *(sys.executable, "-m", "odoo", "-c", os.environ["CEM_CONF"]),
                *("-i", APPS, "--stop-after-init", "--no-http"),
            ],
            check=True,
            stdout=log,
            stderr=log,
        )


def prepare(env, port):
    env["ir.mail_server"].create(
        {
            "name": "Catcher",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
        }
    )
    env.company.email = "shop@company.example"
    params = env["ir.config_parameter"]
    for name, value in (("fatigue_days", 0), ("send_from", 0), ("send_to", 24)):
        params.set_param(f"cem_experience.{name}", value)
    env["ir.model"].create(
        {
            "name": "Visit",
            "model": "x_visit",
            "field_id": [
                (0, 0, {"name": name, "field_description": name, **field})
                for name, field in (
                    ("x_name", {"ttype": "char"}),
                    ("x_over", {"ttype": "boolean"}),
                    ("x_guest", {"ttype": "many2one", "relation": "res.partner"}),
                )
            ],
        }
    )
    survey = env["survey.survey"].create(
        {
            "title": "How was it?",
            "survey_type": "cem",
            "question_and_page_ids": [
                (
                    0,
                    0,
                    {"title": "Mark", "question_type": "scale", "cem_measure": "nps"},
                )
            ],
        }
    )
    journey = env["cem.journey"].create({"name": "Shop"})
    for model, condition, path in (
        ("project.task", [("state", "=", "1_done")], "partner_id"),
        ("event.registration", [("state", "=", "done")], "partner_id"),
        ("x_visit", [("x_over", "=", True)], "x_guest"),
    ):
        touchpoint = env["cem.touchpoint"].create(
            {
                "name": model,
                "journey_id": journey.id,
                "survey_id": survey.id,
                "ask_model_id": env["ir.model"]._get_id(model),
                "ask_domain": repr(condition),
                "ask_partner_path": path,
                "ask_user_path": False,
                "ask_trigger": "on_reach",
                "ask_delay": 24,
            }
        )
        touchpoint.action_start_listening()
    env.cr.commit()


def records(env):
    """Two of each kind, with what ends them and what begins them again."""
    guests = iter(
        env["res.partner"].create(
            [{"name": f"Guest {n}", "email": f"g{n}@guest.example"} for n in range(6)]
        )
    )
    project = env["project.project"].create({"name": "Kitchen"})
    event = env["event.event"].create({"name": "Open day"})
    for _twice in range(2):
        task = env["project.task"].create(
            {"name": "Sink", "project_id": project.id, "partner_id": next(guests).id}
        )
        yield task, {"state": "1_done"}, {"state": "01_in_progress"}
        seat = env["event.registration"].create(
            {"event_id": event.id, "partner_id": next(guests).id}
        )
        yield seat, {"state": "done"}, {"state": "open"}
        visit = env["x_visit"].create({"x_name": "A", "x_guest": next(guests).id})
        yield visit, {"x_over": True}, {"x_over": False}


def main():
    # Not with the others: it stands still for all that is imported after it.
    from freezegun import freeze_time

    install()
    mails = log_file("mails").with_suffix(".txt")
    mails.unlink(missing_ok=True)
    port = free_port()
    with (
        spawn([sys.executable, str(CATCHER), str(port), str(mails)], "catcher"),
        environment() as env,
    ):
        from odoo import fields

        prepare(env, port)
        invitations = env["cem.invitation"]
        start = fields.Datetime.now()
        made = list(records(env))
        yield Figure(
            "asked before anything has ended",
            found := invitations.search_count([]),
            reference=0,
            ok=found == 0,
        )
        for record, end, _begin in made:
            record.write(end)
        env.cr.commit()
        # The second of each kind is opened again before the day is over.
        for record, _end, begin in made[3:]:
            record.write(begin)
        env.cr.commit()
        for hours, wanted in ((23, "waiting"), (25, "sent")):
            with freeze_time(start + timedelta(hours=hours)):
                invitations._cron_send()
                env.cr.commit()
            for record, _end, _begin in made[:3]:
                found = invitations.search(
                    [("res_model", "=", record._name), ("res_id", "=", record.id)]
                )
                yield Figure(
                    f"{record._name} after {hours} hours",
                    ", ".join(found.mapped("state")),
                    reference=wanted,
                    ok=found.mapped("state") == [wanted],
                )
        for record, _end, _begin in made[3:]:
            found = invitations.search(
                [("res_model", "=", record._name), ("res_id", "=", record.id)]
            )
            yield Figure(
                f"{record._name} opened again",
                ", ".join(found.mapped("reason")),
                reference="condition_false",
                ok=found.mapped("reason") == ["condition_false"],
            )
    arrived = len(mails.read_text(encoding="utf-8").split())
    yield Figure("mails that arrived", arrived, reference=3, ok=arrived == 3)
