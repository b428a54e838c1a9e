"""10,000 due invitations, two workers, ten SIGKILLs: at most one mail, none forgotten."""

import os
import sys
from collections import Counter
from pathlib import Path

import measuring
from measuring import Figure, environment, execute, free_port, spawn
from measuring.killing import work_and_kill
from measuring.processes import log_file

COUNT = int(os.environ.get("COUNT", 10000))
KILLS = int(os.environ.get("KILLS", 10))
SEED = int(os.environ.get("SEED", 4))
CATCHER = Path(measuring.__file__).with_name("mail_catcher.py")


def prepare(port):
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
                "access_mode": "token",
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
        env.cr.commit()
        for start in range(0, COUNT, 1000):
            partners = env["res.partner"].create(
                [
                    {"name": f"Customer {n}", "email": f"c{n}@customer.example"}
                    for n in range(start, min(start + 1000, COUNT))
                ]
            )
            touchpoint._invite(partners)
            env.cr.commit()
            env.invalidate_all()


def states():
    rows = execute(
        "SELECT email_normalized, state, reason FROM cem_invitation ORDER BY id"
    )
    return {email: (state, reason) for email, state, reason in rows}


def waiting():
    [[count]] = execute("SELECT count(*) FROM cem_invitation WHERE state = 'waiting'")
    return count


def main():
    mails = log_file("mails").with_suffix(".txt")
    mails.unlink(missing_ok=True)
    port = free_port()
    with spawn([sys.executable, str(CATCHER), str(port), str(mails)], "catcher"):
        prepare(port)
        planned = waiting()
        yield Figure("invitations due", planned, reference=COUNT, ok=planned == COUNT)
        seconds, killed, memory = work_and_kill(
            "cem.invitation", "_cron_send", waiting, KILLS, seed=SEED
        )
        # The quarter of an hour after which whoever was sending is taken for dead
        execute(
            "UPDATE cem_invitation SET sent_date = sent_date - interval '20 minutes'"
            " WHERE state = 'sending'"
        )
        [[claimed]] = execute(
            "SELECT count(*) FROM cem_invitation WHERE state = 'sending' AND claim > ''"
        )
        with environment() as env:
            env["cem.invitation"]._cron_send()
            env.cr.commit()
    arrived = Counter(mails.read_text(encoding="utf-8").split())
    found = states()
    counts = Counter(found.values())
    sent = {email for email, (state, _reason) in found.items() if state == "sent"}
    doubt = {
        email for email, what in found.items() if what == ("failed", "interrupted")
    }
    yield Figure("processes killed", killed, reference=KILLS, ok=killed == KILLS)
    most = max(arrived.values())
    yield Figure("mails to one customer, at most", most, reference=1, ok=most == 1)
    yield Figure("claimed by the dead, sent later", claimed)
    yield Figure("mails that arrived", sum(arrived.values()))
    yield Figure("marked as sent", len(sent))
    missing = len(sent - set(arrived))
    yield Figure("marked as sent, no mail", missing, reference=0, ok=missing == 0)
    unmarked = len(set(arrived) - sent - doubt)
    yield Figure("mail, but not marked", unmarked, reference=0, ok=unmarked == 0)
    yield Figure(
        "in doubt, and said so", len(doubt), reference=killed, ok=len(doubt) <= killed
    )
    yield Figure("... of them with a mail", len(doubt & set(arrived)))
    others = COUNT - len(sent) - len(doubt)
    yield Figure(
        "forgotten", others, reference=0, ok=others == 0, against=str(dict(counts))
    )
    [[queued]] = execute("SELECT count(*) FROM mail_mail")
    yield Figure("left in Odoo's mail queue", queued, reference=0, ok=queued == 0)
    yield Figure("time", seconds, "s")
    yield Figure("speed", COUNT / seconds, "1/s", memory=memory)
