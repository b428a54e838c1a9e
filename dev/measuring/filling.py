"""Data in bulk, written by the database itself: customers, and scores by the million."""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

# Answers lie in so many days up to six weeks ago: what is older than the weeks that
# the early warning counts again is old to everything that looks for new answers.
DAYS = 3 * 365
RECENT = timedelta(weeks=6)
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def scaled(number, least=1):
    """A size of a measurement times ``SCALE``, for a quick try: ``make bench SCALE=0.01``."""
    return max(int(number * float(os.environ.get("SCALE") or 1)), least)


def copies(record, count, changes="jsonb_build_object('id', i)"):
    """Ids of so many copies of a record, made in the database.

    :param changes: SQL of an object of columns, by number ``n`` and new id ``i``
    """
    env, table = record.env, record._table
    env.flush_all()
    env.cr.execute(
        f"""
        INSERT INTO {table}
             SELECT copy.*
               FROM {table} original,
                    (SELECT n, nextval('{table}_id_seq') AS i
                       FROM generate_series(0, %s) n) numbers,
                    LATERAL jsonb_populate_record(original, {changes}) copy
              WHERE original.id = %s
          RETURNING id
        """,
        [count - 1, record.id],
    )
    return [row_id for (row_id,) in env.cr.fetchall()]


def make_customers(env, count):
    """Ids of so many new customers; each has what the apps installed want of one."""
    return copies(
        env["res.partner"].create({"name": "Customer"}),
        count,
        """
        jsonb_build_object(
            'id', i, 'commercial_partner_id', i, 'name', 'Customer ' || n,
            'complete_name', 'Customer ' || n,
            'email', 'c' || n || '@customer.example',
            'email_normalized', 'c' || n || '@customer.example'
        )
        """,
    )


@dataclass
class World:
    """Who answers, and what is asked where."""

    company: int
    partners: list
    tiers: list
    # (touchpoint, journey, dimension or None, measure, low, high)
    questions: list


def make_world(env, customers=100_000):
    """Four journeys of ten touchpoints, each with six questions; customers of tiers."""
    dimensions = env["cem.dimension"].search([("kind", "=", "driver")]).ids
    questions = []
    for number in range(4):
        journey = env["cem.journey"].create(
            {
                "name": f"Journey {number}",
                "stage_ids": [(0, 0, {"name": f"Stage {n}"}) for n in range(5)],
            }
        )
        touchpoints = env["cem.touchpoint"].create(
            [
                {
                    "name": f"Touchpoint {n}",
                    "journey_id": journey.id,
                    "stage_id": journey.stage_ids[n // 2].id,
                }
                for n in range(10)
            ]
        )
        for position, touchpoint in enumerate(touchpoints):
            about = dimensions[(number + position) % len(dimensions)]
            questions += [
                (touchpoint.id, journey.id, dimension, measure)
                + SCALES.get(measure, (0, 10))
                for dimension, measure in (
                    (about, "experience"),
                    (about, "expectation"),
                    (about, "importance"),
                    (None, "nps"),
                    (None, "csat"),
                    (None, "ces"),
                )
            ]
    return World(
        env.company.id,
        make_customers(env, scaled(customers, 1000)),
        env["cem.value.tier"].search([]).ids,
        questions,
    )


def add_scores(env, world, count, days=DAYS, last=None, only=()):
    """Add so many scores; committed, and the sums of them folded.

    :param days: over which the answers are spread evenly
    :param last: day of the newest; six weeks ago if not said
    :param only: names of measures, all of them if not said
    """
    last = last or date.today() - RECENT
    questions = [q for q in world.questions if not only or q[3] in only]
    touchpoints, journeys, dimensions, measures, lows, highs = map(
        list, zip(*questions, strict=True)
    )
    with bulk_load(env, "cem_score"):
        env.cr.execute("SELECT setseed(0.42)")
        env.cr.execute(
            """
            INSERT INTO cem_score (
                partner_id, value_tier_id, touchpoint_id, journey_id, dimension_id,
                measure, raw_value, value, date, source, company_id, active,
                followup_pending)
            SELECT %(first)s + partner, (%(tiers)s)[1 + partner %% %(tier_count)s],
                   touchpoint_id, journey_id, dimension_id, measure,
                   low + FLOOR(mark * (high - low + 1)),
                   FLOOR(mark * (high - low + 1)) * 10 / (high - low),
                   %(last)s::date - day, CASE WHEN n %% 4 = 0 THEN 'import'
                   ELSE 'survey' END, %(company)s, TRUE, FALSE
              FROM (SELECT n, FLOOR(random() * %(partners)s)::int AS partner,
                           1 + FLOOR(random() * %(question_count)s)::int AS question,
                           -- good marks are given more often than bad ones
                           SQRT(random()) AS mark,
                           FLOOR(random() * %(days)s)::int AS day
                      FROM generate_series(1, %(count)s) n
                    OFFSET 0) drawn
              JOIN unnest(%(touchpoints)s::int[], %(journeys)s::int[],
                          %(dimensions)s::int[], %(measures)s::varchar[],
                          %(lows)s::int[], %(highs)s::int[])
                   WITH ORDINALITY AS asked (touchpoint_id, journey_id, dimension_id,
                                             measure, low, high, question)
             USING (question)
            """,
            {
                "first": world.partners[0],
                "partners": len(world.partners),
                "tiers": world.tiers,
                "tier_count": len(world.tiers),
                "question_count": len(questions),
                "touchpoints": touchpoints,
                "journeys": journeys,
                "dimensions": dimensions,
                "measures": measures,
                "lows": lows,
                "highs": highs,
                "company": world.company,
                "count": count,
                "days": days,
                "last": last,
            },
        )
    env["cem.score.rollup"]._rebuild()
    env.cr.commit()
    vacuum(env, "cem_score", "cem_score_rollup")


@contextmanager
def bulk_load(env, table):
    """Fill a table without its indexes, constraints and triggers, which come back.

    A million foreign keys are checked at once in a second, one by one in a minute.
    """
    cr = env.cr
    env.flush_all()
    cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
    cr.execute(
        """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE conrelid = %s::regclass AND contype IN ('f', 'u')
        """,
        [table],
    )
    keys = cr.fetchall()
    cr.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
         WHERE indrelid = %s::regclass
           AND indexrelid NOT IN (SELECT conindid FROM pg_constraint
                                   WHERE contype IN ('p', 'u'))
        """,
        [table],
    )
    indexes = cr.fetchall()
    for name, _definition in keys:
        cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    for _name, definition in indexes:
        cr.execute(definition)
    for name, definition in keys:
        cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def vacuum(env, *tables):
    """As the database does by itself in the night: statistics, visibility."""
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE " + ", ".join(tables))
    env.cr._cnx.autocommit = False
