"""Planning 100,000 invitations: set-based, beside the ORM's batched create."""

import os
from statistics import median

from measuring import Figure, environment, peak_rss
from measuring.filling import copies
from measuring.surveys import one_question_survey
from measuring.timing import timed

COUNT = int(os.environ.get("COUNT", 100_000))
CUSTOMERS = 20_000
BATCH = 10_000


def main():
    with environment() as env:
        records, touchpoint = make_records(env)
        domain = [("touchpoint_id", "=", touchpoint.id)]
        invitations = env["cem.invitation"]
        columns = [
            "partner_id",
            "email",
            "touchpoint_id",
            "survey_id",
            "company_id",
            "res_model",
            "res_id",
            "res_name",
            "user_id",
            "team",
            "value_tier_id",
            "segment_id",
            "scheduled_date",
        ]

        def plan():
            invitations._plan(touchpoint, records)
            env.flush_all()
            env.invalidate_all()

        # The same rows, written by Odoo's own means: what they hold is given.
        plan()
        rows = invitations.search(domain).read(columns, load=None)
        clear(env)
        for row in rows:
            del row["id"]

        def create():
            for start in range(0, COUNT, BATCH):
                invitations.create(rows[start : start + BATCH])
            env.flush_all()
            env.invalidate_all()

        times = {plan: [], create: []}
        for _run in range(3):
            for function, seconds in times.items():
                clear(env)
                seconds.append(timed(function)[0])
    yield Figure(
        "invitations planned, every rule looked at",
        COUNT / median(times[plan]),
        "1/s",
        COUNT / median(times[create]),
        against="batched create of the same rows, without any rule",
        want=1,
        memory=peak_rss(),
    )


def clear(env):
    """Begin from an empty table again: deleted rows would lie about for the others."""
    env.cr.execute("TRUNCATE cem_invitation CASCADE")
    env.cr.commit()
    env.invalidate_all()


def make_records(env):
    """Opportunities of customers, some without address, opted out, or asked lately."""
    partner_ids = copies(
        env["res.partner"].create({"name": "Customer"}),
        CUSTOMERS,
        """
        jsonb_build_object(
            'id', i, 'commercial_partner_id', i, 'complete_name', 'Customer ' || n,
            'cem_no_survey', n %% 50 = 0,
            'email', CASE WHEN n %% 40 > 0 THEN 'c' || n || '@customer.example' END,
            'email_normalized',
            CASE WHEN n %% 40 > 0 THEN 'c' || n || '@customer.example' END
        )
        """,
    )
    lead_ids = copies(
        env["crm.lead"].create(
            {"name": "Opportunity", "type": "opportunity", "priority": "1"}
        ),
        COUNT,
        f"jsonb_build_object('id', i, 'partner_id', {partner_ids[0]} + n %% {CUSTOMERS})",
    )
    env.cr.execute("ANALYZE res_partner")
    env.cr.execute("ANALYZE crm_lead")
    touchpoint = env["cem.touchpoint"].create(
        {
            "name": "Offer",
            "survey_id": one_question_survey(env).id,
            "ask_model_id": env["ir.model"]._get_id("crm.lead"),
            "ask_domain": "[('priority', '=', '1')]",
        }
    )
    env.flush_all()
    env.invalidate_all()
    return env["crm.lead"].browse(lead_ids), touchpoint
