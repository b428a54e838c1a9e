"""Simulated answers to a satisfaction index, of which the truth is known.

They have the shape of the European Customer Satisfaction Index: 24 items from 1 to 10 in
groups, a numbered row a customer, as exported from R. Nobody gave these answers.
``make proof P=ecsi DATA=folder`` computes the documented figures from real ones.
"""

import csv

import numpy as np
import pandas as pd

# How many items ask about the same; the names are those of the index.
ITEMS = {"CUEX": 3, "CUSA": 3, "CUSCO": 0, "CUSL": 3, "IMAG": 5, "PERQ": 7, "PERV": 2}
DRIVERS = ["CUEX", "IMAG", "PERQ", "PERV"]
# What each driver adds to satisfaction, and how much two drivers have in common.
EFFECTS = {"CUEX": 0.05, "IMAG": 0.25, "PERQ": 0.45, "PERV": 0.2}
IN_COMMON = 0.5


def ecsi_answers(count=250, seed=1):
    """Answers of so many customers.

    Each driver is normal, all share one common part; satisfaction is their sum by
    :data:`EFFECTS` and chance, loyalty and complaints follow from it. An item is its
    group and chance, rounded to the scale.

    :return: a frame with a column an item, numbered from "1"
    """
    rng = np.random.default_rng(seed)
    common = rng.normal(size=count) * np.sqrt(IN_COMMON)
    groups = {
        name: common + rng.normal(size=count) * np.sqrt(1 - IN_COMMON)
        for name in DRIVERS
    }
    satisfaction = sum(EFFECTS[name] * groups[name] for name in DRIVERS)
    groups["CUSA"] = satisfaction + rng.normal(size=count) * 0.5
    groups["CUSL"] = 0.7 * groups["CUSA"] + rng.normal(size=count) * 0.7
    groups["CUSCO"] = 0.5 * groups["CUSA"] + rng.normal(size=count) * 0.9
    items = {}
    for name, several in ITEMS.items():
        for number in range(1, several + 1) or [""]:
            said = 7.4 + 1.5 * groups[name] + rng.normal(size=count)
            items[f"{name}{number}"] = np.clip(np.rint(said), 1, 10).astype(int)
    return pd.DataFrame(items, index=[str(n) for n in range(1, count + 1)])


def ecsi_file(**options):
    """The same as the bytes of a CSV file."""
    return ecsi_answers(**options).to_csv(quoting=csv.QUOTE_NONNUMERIC).encode()


def ecsi_means(answers):
    """The means of the four groups of drivers, and that of satisfaction."""
    X = np.column_stack([answers.filter(like=name).mean(axis=1) for name in DRIVERS])
    return X, answers.filter(like="CUSA").mean(axis=1).to_numpy()
