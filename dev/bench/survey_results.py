"""Odoo's results page of a survey beside our dashboard: the same 100,000 respondents."""

from datetime import date
from statistics import median

from measuring import Figure, environment, server, timed
from measuring.filling import bulk_load, copies, scaled, vacuum
from measuring.surveys import MARKS, eight_question_survey
from measuring.users import logged_in, make_user

COUNT = scaled(100_000, 1000)
LOGIN = "bench_manager"


def main():
    with environment() as env:
        survey, touchpoint = fill(env)
        small = eight_question_survey(env)
        make_user(
            env,
            LOGIN,
            "cem_experience.group_cem_manager",
            "survey.group_survey_manager",
        )
        env.cr.commit()

    def results(session, url, survey=survey):
        page = session.get(f"{url}/survey/results/{survey}")
        page.raise_for_status()
        assert "How was it? (7)" in page.text
        return page.content

    def dashboard(session, url, touchpoint=touchpoint):
        answer = session.post(
            f"{url}/web/dataset/call_kw/cem.dashboard/get_data",
            json={
                "params": {
                    "model": "cem.dashboard",
                    "method": "get_data",
                    "args": [[["touchpoint_id", "=", touchpoint]]],
                    "kwargs": {},
                }
            },
        )
        assert "error" not in answer.json(), answer.text
        return answer.content

    ours, our_memory, our_size = measured("dashboard", dashboard, 0, 7)
    theirs, their_memory, their_size = measured("results", results, small.id, 1)
    yield Figure(
        f"dashboard of {COUNT:,} respondents of {len(MARKS)} questions",
        1 / ours,
        "1/s",
        1 / theirs,
        against="Odoo's results page",
        want=100,
    )
    yield Figure("time", ours, "s", theirs, against="Odoo's")
    yield Figure(
        "memory on top of the idle server",
        our_memory / 1e6,
        "MB",
        their_memory / 1e6,
        against="Odoo's",
        most=0.1,
    )
    yield Figure("sent", our_size / 1e6, "MB", their_size / 1e6, against="Odoo's")
    with environment(LOGIN) as env:
        data = env["cem.dashboard"].get_data([("touchpoint_id", "=", touchpoint)])
        want = COUNT * len(MARKS)
        yield Figure(
            "answers on it",
            data["answer_count"],
            reference=want,
            ok=data["answer_count"] == want,
        )


def measured(name, get, warm, runs):
    """Seconds, memory beside the idle server, size of what is sent.

    :param warm: id of something small of the same kind: code and templates are loaded
    """
    with server(name=name) as odoo, logged_in(odoo.url, LOGIN) as session:
        for _n in range(2):
            get(session, odoo.url, warm)
        idle = odoo.peak_rss()
        found = [timed(get, session, odoo.url) for _n in range(runs)]
        return (
            median(seconds for seconds, _page in found),
            # what is not to be seen beside the rest of the process is less than 1 MB
            max(odoo.peak_rss() - idle, 1e6),
            len(found[0][1]),
        )


def fill(env):
    """The answer sheets, their lines, and the scores that the addon made of them."""
    survey = eight_question_survey(env)
    journey = env["cem.journey"].create({"name": "Shop"})
    touchpoint = env["cem.touchpoint"].create(
        {"name": "Visit", "journey_id": journey.id, "survey_id": survey.id}
    )
    survey.question_ids.cem_touchpoint_id = touchpoint
    sheet = env["survey.user_input"].create(
        {"survey_id": survey.id, "state": "in_progress"}
    )
    for question, mark in zip(survey.question_ids, MARKS, strict=True):
        sheet._save_lines(question, mark)
    sheet._mark_done()
    env.flush_all()
    lines = sheet.user_input_line_ids.sorted("id")
    scores = env["cem.score"].search([("user_input_id", "=", sheet.id)], order="id")
    assert len(scores) == len(lines) == len(MARKS)
    with bulk_load(env, "survey_user_input"):
        ids = copies(
            sheet,
            COUNT - 1,
            "jsonb_build_object('id', i, 'access_token', md5(i::text))",
        )
    sheets = f"{ids[0]} + n"
    with bulk_load(env, "survey_user_input_line"):
        made = [
            copies(
                line,
                COUNT - 1,
                f"jsonb_build_object('id', i, 'user_input_id', {sheets}, "
                "'value_scale', n %% 11)",
            )[0]
            for line in lines
        ]
    with bulk_load(env, "cem_score"):
        for score in scores:
            line = made[lines.ids.index(score.user_input_line_id.id)]
            copies(
                score,
                COUNT - 1,
                f"jsonb_build_object('id', i, 'user_input_id', {sheets}, "
                f"'user_input_line_id', {line} + n, 'value', n %% 11, "
                f"'raw_value', n %% 11, 'date', '{date.today()}'::date - (n %% 300))",
            )
    env["cem.score.rollup"]._rebuild()
    env.cr.commit()
    vacuum(env, "survey_user_input", "survey_user_input_line", "cem_score")
    return survey.id, touchpoint.id
