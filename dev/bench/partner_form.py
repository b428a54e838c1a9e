"""Opening a customer of 10,000 scores beside one of none: all that the form reads."""

from measuring import Figure, environment, interleaved, peak_rss
from measuring.filling import World, add_scores, make_world, scaled
from measuring.users import make_user

COUNT = scaled(10_000, 500)
LOGIN = "bench_manager"


def main():
    with environment() as env:
        world = make_world(env, customers=1000)
        full, empty = env["res.partner"].create([{"name": "Li"}, {"name": "Ma"}])
        only = World(world.company, [full.id], world.tiers, world.questions)
        add_scores(env, only, COUNT)
        full._cem_refresh_figures()
        env["cem.followup"].create(
            [{"partner_id": partner.id} for partner in full | empty]
        )
        make_user(
            env,
            LOGIN,
            "cem_experience.group_cem_administrator",
            "base.group_partner_manager",
        )
        env.cr.commit()
    from odoo.tests import Form

    with environment(LOGIN) as env:
        # what the web client asks for: the form's own specification
        form = Form(env["res.partner"].browse(full.id))
        specification = form._view["fields_spec"]

        def opened(partner):
            env.invalidate_all()
            return env["res.partner"].browse(partner.id).web_read(specification)

        [shown] = opened(full)
        yield Figure(
            "scores of the customer", shown["cem_score_count"], reference=COUNT
        )
        times = interleaved(
            {"full": lambda: opened(full), "empty": lambda: opened(empty)}, runs=41
        )
        yield Figure(
            f"a customer of {COUNT:,} scores opened, {len(specification)} fields",
            1000 * times["full"],
            "ms",
            1000 * times["empty"],
            against="one of none",
            most=1.1,
            memory=peak_rss(),
        )
