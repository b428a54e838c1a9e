"""100,000 open cases, 1,000,000 answers: what the scheduled actions read, and the desk."""

import statistics
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from measuring import Figure, environment, interleaved, server
from measuring.browser import chromium, log_in, opening
from measuring.filling import bulk_load, make_customers, scaled, vacuum
from measuring.users import make_user

# Counted as the tests count; the file without the tests around it.
sys.path.append(str(Path(__file__).resolve().parents[2] / "cem_experience/tests/act"))

from rows_read import rows_read

CASES = scaled(100_000, 1000)
ANSWERS = scaled(1_000_000, 10_000)
NEW = 100
RUNS = 9
LOGIN = "bench_staff"
TABLES = (
    "cem_score",
    "cem_followup",
    "cem_problem_week",
    "cem_problem_cause_week",
    "cem_cause_cem_followup_rel",
)


def fill(env):
    """Cases and answers, written by the database; all of them looked at already."""
    user = make_user(
        env, LOGIN, "cem_experience.group_cem_user", notification_type="inbox"
    )
    env["res.users"].search([("share", "=", False)]).notification_type = "inbox"
    values = {
        "company": env.company.id,
        "user": user.id,
        "stage": env["cem.followup.stage"]._first("todo").id,
        "touchpoint": env["cem.touchpoint"].create({"name": "Desk"}).id,
        "cause": env["cem.cause"].create({"name": "Queue"}).id,
        "model": env["ir.model"]._get_id("cem.followup"),
        "kind": env.ref("cem_experience.mail_activity_type_followup").id,
        "first": make_customers(env, CASES)[0],
        "cases": CASES,
        "answers": ANSWERS,
    }
    env.flush_all()
    with bulk_load(env, "cem_score"):
        env.cr.execute(
            """
            INSERT INTO cem_score (partner_id, touchpoint_id, measure, raw_value, value,
                   date, source, company_id, active, followup_pending)
            SELECT %(first)s + n %% %(cases)s, %(touchpoint)s, 'csat', 4, 7.5,
                   CURRENT_DATE - (n %% 700), 'survey', %(company)s, TRUE, FALSE
              FROM generate_series(1, %(answers)s) n
            """,
            values,
        )
    env["cem.score.rollup"]._rebuild()
    env.cr.execute(
        """
        INSERT INTO cem_followup (partner_id, company_id, user_id, stage_id, priority,
               deadline, contact_deadline, next_deadline, date_escalation, date_open,
               create_date, write_date, escalation_level)
        SELECT %(first)s + n - 1, %(company)s, %(user)s, %(stage)s, '0', due, due, due,
               due, NOW() - (n %% 300) * INTERVAL '1 day', NOW(), NOW(), 0
          FROM generate_series(1, %(cases)s) n,
               LATERAL (SELECT NOW() + n * INTERVAL '1 minute' AS due) times
        """,
        values,
    )
    env.cr.execute(
        """
        INSERT INTO cem_cause_cem_followup_rel (cem_followup_id, cem_cause_id)
        SELECT id, %(cause)s FROM cem_followup
        """,
        values,
    )
    env.cr.execute(
        """
        INSERT INTO mail_activity (res_model_id, res_model, res_id, res_name, user_id,
               activity_type_id, date_deadline, summary, active, create_date,
               create_uid, automated)
        SELECT %(model)s, 'cem.followup', id, 'Customer', %(user)s, %(kind)s,
               CURRENT_DATE, 'Call', TRUE, NOW(), %(user)s, TRUE
          FROM cem_followup
        """,
        values,
    )
    vacuum(env, *TABLES, "res_partner", "mail_activity")
    return values["first"]


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
    tries = Counter()
    while env["cem.followup"]._open_batch(tries):
        env["cem.followup"]._count_pending([])


