"""The documented study of the European Customer Satisfaction Index (DATA=folder).

It needs the answers of 250 customers of mobile-phone providers, which are not ours to
pass on: ``ecsi_mobile_phone.csv`` in the folder that ``DATA`` names. The tests take
simulated answers of the same shape.
"""

import os
import re
import sys
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
from measuring import Figure
from measuring.ecsi_chart import chart

ROOT = Path(__file__).resolve().parents[2]
# Arithmetic without Odoo, imported without the addon around it.
sys.path.insert(0, str(ROOT / "cem_experience"))

from tools.base.tabular import read_table  # noqa: E402
from tools.intake.answers import check_answers  # noqa: E402
from tools.intake.columns import guess_columns  # noqa: E402
from tools.judge import driver_study  # noqa: E402

NEEDS = "DATA"  # the runner leaves it out, and says so, where that is not given
FILE = "ecsi_mobile_phone.csv"
GROUPS = {
    "CUEX": "expectation",
    "IMAG": "image",
    "PERQ": "quality",
    "PERV": "value",
}
METHODS = ("general_dominance", "relative_weights")


def documented():
    """The table of docs/judge.md: name of the driver to the figures of each method."""
    text = (ROOT / "docs" / "judge.md").read_text(encoding="utf-8")
    rows = {}
    for name in GROUPS.values():
        row = re.search(rf"(?m)^\| {name} \|(.+)\|$", text)
        numbers = [float(number) for number in re.findall(r"\d+\.\d", row[1])]
        rows[name] = dict(zip(METHODS, (numbers[:3], numbers[3:]), strict=True))
    return rows


def r2(X, y):
    design = np.column_stack([np.ones(len(y)), X])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))


def dominance(X, y):
    """By definition: a regression for every set of drivers."""
    k = X.shape[1]
    weights = np.zeros(k)
    for driver in range(k):
        others = [other for other in range(k) if other != driver]
        for size in range(k):
            for entered in combinations(others, size):
                gain = r2(X[:, [*entered, driver]], y) - r2(X[:, entered], y)
                weights[driver] += gain / comb(k - 1, size)
    return weights / k


def main():
    content = (Path(os.environ["DATA"]) / FILE).read_bytes()
    frame, info = read_table(content, FILE)
    columns = guess_columns(info.original_headers, frame)
    got = check_answers(frame, columns, info.problems)
    yield same("respondents read", len(got.rows), 250)
    yield same("items guessed", len(got.columns), 24)
    yield same("answers taken", got.count, 6000)
    yield same("rows rejected", len(got.rejected), 0)
    answers = dict(
        zip([column.header for column in got.columns], got.raw.T, strict=True)
    )
    table = pd.DataFrame(answers)
    X = np.column_stack([table.filter(like=g).mean(axis=1) for g in GROUPS])
    y = table.filter(like="CUSA").mean(axis=1).to_numpy()
    printed = documented()
    studies = {
        method: driver_study.study(driver_study.moments(X, y), method, draws=400)
        for method in METHODS
    }
    for method, found in studies.items():
        yield same(f"{method}: R2", round(found.r2, 3), 0.669)
        interval = (round(found.low, 2), round(found.high, 2))
        yield same(f"{method}: R2, interval", interval, (0.58, 0.75))
        for name, driver in zip(GROUPS.values(), found.drivers, strict=True):
            figures = (driver.share, driver.low, driver.high)
            figures = [round(100 * figure, 1) for figure in figures]
            yield same(f"{method}: {name}", figures, printed[name][method])
    found = studies["general_dominance"]
    worst = np.abs([d.weight for d in found.drivers] - dominance(X, y)).max()
    yield Figure("dominance beside every regression", float(worst), ok=worst < 1e-9)
    picture = chart(found, X.mean(axis=0), GROUPS.values())
    (Path(os.environ["CEM_MEASURE_OUT"]) / "ecsi.svg").write_text(picture, "utf-8")
    shown = (ROOT / "docs" / "images" / "ecsi.svg").read_text(encoding="utf-8")
    yield Figure("chart of the documentation", "drawn", ok=picture == shown)


def same(name, value, documented):
    return Figure(
        name, str(value), "", str(documented), "documented", ok=value == documented
    )
