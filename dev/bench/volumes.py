"""Dashboard and scheduled actions at 100 thousand, 1 million and 10 million scores."""

from collections import defaultdict
from datetime import date, timedelta

from measuring import Figure, environment, interleaved, peak_rss, timed, twin
from measuring.filling import add_scores, make_world, scaled
from measuring.plans import keep_plans, statements
from measuring.users import make_user

SMALL, MIDDLE, LARGE = (scaled(10**n, 10 ** (n - 2)) for n in (5, 6, 7))
TAIL = scaled(10_000, 100)
NEW = scaled(1_000, 100)
LOGIN = "bench_manager"
PERIOD = "12_months"
# An action that takes less than this is measured together with others: of two medians
# of some forty milliseconds, one is easily half as much again.
SECONDS = 0.05
TURNS = 12


def main():
    with environment() as env:
        world = make_world(env)
        make_user(env, LOGIN, "cem_experience.group_cem_manager")
        add_scores(env, world, SMALL)
    with twin("small") as small:
        with environment() as env:
            add_scores(env, world, MIDDLE - SMALL)
        with twin("middle") as middle:
            with environment() as env:
                seconds, _none = timed(add_scores, env, world, LARGE - MIDDLE)
            yield Figure(f"{LARGE - MIDDLE:,} scores built in", seconds, "s")
            for name in (small, middle, None):
                with environment(on=name) as env:
                    answer_one_by_one(env, world, TAIL, pending=False)
            yield from dashboard(middle)
        yield from scheduled_actions(world, small)


# ----------------------------------------------------------------------
# The dashboard
# ----------------------------------------------------------------------


def dashboard(middle):
    def payload(name):
        with environment(LOGIN, on=name) as env:
            return env["cem.dashboard"].get_data(period=PERIOD, by="value_tier_id")

    times = interleaved(
        {"middle": lambda: payload(middle), "large": lambda: payload(None)}, runs=9
    )
    yield Figure(
        f"dashboard of {LARGE:,} scores, {TAIL:,} of them not yet folded",
        1000 * times["large"],
        "ms",
        1000 * times["middle"],
        against=f"of {MIDDLE:,}",
        most=1.5,
        memory=peak_rss(),
    )
    with environment(LOGIN) as env:
        seconds, (compared, wrong) = timed(differences, env)
        yield Figure(
            "figures equal to bare SQL of the scores",
            compared - len(wrong),
            reference=compared,
            ok=not wrong,
        )
        for line in wrong[:5]:
            yield Figure("differs", line, ok=False)
        found = []
        with statements(found):
            seconds, _data = timed(
                env["cem.dashboard"].get_data, period=PERIOD, by="value_tier_id"
            )
        path, plans = keep_plans(env, found, ("cem_",), "dashboard-plans")
        scans = [plan for plan in plans if "Seq Scan on cem_score " in plan]
        yield Figure(
            "statements of the dashboard",
            len(found),
            against=path.name,
            reference="plans in",
        )
        yield Figure(
            "of them that read all scores", len(scans), reference=0, ok=not scans
        )


def answer_one_by_one(env, world, count, bad_every=3, pending=True):
    """Answers of today and the days before, each in a statement of its own."""
    rows = []
    for n in range(count):
        touchpoint, journey, dimension, measure, low, high = world.questions[
            n % len(world.questions)
        ]
        raw = low if n % bad_every == 0 else high - n % 2
        rows.append(
            (world.partners[n % len(world.partners)], touchpoint, journey, dimension)
            + (measure, raw, (raw - low) * 10 / (high - low))
            + (date.today() - timedelta(days=n % 5), world.company, pending)
        )
    for row in rows:
        env.cr.execute(
            """
            INSERT INTO cem_score (partner_id, touchpoint_id, journey_id, dimension_id,
                   measure, raw_value, value, date, company_id, followup_pending,
                   source, active)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'survey', TRUE)
            """,
            row,
        )
    env.cr.commit()


