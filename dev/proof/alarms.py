"""False alarms of the early warning under a steady process, beside the textbook's."""

import random
import sys
from pathlib import Path

import numpy
from measuring import Figure

# Arithmetic without Odoo, imported without the addon around it.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "cem_experience"))

from tools.prove import control_charts, early_warning

WINDOW = early_warning.BASELINE + early_warning.WATCHED
WEEKS = 20000
SIZE = 60
SHARE = 0.10


def steady_counts(rng, weeks, share=SHARE, size=SIZE):
    return [sum(rng.random() < share for _n in range(size)) for _week in range(weeks)]


def chart_run_length(rng, signal_of, runs, most=20000):
    """Mean number of periods until the first signal of a chart whose centre is known."""
    lengths = [signal_of(rng, most) for _run in range(runs)]
    return sum(lengths) / len(lengths)


def ewma_run(rng, most, weight=0.2, width=2.962):
    """Normal figures with standard error 1; limits as of the first period on."""
    average, variance = 0.0, 0.0
    for period in range(1, most + 1):
        average = weight * rng.gauss(0, 1) + (1 - weight) * average
        variance = weight**2 + (1 - weight) ** 2 * variance
        if abs(average) > width * variance**0.5:
            return period
    return most


def shewhart_run(rng, most):
    for period in range(1, most + 1):
        if abs(rng.gauss(0, 1)) > 3:
            return period
    return most


def counted_run_length(chart, share, size, periods=2_000_000):
    """Mean number of periods from signal to signal, of a chart whose centre is known.

    :return: tuple of what so many simulated periods had, and what follows from the
        distribution: 1 / P(count above the limit)
    """
    generator = numpy.random.default_rng(19)
    tails, draw = {
        "p": (
            control_charts._binomial_tails,
            lambda: generator.binomial(size, share, periods),
        ),
        "u": (
            control_charts._poisson_tails,
            lambda: generator.poisson(size * share, periods),
        ),
    }[chart]
    _low, high = control_charts._exact_limits(tails, size, share)
    upper, _lower = tails(size, share)
    signals = int((draw() > high).sum())
    return periods / max(signals, 1), 1 / upper(high + 1)


def procedure(rng, look, weeks=WEEKS):
    """Alarms (not signals) of the whole procedure, baseline a sample itself."""
    alarms, last = 0, -99
    looks = 0
    for end, finding in look(rng, weeks):
        looks += 1
        if finding and finding.signal:
            if end - last > early_warning.QUIET + 1:
                alarms += 1
            last = end
    return alarms, looks


def shares(rng, weeks):
    counts = steady_counts(rng, weeks + WINDOW)
    for end in range(WINDOW, len(counts)):
        window = counts[end - WINDOW : end]
        yield end, early_warning.share(window, [SIZE] * WINDOW)


def rates(rng, weeks):
    counts = steady_counts(rng, weeks + WINDOW, 0.03)
    for end in range(WINDOW, len(counts)):
        window = counts[end - WINDOW : end]
        yield end, early_warning.rate(window, [SIZE] * WINDOW)


def means(rng, weeks):
    n = 30
    rows = []
    for _week in range(weeks + WINDOW):
        values = [rng.choice((2.5, 5.0, 7.5, 7.5, 10.0)) for _answer in range(n)]
        rows.append((n, sum(values), sum(value * value for value in values)))
    for end in range(WINDOW, len(rows)):
        yield end, early_warning.mean(*zip(*rows[end - WINDOW : end], strict=True))


def main():
    rng = random.Random(19)
    length = chart_run_length(rng, ewma_run, 2000)
    yield Figure(
        "EWMA, 0.2 and 2.962: run length",
        length,
        "periods",
        500,
        against="Lucas and Saccucci 1990",
        ok=abs(length / 500 - 1) < 0.1,
    )
    length = chart_run_length(rng, shewhart_run, 4000)
    yield Figure(
        "three sigma, both sides: run length",
        length,
        "periods",
        370.4,
        against="Montgomery",
        ok=abs(length / 370.4 - 1) < 0.1,
    )
    for chart, share in (("p", SHARE), ("u", 0.03)):
        simulated, computed = counted_run_length(chart, share, SIZE)
        yield Figure(
            f"{chart} chart, exact upper limit: run length, simulated",
            simulated,
            "periods",
            computed,
            against="of the distribution",
            ok=abs(simulated / computed - 1) < 0.1,
        )
        yield Figure(
            f"{chart} chart, exact upper limit: run length, of the distribution",
            computed,
            "periods",
            741,
            against="at least 1 / 0.00135",
            ok=computed >= 740,
        )
    for name, look in (("p", shares), ("u", rates), ("EWMA", means)):
        alarms, looks = procedure(rng, look)
        yield Figure(
            f"early warning, {name}: weeks between false alarms",
            looks / max(alarms, 1),
            "weeks",
            ok=looks / max(alarms, 1) > 150,
        )
