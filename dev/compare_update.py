#!/usr/bin/env python3
"""What an update kept, moved and lost, from the notes that update_test.sh made.

compare_update.py FOLDER    with ids-before.txt, ids-after.txt, rows-before.txt, ...

It fails when a record of core data is gone, or rows of a table or values of a column that
is still there. What describes the software itself (models, fields, views, menus, rules,
...) may change with it and is counted only.
"""

import sys
from collections import Counter
from pathlib import Path

# Tables that are emptied or filled by scheduled actions and by page views
PASSING = ("cem_score_rollup_delta",)
# Records that say how the software is made, and change with it
SOFTWARE = ("ir.", "res.groups", "report.paperformat")


def read_ids(path):
    """Mapping of the XML id to (model, id)."""
    rows = (line.split(" ") for line in path.read_text().splitlines())
    return {name: (model, int(key or 0)) for name, model, key in rows}


def read_rows(path):
    """Mapping of a table, or table.column, to how many rows have it."""
    rows = (line.split(" ") for line in path.read_text().splitlines())
    return {name: int(count) for name, count in rows}


def compare_ids(before, after):
    """Counts of what became of the ids, and the names of data that are gone."""
    now = {record: name for name, record in after.items()}
    fates, moved, gone = Counter(), Counter(), []
    for name, record in sorted(before.items()):
        if after.get(name) == record:
            fates["kept"] += 1
        elif name in after:
            fates["another record"] += 1
            if not record[0].startswith(SOFTWARE):
                gone.append(f"{name}: {record[0]} {record[1]} is now {after[name][1]}")
        elif record in now:
            fates["moved"] += 1
            moved[name.split(".")[0], now[record].split(".")[0]] += 1
        elif record[0].startswith(SOFTWARE):
            fates[f"gone, {record[0]}"] += 1
        else:
            fates["gone, data"] += 1
            gone.append(f"{name}: {record[0]} {record[1]}")
    return fates, moved, gone


def compare_rows(before, after):
    """(what is fewer, tables and columns that are gone, how many are as they were)."""
    fewer, gone, same = [], [], 0
    for name, count in sorted(before.items()):
        if name not in after:
            gone.append(f"{name} ({count})")
        elif after[name] < count and name not in PASSING:
            fewer.append(f"{name}: {count} -> {after[name]}")
        else:
            same += 1
    return fewer, gone, same


def main(folder):
    before, after = (
        read_ids(folder / f"ids-{when}.txt") for when in ("before", "after")
    )
    fates, moved, gone = compare_ids(before, after)
    print(f"XML ids of our addons: {len(before)} before, {len(after)} after")
    for fate, count in sorted(fates.items()):
        print(f"  {count:6} {fate}")
    for (source, target), count in sorted(moved.items()):
        print(f"         {count} from {source} to {target}")
    print(f"  {len(after.keys() - before.keys()):6} new names")
    rows = [read_rows(folder / f"rows-{when}.txt") for when in ("before", "after")]
    fewer, gone_tables, same = compare_rows(*rows)
    print(f"Tables and columns: {same} as full as before or fuller")
    for title, lines in (
        ("Data that are gone", gone),
        ("Tables and columns that are gone, with what they held", gone_tables),
        ("Fewer rows", fewer),
    ):
        if lines:
            print(f"{title}:")
            print(*(f"  {line}" for line in lines), sep="\n")
    return 1 if gone or fewer or gone_tables else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
