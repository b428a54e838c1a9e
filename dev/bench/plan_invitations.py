"""Planning 100,000 invitations: set-based, beside the ORM's batched create."""

from statistics import median

from measuring import Figure, environment, peak_rss
from measuring.timing import timed

COUNT = 100_000
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
    env.cr.execute("DELETE FROM cem_invitation")
    env.invalidate_all()


def make_records(env):
    """Opportunities of customers, some without address, opted out, or asked lately."""
    env.cr.execute(
        """
        INSERT INTO res_partner
                    (name, complete_name, email, email_normalized, active, type,
                     cem_no_survey, create_date, write_date)
             SELECT 'Customer ' || n, 'Customer ' || n, m, m, TRUE, 'contact',
                    n %% 50 = 0, now(), now()
               FROM (SELECT n, CASE WHEN n %% 40 > 0
                                    THEN 'c' || n || '@customer.example' END AS m
                       FROM generate_series(1, %s) n) who
          RETURNING id
        """,
        [CUSTOMERS],
    )
    partner_ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
        [partner_ids],
    )
    env.cr.execute(
        """
        INSERT INTO crm_lead (name, type, partner_id, user_id, team_id, company_id,
                              active, priority, create_date, write_date)
             SELECT 'Opportunity ' || n, 'opportunity', (%s::int[])[1 + n %% %s], %s,
                    %s, %s, TRUE, '1', now(), now()
               FROM generate_series(1, %s) n
          RETURNING id
        """,
        [
            partner_ids,
            CUSTOMERS,
            env.uid,
            env["crm.team"].search([], limit=1).id or None,
            env.company.id,
            COUNT,
        ],
    )
    lead_ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute("ANALYZE res_partner")
    env.cr.execute("ANALYZE crm_lead")
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
    touchpoint = env["cem.touchpoint"].create(
        {
            "name": "Offer",
            "survey_id": survey.id,
            "ask_model_id": env["ir.model"]._get_id("crm.lead"),
            "ask_domain": "[('priority', '=', '1')]",
        }
    )
    env.flush_all()
    env.invalidate_all()
    return env["crm.lead"].browse(lead_ids), touchpoint
