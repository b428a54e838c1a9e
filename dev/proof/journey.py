"""A journey of 10,000 touchpoints: read in from a table, opened, changed, with scores."""

import os
import time

from measuring import Figure, environment

COUNT = int(os.environ.get("COUNT", 10_000))


def main():
    with environment() as env:
        # The addons can be imported only once the environment has found them.
        from odoo.addons.cem_experience.tests.design.test_journey_table import (
            large_table,
        )

        def timed(what, work, holds):
            env.flush_all()
            env.invalidate_all()
            start = time.perf_counter()
            result = work()
            env.flush_all()
            seconds = time.perf_counter() - start
            figures.append(Figure(what, seconds, "s", ok=holds(result)))
            return result

        def moved(result):
            last.invalidate_recordset()
            return not result["conflict"] and not last.parent_id

        figures = []
        journey = timed(
            f"{COUNT} touchpoints read in from a table",
            lambda: env["cem.journey"]._import_file(large_table(COUNT), "large.csv"),
            lambda found: found.touchpoint_count == COUNT,
        )
        tree = timed(
            "the tree opened",
            journey.get_tree,
            lambda found: len(found["touchpoints"]) == COUNT,
        )
        timed(
            "its scores",
            journey.get_tree_figures,
            lambda found: len(found["touchpoints"]) == COUNT,
        )
        last = env["cem.touchpoint"].browse(tree["touchpoints"][-1]["id"])
        move = {"do": "move", "keys": last.ids, "stage": journey.stage_ids.id}
        timed(
            "a move in it saved",
            lambda: journey.change_tree(tree["revision"], [move]),
            moved,
        )
        return figures