def measured(name, function, prepare=None, keep=False, ok=True):
    """How many rows of our tables something reads; nothing of it is kept."""
    with environment() as env:
        if prepare:
            prepare(env)
        found = {}
        with rows_read(env, TABLES, found):
            function(env)
        if keep:
            env.cr.commit()
        else:
            env.cr.rollback()
    total, read = ANSWERS + CASES, sum(found.values())
    return Figure(
        f"{name}: rows read",
        read,
        "rows",
        total,
        against="rows there are",
        ok=read < total / 10 if ok else None,
    )


def actions(first):
    yield measured("open, nothing new", open_all)
    yield measured(
        f"open, {NEW} new bad answers",
        open_all,
        lambda env: bad_answers(env, first, NEW),
    )

    def silence(env):
        rule = env["cem.followup.rule"].create({"name": "Silence", "kind": "silence"})
        rule.silence_checked = date.today() - timedelta(days=1)

    yield measured(
        "silence, a new day",
        lambda env: env["cem.followup"]._open_silent(
            env["cem.followup.rule"].search([("kind", "=", "silence")], limit=1), [], []
        ),
        silence,
    )

    def escalate(env):
        env["cem.followup"]._escalate_batch([])

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

    yield measured("escalate, nothing due", escalate)
    yield measured(f"escalate, {NEW} due", escalate, due)
    today = date.today()
    week = today - timedelta(days=today.weekday() + 7)
    yield measured(
        "early warning, the very first time",
        lambda env: env["cem.problem"]._judge_company_week(
            env.company, week - timedelta(days=7)
        ),
        keep=True,
        ok=False,
    )
    yield measured(
        "early warning, a new week",
        lambda env: env["cem.problem"]._judge_company_week(env.company, week),
        keep=True,
    )
    yield measured(
        "early warning, same week again",
        lambda env: env["cem.problem"]._weeks_to_judge(env.company),
    )


def desk_on_the_server():
    """Seconds that the server works for the two screens."""
    with environment(user=LOGIN) as env:
        activities = env["mail.activity"]
        view = env.ref("mail.mail_activity_view_tree")
        names = activities.get_view(view.id, "list")["models"]["mail.activity"]
        specification = {
            name: {"fields": {"display_name": {}}}
            if activities._fields[name].relational
            else {}
            for name in names
        }

        def desk():
            env.invalidate_all()
            env["cem.followup"].cem_desk_list()

        def detail():
            env.invalidate_all()
            env["cem.followup"].browse(first).cem_desk_detail()

        def listed():
            env.invalidate_all()
            activities.web_search_read(
                [("user_id", "=", env.uid)],
                specification,
                limit=40,
                count_limit=10001,
                order="date_deadline, id",
            )

        first = env["cem.followup"].cem_desk_list()["rows"][0]["id"]
        return interleaved(
            {"desk": desk, "activities": listed, "one customer": detail}, runs=15
        )


def desk_in_the_browser():
    """Milliseconds from the click to the drawn screen."""
    with environment() as env:
        opened = {
            "desk": (
                env.ref("cem_experience.cem_followup_desk_action").id,
                ".o_cem_desk_row",
            ),
            "activities": (
                env.ref("mail.mail_activity_action_my").id,
                ".o_list_view .o_data_row",
            ),
        }
    times = {name: [] for name in opened}
    with server() as odoo, chromium() as page:
        log_in(page, odoo.url, LOGIN)
        for turn in range(RUNS + 1):
            for name, (action, selector) in opened.items():
                milliseconds = opening(page, action, selector, 40)
                if turn:  # the first compiles templates and fills caches
                    times[name].append(milliseconds)
    return {name: statistics.median(values) / 1000 for name, values in times.items()}


def main():
    with environment() as env:
        first = fill(env)
    yield from actions(first)
    for where, times in (
        ("in the server", desk_on_the_server()),
        ("in the browser", desk_in_the_browser()),
    ):
        # How many times as fast: 1 / seconds, so that more is better
        yield Figure(
            f"My follow-ups opened, {where}",
            1 / times["desk"],
            "1/s",
            1 / times["activities"],
            against="Odoo's list of activities",
            want=1,
        )
        for name, seconds in times.items():
            yield Figure(f"{name}, {where}", 1000 * seconds, "ms")
