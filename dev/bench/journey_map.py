"""First draw of a map of 12 stages x 150 touchpoints beside a kanban of the same."""

import statistics

from measuring import Figure, environment, server
from measuring.browser import chromium, log_in, opening
from measuring.users import make_user

LOGIN = "bench_manager"
RUNS = 7
# Not grouped: Odoo leaves all but the first ten columns folded, and so undrawn.
KANBAN = """
<kanban limit="200">
    <templates>
        <t t-name="card">
            <field name="name" class="fw-bold" />
            <field name="channel_id" />
            <field name="score_count" />
            <field name="standard_count" />
            <field name="emotion_designed" />
        </t>
    </templates>
</kanban>
"""


def main():
    with environment() as env:
        # The addons can be imported only once the environment has found them.
        from odoo.addons.cem_experience.tests.show.common_map import make_large_journey

        journey, touchpoints = make_large_journey(env)
        make_user(env, LOGIN, "cem_experience.group_cem_manager")
        view = env["ir.ui.view"].create(
            {"name": "bench", "model": "cem.touchpoint", "arch": KANBAN}
        )
        kanban = env["ir.actions.act_window"].create(
            {
                "name": "Kanban",
                "res_model": "cem.touchpoint",
                "view_mode": "kanban",
                "view_id": view.id,
                "domain": f"[('journey_id', '=', {journey.id})]",
            }
        )
        count = len(touchpoints)
        opened = {
            "map": (
                {
                    "type": "ir.actions.client",
                    "tag": "cem_journey_map",
                    "params": {"journey_id": journey.id},
                },
                ".o_cem_card",
            ),
            "kanban": (kanban.id, ".o_kanban_record:not(.o_kanban_ghost)"),
        }
        env.cr.commit()
    times = {name: [] for name in opened}
    with server() as odoo, chromium() as page:
        log_in(page, odoo.url, LOGIN)
        for turn in range(RUNS + 1):
            for name, (action, selector) in opened.items():
                milliseconds = opening(page, action, selector, count)
                if turn:  # the first compiles templates and fills caches
                    times[name].append(milliseconds)
    median = {name: statistics.median(values) / 1000 for name, values in times.items()}
    # How many times as fast: 1 / seconds, so that more is better
    yield Figure(
        f"maps drawn, 12 stages x {count} touchpoints with scores",
        1 / median["map"],
        "1/s",
        1 / median["kanban"],
        against="kanban of the same records",
        want=0.5,
    )
    yield Figure("first draw of the map", median["map"] * 1000, "ms")
    yield Figure("first draw of the kanban", median["kanban"] * 1000, "ms")
