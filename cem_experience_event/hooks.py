from odoo.tools import SQL

from odoo.addons.cem_experience.hooks import forget_models, release_references

OURS = r"cem\_activity"


def uninstall_hook(env):
    """Keep the questions that participants have been asked, if the opinions stay.

    The scores of activities stay, like all scores, and what was said without a mark;
    where they came from goes.
    """
    if env.ref("base.module_cem_experience").state != "to remove":
        env["cem.listen.setup"]._keep_used("cem_experience_event")
    for table in ("cem_score", "cem_remark"):
        env.cr.execute(
            SQL(
                "UPDATE %s SET res_model = NULL, res_id = NULL"
                " WHERE source = 'event' AND res_model LIKE 'cem.activity.%%'",
                SQL.identifier(table),
            )
        )
    # not of the ORM, which deletes its own tables only
    env.cr.execute("DROP TABLE IF EXISTS cem_activity_draw_seed")
    release_references(env, OURS)
    forget_models(env, OURS, own=r"cem\_experience\_event")
