"""An assessment over 1 million scores beside the bare SQL aggregate of the same rows."""

from datetime import date

from measuring import Figure, environment, interleaved, peak_rss
from measuring.filling import DAYS, add_scores, make_world, scaled

COUNT = scaled(1_000_000, 10_000)
# The assessed period: three years, to a day that ends no month and to one that does.
PERIODS = {
    "whole months": (date(2023, 1, 1), date(2025, 12, 31)),
    "any days": (date(2022, 12, 12), date(2025, 12, 31)),
}


def main():
    with environment() as env:
        world = make_world(env)
        last = PERIODS["any days"][1]
        measures = ("experience", "expectation", "importance")
        add_scores(env, world, COUNT, DAYS, last, measures)
        for name, (start, end) in PERIODS.items():
            assessment = env["cem.assessment"].create(
                {"name": name, "date_from": start, "date_to": end}
            )
            env.cr.commit()

            def compute(assessment=assessment):
                env.invalidate_all()
                assessment.action_compute()
                env.flush_all()
                env.cr.commit()

            def bare(start=start, end=end):
                env.cr.execute(
                    """
                    SELECT dimension_id, measure, COUNT(*), AVG(value),
                           STDDEV_SAMP(value)
                      FROM cem_score
                     WHERE active AND company_id = %s AND date BETWEEN %s AND %s
                       AND measure IN ('experience', 'expectation', 'importance')
                       AND source <> 'audit'
                  GROUP BY dimension_id, measure
                    """,
                    [world.company, start, end],
                )
                return env.cr.fetchall()

            times = interleaved({"compute": compute, "bare": bare}, runs=7)
            rows = bare()
            yield Figure(
                f"assessment of {assessment.answer_count:,} answers, {name}",
                1000 * times["compute"],
                "ms",
                1000 * times["bare"],
                against="bare SQL",
                most=1.3,
                memory=peak_rss(),
            )
            yield Figure(
                "figures equal to it",
                same(assessment, rows),
                reference=len(rows),
                ok=same(assessment, rows) == len(rows),
            )


def same(assessment, rows):
    """How many of the rows (dimension, measure, count, mean, deviation) it holds."""
    lines = {line.dimension_id.id: line for line in assessment.line_ids}
    return sum(
        lines[dimension][f"{measure}_count"] == count
        and abs(lines[dimension][measure] - mean) < 1e-9
        and abs(lines[dimension][f"{measure}_deviation"] - deviation) < 1e-9
        for dimension, measure, count, mean, deviation in rows
    )
