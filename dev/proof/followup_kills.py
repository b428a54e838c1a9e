"""Bad answers of 2,000 customers, two workers, ten SIGKILLs: one case each, none lost.

Ends within ``PATIENCE`` seconds of work (15 minutes), with an error if it was not done
by then. ``COUNT=500 KILLS=4`` is a quick try: fewer customers are one batch of work,
and nobody can be killed half way.
"""

import os

from measuring import Figure, environment, execute
from measuring.killing import work_and_kill

COUNT = int(os.environ.get("COUNT", 2000))
KILLS = int(os.environ.get("KILLS", 10))
SEED = int(os.environ.get("SEED", 4))
# Answers looked at in one transaction, models/act/cem_followup_open.py
BATCH = 200
PATIENCE = int(os.environ.get("PATIENCE", 900))


def pending():
    [[count]] = execute(
        "SELECT count(*) FROM cem_score WHERE followup_pending AND active"
    )
    return count


def main():
    with environment() as env:
        # No mails: there is no server here that would take them.
        staff = env["res.users"].search([("share", "=", False)])
        staff.notification_type = "inbox"
        partners = env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(COUNT)]
        )
        # Two answers each, which must not become two cases.
        env["cem.score"].create(
            [
                {"partner_id": partner.id, "measure": measure, "value": 1}
                for partner in partners
                for measure in ("nps", "csat")
            ]
        )
        env.cr.commit()
    waiting = pending()
    yield Figure(
        "answers waiting", waiting, reference=2 * COUNT, ok=waiting == 2 * COUNT
    )
    seconds, killed, memory = work_and_kill(
        "cem.followup",
        "_cron_open",
        pending,
        KILLS,
        seed=SEED,
        patience=PATIENCE,
        batch=BATCH,
    )
    yield Figure("processes killed", killed, reference=KILLS, ok=killed == KILLS)
    [[customers, cases, answers]] = execute(
        """
        SELECT count(DISTINCT partner_id), count(*),
               (SELECT count(*) FROM cem_followup_score_rel)
          FROM cem_followup
        """
    )
    yield Figure(
        "customers with a case", customers, reference=COUNT, ok=customers == COUNT
    )
    yield Figure("cases", cases, reference=COUNT, ok=cases == COUNT)
    yield Figure("answers in them", answers, reference=waiting, ok=answers == waiting)
    [[activities]] = execute(
        "SELECT count(*) FROM mail_activity WHERE res_model = 'cem.followup' AND active"
    )
    yield Figure(
        "activities of the owners", activities, reference=COUNT, ok=activities == COUNT
    )
    yield Figure("time", seconds, "s")
    yield Figure("speed", waiting / seconds, "1/s", memory=memory)
