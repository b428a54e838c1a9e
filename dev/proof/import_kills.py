"""An import of 100,000 answers goes on by itself when its server is killed three times.

Real servers with one thread for scheduled actions, SIGKILL in the middle, and nobody who
wakes the next one. ``ROWS=30000 KILLS=1`` is a quick try.
"""

import base64
import math
import os
import random
import time

from measuring import Figure, environment, execute, server

ROWS = int(os.environ.get("ROWS", 50_000))
KILLS = int(os.environ.get("KILLS", 3))
PATIENCE = int(os.environ.get("PATIENCE", 600))
# Odoo looks for work once a minute (60 s and a little for each worker), the first time
# a minute after a server has loaded everything. After that, nobody waits.
MOST_UNTIL_FIRST = 90
MOST_IDLE = 20


def rows_done():
    [[rows, state]] = execute("SELECT rows_done, state FROM cem_score_import")
    return rows, state


def watch(odoo, rows_wanted):
    """Wait until so many rows are in, or all of them.

    :return: seconds until the first batch, and the longest time without one after it
    """
    begin = last = time.monotonic()
    first = None
    longest = 0
    seen, state = rows_done()
    while seen < rows_wanted and state != "done":
        time.sleep(0.1)
        now = time.monotonic()
        rows, state = rows_done()
        if first is not None:
            longest = max(longest, now - last)
        if rows > seen or state == "done":
            first = now - begin if first is None else first
            seen, last = rows, now
        if now - begin > PATIENCE or not odoo.alive():
            raise RuntimeError(f"{state} at row {rows}:\n{odoo.tail()}")
    return first or 0, longest


def start():
    marks = random.Random(9)
    lines = [f"{marks.randint(1, 5)},{marks.randint(1, 5)}" for _row in range(ROWS)]
    text = "Service (1-5),Price (1-5)\n" + "\n".join(lines)
    with environment() as env:
        record = env["cem.score.import"].create(
            {"file": base64.b64encode(text.encode()), "filename": "answers.csv"}
        )
        record.action_map()
        record.action_preview()
        record.action_import()
        env.cr.commit()


def main():
    start()
    pauses = []
    for number in range(KILLS):
        with server(crons=1, name=f"killed-{number}") as odoo:
            pauses.append(watch(odoo, ROWS * (number + 1) // (KILLS + 1)))
            odoo.kill()
    with server(crons=1, name="last") as odoo:
        pauses.append(watch(odoo, math.inf))
    yield Figure("servers killed", KILLS)
    [[scores, distinct]] = execute(
        "SELECT count(*), count(DISTINCT (import_row, import_column_id)) FROM cem_score"
    )
    yield Figure("scores", scores, reference=2 * ROWS, ok=scores == 2 * ROWS)
    yield Figure("each once", distinct, reference=scores, ok=distinct == scores)
    yield Figure(
        "longest time until the first batch of a server",
        first := max(until for until, _pause in pauses),
        "s",
        MOST_UNTIL_FIRST,
        ok=first < MOST_UNTIL_FIRST,
    )
    yield Figure(
        "longest time without a batch after it",
        longest := max(pause for _until, pause in pauses),
        "s",
        MOST_IDLE,
        ok=longest < MOST_IDLE,
    )
