"""Bad answers, three workers, SIGKILLs: one open case per customer and cause, each once."""

import os
import random
from datetime import date

from measuring import Figure, environment, execute
from measuring.killing import work_and_kill

CUSTOMERS = int(os.environ.get("CUSTOMERS", 300))
ANSWERS = int(os.environ.get("ANSWERS", 3000))
KILLS = int(os.environ.get("KILLS", 8))
SEED = 11
CAUSES = ("money", "waiting", "tone")


def prepare():
    rng = random.Random(SEED)
    with environment() as env:
        # No mails: there is no server here that would take them.
        staff = env["res.users"].search([("share", "=", False)])
        staff.notification_type = "inbox"
        for position, word in enumerate(CAUSES):
            cause = env["cem.cause"].create({"name": word})
            env["cem.followup.rule"].create(
                {
                    "name": word,
                    "kind": "words",
                    "words": word,
                    "cause_id": cause.id,
                    "sequence": position,
                }
            )
        partners = env["res.partner"].create(
            [{"name": f"Customer {n}"} for n in range(CUSTOMERS)]
        )
        env["cem.score"]._insert_bulk(
            {
                "partner_id": [rng.choice(partners.ids) for _n in range(ANSWERS)],
                "measure": ["csat"] * ANSWERS,
                "raw_value": [1.0] * ANSWERS,
                "value": [0.0] * ANSWERS,
                "date": [date.today()] * ANSWERS,
                "source": ["survey"] * ANSWERS,
                "company_id": [env.company.id] * ANSWERS,
                "comment": [rng.choice((*CAUSES, "bad")) for _n in range(ANSWERS)],
            }
        )
        env.cr.commit()


def pending():
    [[count]] = execute("SELECT COUNT(*) FROM cem_score WHERE followup_pending")
    return count


def late():
    [[count]] = execute(
        "SELECT COUNT(*) FROM cem_followup WHERE date_escalation <= NOW() "
        "AND date_closed IS NULL"
    )
    return count


def main():
    prepare()
    yield Figure("bad answers", pending(), reference=ANSWERS, ok=pending() == ANSWERS)
    seconds, killed, memory = work_and_kill(
        "cem.followup", "_cron_open", pending, KILLS, workers=3, seed=SEED
    )
    yield Figure("processes killed", killed)
    [[double]] = execute(
        """
        SELECT COUNT(*) FROM (
            SELECT partner_id, company_id, rule_cause_id FROM cem_followup
             WHERE date_closed IS NULL GROUP BY 1, 2, 3 HAVING COUNT(*) > 1) doubles
        """
    )
    yield Figure("customers with two open cases of a cause", double, ok=double == 0)
    [[linked, distinct]] = execute(
        "SELECT COUNT(*), COUNT(DISTINCT cem_score_id) FROM cem_followup_score_rel"
    )
    yield Figure(
        "answers in a case",
        distinct,
        reference=ANSWERS,
        ok=distinct == linked == ANSWERS,
        against="each in one",
    )
    [[cases, owned]] = execute(
        """
        SELECT COUNT(*), COUNT(*) FILTER (WHERE (
               SELECT COUNT(*) FROM mail_activity a
                WHERE a.res_model = 'cem.followup' AND a.res_id = f.id) = 1)
          FROM cem_followup f
        """
    )
    yield Figure("cases with one activity", owned, reference=cases, ok=owned == cases)
    yield Figure("answers dealt with", ANSWERS / seconds, "1/s", memory=memory)
    execute(
        """
        UPDATE cem_followup SET deadline = NOW() - INTERVAL '2 days',
               contact_deadline = NOW() - INTERVAL '2 days',
               date_escalation = NOW() - INTERVAL '2 days'
        """
    )
    total = late()
    seconds, killed, memory = work_and_kill(
        "cem.followup", "_cron_escalate", late, KILLS, workers=3, seed=SEED
    )
    yield Figure("late cases, processes killed", killed)
    [[least, most]] = execute(
        """
        SELECT MIN(told), MAX(told) FROM (
            SELECT f.id, (SELECT COUNT(*) FROM mail_activity a
                           JOIN mail_activity_type t ON t.id = a.activity_type_id
                          WHERE a.res_model = 'cem.followup' AND a.res_id = f.id
                            AND t.icon = 'fa-fire') AS told
              FROM cem_followup f) cases
        """
    )
    yield Figure(
        "escalations of a late case",
        f"{least} to {most}",
        reference="1 to 1",
        ok=(least, most) == (1, 1),
    )
    yield Figure("late cases escalated", total / seconds, "1/s", memory=memory)
