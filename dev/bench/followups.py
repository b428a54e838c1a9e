"""100,000 open cases, 1,000,000 answers: what the scheduled actions read, and the desk."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

from measuring import Figure, environment, interleaved
from measuring.filling import bulk_load, make_customers, scaled, vacuum

CASES = scaled(100_000, 1000)
ANSWERS = scaled(1_000_000, 10_000)
NEW = 100
TABLES = ("cem_score", "cem_followup", "cem_problem_week")


def fill(env):
    """Cases and answers, written by the database; all of them looked at already."""
    company, user = env.company.id, env.ref("base.user_admin").id
    stage = env["cem.followup.stage"]._first("todo").id
    first = make_customers(env, CASES)[0]
    touchpoint = env["cem.touchpoint"].create({"name": "Desk"}).id
    with bulk_load(env, "cem_score"):
        env.cr.execute(
            """
            INSERT INTO cem_score (partner_id, touchpoint_id, measure, raw_value, value,
                   date, source, company_id, active, followup_pending)
            SELECT %(first)s + n %% %(cases)s, %(touchpoint)s, 'csat', 4, 7.5,
                   CURRENT_DATE - (n %% 700), 'survey', %(company)s, TRUE, FALSE
              FROM generate_series(1, %(answers)s) n
            """,
            {
                "first": first,
                "cases": CASES,
                "touchpoint": touchpoint,
                "company": company,
                "answers": ANSWERS,
            },
        )
    env["cem.score.rollup"]._rebuild()
    env.cr.execute(
        """
        INSERT INTO cem_followup (partner_id, company_id, user_id, stage_id, priority,
               deadline, contact_deadline, next_deadline, date_escalation, date_open,
               create_date, write_date, escalation_level)
        SELECT %(first)s + n - 1, %(company)s, %(user)s, %(stage)s, '0',
               NOW() + n * INTERVAL '1 minute', NOW() + n * INTERVAL '1 minute',
               NOW() + n * INTERVAL '1 minute', NOW() + n * INTERVAL '1 minute',
               NOW(), NOW(), NOW(), 0
          FROM generate_series(1, %(cases)s) n
        """,
        {
            "first": first,
            "company": company,
            "user": user,
            "stage": stage,
            "cases": CASES,
        },
    )
    model = env["ir.model"]._get_id("cem.followup")
    kind = env.ref("cem_experience.mail_activity_type_followup").id
    env.cr.execute(
        """
        INSERT INTO mail_activity (res_model_id, res_model, res_id, res_name, user_id,
               activity_type_id, date_deadline, summary, active, create_date,
               create_uid, automated)
        SELECT %s, 'cem.followup', id, 'Customer', %s, %s, CURRENT_DATE, 'Call', TRUE,
               NOW(), %s, TRUE
          FROM cem_followup
        """,
        [model, user, kind, user],
    )
    env.company.cem_warning_week = False
    vacuum(env, *TABLES, "res_partner", "mail_activity")
    return first


@contextmanager
def rows_read(env, found):
    """Rows of our tables that the block reads, by scans and by indexes."""
    env.flush_all()
    before = _read(env)
    yield
    env.flush_all()
    found.append(_read(env) - before)


def _read(env):
    env.cr.execute(
        """
        SELECT SUM(pg_stat_get_xact_tuples_returned(oid)
                   + pg_stat_get_xact_tuples_fetched(oid))
          FROM pg_class
         WHERE oid IN (SELECT unnest(%(tables)s::text[])::regclass)
            OR oid IN (SELECT indexrelid FROM pg_index
                        WHERE indrelid IN (
                              SELECT unnest(%(tables)s::text[])::regclass))
        """,
        {"tables": list(TABLES)},
    )
    return int(env.cr.fetchone()[0])


def bad_answers(env, first, number):
    env["cem.score"]._insert_bulk(
        {
            "partner_id": [first + n for n in range(number)],
            "measure": ["csat"] * number,
            "raw_value": [1.0] * number,
            "value": [0.0] * number,
            "date": [date.today()] * number,
            "source": ["survey"] * number,
            "company_id": [env.company.id] * number,
        }
    )


def open_all(env):
    from collections import Counter

    tries = Counter()
    while env["cem.followup"]._open_batch(tries):
        pass


def main():
    with environment() as env:
        first = fill(env)

    def measured(name, function, prepare=None):
        with environment() as env:
            if prepare:
                prepare(env)
            found = []
            with rows_read(env, found):
                function(env)
            env.cr.rollback()
        total = ANSWERS + CASES
        return Figure(
            f"{name}: rows read",
            found[0],
            "rows",
            total,
            against="rows there are",
            ok=found[0] < total / 10,
        )

    yield measured("open, nothing new", open_all)
    yield measured(
        f"open, {NEW} new bad answers",
        open_all,
        lambda env: bad_answers(env, first, NEW),
    )
    yield measured(
        "escalate, nothing due", lambda env: env["cem.followup"]._escalate_batch([])
    )

    def due(env):
        env.cr.execute(
            """
            UPDATE cem_followup SET date_escalation = NOW() - INTERVAL '1 hour',
                   deadline = NOW() - INTERVAL '1 hour'
             WHERE id IN (SELECT id FROM cem_followup ORDER BY id LIMIT %s)
            """,
            [NEW],
        )
        env.invalidate_all()

    yield measured(
        f"escalate, {NEW} due", lambda env: env["cem.followup"]._escalate_batch([]), due
    )
    today = date.today()
    week = today - timedelta(days=today.weekday() + 7)
    with environment() as env:
        found = []
        with rows_read(env, found):
            env["cem.problem"]._look_at(env.company, week - timedelta(days=7))
        env.cr.commit()
    yield Figure("early warning, first time: rows read", found[0], "rows", ANSWERS)
    yield measured(
        "early warning, a new week",
        lambda env: env["cem.problem"]._look_at(env.company, week),
    )
    with environment() as env:
        env["cem.problem"]._look_at(env.company, week)
        env.cr.commit()
    yield measured(
        "early warning, same week again",
        lambda env: env["cem.problem"]._weeks_to_look_at(env.company),
    )

    with environment(user="admin") as env:

        def desk():
            env.invalidate_all()
            rows = env["cem.followup"].cem_desk_list()["rows"]
            env["cem.followup"].browse(rows[0]["id"]).cem_desk_detail()

        def activities():
            env.invalidate_all()
            env["mail.activity"].web_search_read(
                [("user_id", "=", env.uid)],
                {
                    name: {"fields": {"display_name": {}}} if many else {}
                    for name, many in (
                        ("activity_type_id", True),
                        ("user_id", True),
                        ("summary", False),
                        ("res_name", False),
                        ("date_deadline", False),
                        ("state", False),
                    )
                },
                limit=40,
                count_limit=10001,
                order="date_deadline, id",
            )

        times = interleaved({"desk": desk, "activities": activities}, runs=15)
    yield Figure(
        "My follow-ups: list and first customer",
        1000 * times["desk"],
        "ms",
        1000 * times["activities"],
        against="Odoo's list of activities",
        ok=times["desk"] <= 2 * times["activities"],
    )
    yield Figure("at", datetime.now().strftime("%H:%M"))
