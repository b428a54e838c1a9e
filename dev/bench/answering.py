"""16 people answering at once, with and without the sums; a survey beside plain Odoo's."""

import statistics
from concurrent.futures import ThreadPoolExecutor

import requests
from measuring import (
    Figure,
    environment,
    execute,
    interleaved,
    plain,
    server,
    timed,
)
from measuring.filling import make_customers, scaled
from measuring.surveys import MARKS, complete, eight_question_survey

PEOPLE = 16
EACH = 10
ROUNDS = scaled(12, 1)
SURVEYS = 5


def main():
    with environment() as env:
        survey = eight_question_survey(env)
        made = (
            survey.access_token,
            dict(zip(map(str, survey.question_ids.ids), MARKS, strict=True)),
        )
        env.cr.commit()
    yield from pages(made)
    yield from records()
    yield from beside_plain_odoo(made)


def at_once(work):
    """Seconds until each of the people has done it so often."""
    with ThreadPoolExecutor(PEOPLE) as pool:
        return timed(lambda: list(pool.map(work, range(PEOPLE))))[0]


def with_and_without(work):
    """Median seconds of a round with the sums' triggers, and without them."""
    times = {"ENABLE": [], "DISABLE": []}
    for turn in range(-1, ROUNDS):
        for state in sorted(times, reverse=turn % 2):
            execute(f"ALTER TABLE cem_score {state} TRIGGER USER")
            # Every connection plans its statements anew after that, with the sums one
            # more: what one measures is answering, and not switching.
            at_once(work)
            seconds = at_once(work)
            if turn >= 0:
                times[state].append(seconds)
    execute("ALTER TABLE cem_score ENABLE TRIGGER USER")
    return tuple(statistics.median(found) for found in times.values())


def pages(made):
    """Over HTTP: the whole of a public survey, eight scores each."""
    with server(workers=4) as odoo:

        def answer(_number):
            with requests.Session() as session:
                complete(session, odoo.url, *made)

        summed, bare = with_and_without(answer)
        memory = odoo.peak_rss()
    yield Figure(
        f"{PEOPLE} people at once: surveys of {len(MARKS)} questions completed",
        PEOPLE / summed,
        "1/s",
        PEOPLE / bare,
        against="without the sums",
        want=0.95,
        memory=memory,
    )


def records():
    """Straight to the ORM, one score a transaction: nothing else takes time."""
    with environment() as env:
        partners = make_customers(env, PEOPLE * EACH)
        env.cr.commit()

    def answer(number):
        for n in range(EACH):
            with environment() as env:
                env["cem.score"].create(
                    {
                        "partner_id": partners[number * EACH + n],
                        "measure": "csat",
                        "raw_value": 4,
                    }
                )
                env.cr.commit()

    summed, bare = with_and_without(answer)
    yield Figure(
        f"{PEOPLE} at once: scores created, a transaction each",
        PEOPLE * EACH / summed,
        "1/s",
        PEOPLE * EACH / bare,
        against="without the sums",
        want=0.95,
    )
    with environment() as env:
        wrong = (
            env["cem.score.rollup"]._rebuild()
            and env["cem.score.rollup"]._differences()
        )
        yield Figure("sums that differ in the end", wrong, reference=0, ok=wrong == 0)


def beside_plain_odoo(made):
    with plain() as name:
        with environment(on=name) as env:
            survey = eight_question_survey(env, ours=False)
            other = (
                survey.access_token,
                dict(zip(map(str, survey.question_ids.ids), MARKS, strict=True)),
            )
            env.cr.commit()
        with (
            server(name="ours") as ours,
            server("-d", name, f"--db-filter=^{name}$", name="plain") as odoo,
            requests.Session() as session,
        ):

            def completed(url, what):
                for _n in range(SURVEYS):
                    session.cookies.clear()
                    complete(session, url, *what)

            times = interleaved(
                {
                    "ours": lambda: completed(ours.url, made),
                    "plain": lambda: completed(odoo.url, other),
                },
                runs=max(ROUNDS, 3),
            )
            memory = ours.peak_rss()
    yield Figure(
        f"a public survey of {len(MARKS)} questions completed",
        1000 * times["ours"] / SURVEYS,
        "ms",
        1000 * times["plain"] / SURVEYS,
        against="plain Odoo",
        most=1.1,
        memory=memory,
    )
