"""10,000 due invitations, two workers, ten SIGKILLs: at most one mail, none forgotten.

Quiet time and quota are looked at too: some customers are due for two questions, and
one touchpoint may ask a third of its customers only.
"""

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
# Besides, so many are to be asked a second thing, and so many by a touchpoint that may
# ask a third of them only.
EXTRA = COUNT // 10
QUOTA = EXTRA // 3
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
        journey = env["cem.journey"].create({"name": "Shop"})
        visit, more, few = env["cem.touchpoint"].create(
            [
                {
                    "name": name,
                    "journey_id": journey.id,
                    "ask_model_id": env["ir.model"]._get_id("res.partner"),
                    "survey_id": survey.id,
                    "ask_quota": quota,
                    "ask_quota_period": "month",
                }
                for name, quota in (("Visit", 0), ("More", 0), ("Few", QUOTA))
            ]
        )
        env.cr.commit()
        invite(env, visit, COUNT, "c")
        invite(env, few, EXTRA, "q")
        more._invite(env["res.partner"].search([("email", "=like", "c%")], limit=EXTRA))
        # Both questions to one person lie in the way of the workers.
        env.cr.execute(
            """
            UPDATE cem_invitation i SET scheduled_date = o.scheduled_date
              FROM cem_invitation o
             WHERE i.touchpoint_id = %s AND o.partner_id = i.partner_id AND o.id < i.id
            """,
            [more.id],
        )
        env.cr.commit()
        return more.id, few.id


def invite(env, touchpoint, count, letter):
    for start in range(0, count, 1000):
        partners = env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"{letter}{n}@customer.example"}
                for n in range(start, min(start + 1000, count))
            ]
        )
        touchpoint._invite(partners)
        env.cr.commit()
        env.invalidate_all()


def states():
    """By touchpoint and address, what became of each invitation."""
    rows = execute(
        "SELECT touchpoint_id, email_normalized, state, reason FROM cem_invitation"
    )
    return {(where, email): (state, reason) for where, email, state, reason in rows}


def waiting():
    [[count]] = execute("SELECT count(*) FROM cem_invitation WHERE state = 'waiting'")
    return count


def main():
    mails = log_file("mails").with_suffix(".txt")
    mails.unlink(missing_ok=True)
    port = free_port()
    with spawn([sys.executable, str(CATCHER), str(port), str(mails)], "catcher"):
        more, few = prepare(port)
        planned, due = waiting(), COUNT + 2 * EXTRA
        yield Figure("invitations due", planned, reference=due, ok=planned == due)
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
    doubtful = ("failed", "interrupted")
    sent = {email for (_at, email), (state, _why) in found.items() if state == "sent"}
    doubt = {email for (_at, email), what in found.items() if what == doubtful}
    yield Figure("processes killed", killed, reference=KILLS, ok=killed == KILLS)
    most = max(arrived.values())
    yield Figure("mails to one customer, at most", most, reference=1, ok=most == 1)
    yield Figure("claimed by the dead, settled later", claimed)
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
    customers = {email for _where, email in found if email[0] == "c"}
    forgotten = len(customers - sent - doubt)
    yield Figure(
        "forgotten",
        forgotten,
        reference=0,
        ok=forgotten == 0,
        against=str(dict(counts)),
    )
    asked = ("sent", None), doubtful
    within = sum(found[few, f"q{n}@customer.example"] in asked for n in range(EXTRA))
    yield Figure(
        "sent by a touchpoint with a quota", within, reference=QUOTA, ok=within == QUOTA
    )
    reasons = Counter(
        what for (where, _email), what in found.items() if where in (more, few)
    )
    told = reasons["not_sent", "quota_full"]
    yield Figure(
        "... and told why not", told, reference=EXTRA - QUOTA, ok=told == EXTRA - QUOTA
    )
    told = counts["not_sent", "contacted_lately"]
    yield Figure(
        "not asked a second thing, and told why",
        told,
        reference=EXTRA,
        ok=told == EXTRA,
    )
    [[queued]] = execute("SELECT count(*) FROM mail_mail")
    yield Figure("left in Odoo's mail queue", queued, reference=0, ok=queued == 0)
    yield Figure("time", seconds, "s")
    yield Figure("speed", sum(arrived.values()) / seconds, "1/s", memory=memory)