def differences(env):
    """Figures of the payload, and of them those that the scores themselves deny.

    :return: tuple of a number and a list of texts
    """
    data = env["cem.dashboard"].get_data(period=PERIOD, by="value_tier_id")
    pairs = []

    def bare(domain, measure):
        return aggregate(env, domain, measure)

    for row in data["figures"]:
        if row["model"] == "cem.score":
            want = bare(row["domain"], row["name"])
            pairs.append((row["name"], (row["count"], row["value"]), want))
    for row in data["dimensions"]["rows"]:
        for measure in ("experience", "expectation", "importance"):
            want = bare([*row["domain"], ["measure", "=", measure]], "mean")
            got = (row[measure]["count"], row[measure]["value"])
            pairs.append((f"{row['name']}, {measure}", got, want))
    for row in data["comparison"]["rows"]:
        for name in ("nps", "csat", "experience"):
            want = bare([*row["domain"], ["measure", "=", name]], name)
            got = (row[name]["count"], row[name]["value"])
            pairs.append((f"{row['name']}, {name}", got, want))
    wrong = [
        f"{name}: {got}, not {want}"
        for name, got, want in pairs
        if got[0] != want[0] or abs(got[1] - want[1]) > 1e-9
    ]
    return len(pairs), wrong


def aggregate(env, domain, name):
    """Number of answers and figure of a domain, by SQL that knows nothing of sums."""
    query = env["cem.score"].sudo()._search(domain)
    expression = {
        "nps": "100.0 * (COUNT(*) FILTER (WHERE value >= 9)"
        " - COUNT(*) FILTER (WHERE value < 7)) / COUNT(*)",
        "csat": "100.0 * COUNT(*) FILTER (WHERE raw_value >= 4) / COUNT(*)",
        "ces": "100.0 * COUNT(*) FILTER (WHERE raw_value >= 5) / COUNT(*)",
    }.get(name, "AVG(value)")
    env.cr.execute(query.select(f"COUNT(*), ({expression})::float8"))
    return env.cr.fetchone()


# ----------------------------------------------------------------------
# Scheduled actions
# ----------------------------------------------------------------------


def scheduled_actions(world, small):
    with environment() as env:
        ours = env["ir.model.data"].search(
            [("module", "=", "cem_experience"), ("model", "=", "ir.cron")]
        )
        crons = {row.name: row.res_id for row in ours}
    times = defaultdict(lambda: defaultdict(list))
    for turn in range(TURNS):
        for name in (small, None)[:: 1 if turn % 2 else -1]:
            prepare(name, world, turn)
            for xmlid, cron_id in crons.items():
                with environment(on=name) as env:
                    cron = env["ir.cron"].browse(cron_id)
                    seconds, _none = timed(cron.method_direct_trigger)
                    env.cr.commit()
                if turn:  # the first deals with all that has come before
                    times[xmlid][name].append(seconds)
    rest = [0.0, 0.0]
    for xmlid, found in times.items():
        old, new = (
            sorted(found[name])[len(found[name]) // 2] for name in (small, None)
        )
        if old < SECONDS and new < SECONDS:
            rest = [rest[0] + old, rest[1] + new]
        else:
            yield ratio(xmlid, old, new)
    yield ratio("all others together", *rest)


def prepare(name, world, turn):
    """New answers, a few of them bad, and a week that has not been looked at."""
    with environment(on=name) as env:
        first = turn * NEW % len(world.partners)
        customers = world.partners[first:] + world.partners[:first]
        part = type(world)(world.company, customers, world.tiers, world.questions)
        answer_one_by_one(env, part, NEW, bad_every=30)
        monday = date.today() - timedelta(days=date.today().weekday())
        env.company.cem_warning_week = monday - timedelta(weeks=2)
        env.cr.commit()


def ratio(name, old, new):
    return Figure(
        f"{name}, {NEW:,} new answers beside {LARGE:,}",
        1000 * new,
        "ms",
        1000 * old,
        against=f"beside {SMALL:,}",
        most=1.2,
        memory=peak_rss(),
    )
