from odoo.tools import SQL


def uninstall_hook(env):
    """Let go of what rows of ours refer to, since the rows go too.

    Odoo deletes the records that have an xml id (dimensions, touchpoints, surveys,
    demo customers) before it drops our tables and columns, and the database would
    refuse each one that a score or a follow-up refers to. So those references stop
    being binding first; if anything fails, the transaction brings them back.
    """
    # Rules and actions that touchpoints have made bear no xml id.
    touchpoints = env["cem.touchpoint"].with_context(active_test=False).search([])
    touchpoints.automation_id.unlink()
    env["ir.actions.act_window"].search(
        [("res_model", "=", "cem.invitation"), ("binding_model_id", "!=", False)]
    ).unlink()
    release_references(env)
    env["cem.score.rollup"]._drop_triggers()
    _delete_users(env)
    # Photos and other files hang on our records by name only.
    env["ir.attachment"].search(
        # the id makes the search find those of image fields too
        [("res_model", "=like", "cem.%"), ("id", ">", 0)]
    ).unlink()
    forget_models(env)


def _delete_users(env):
    """Users with an xml id of ours (demo only), before the contacts behind them."""
    data = env["ir.model.data"].search(
        [("module", "=", "cem_experience"), ("model", "=", "res.users")]
    )
    env["res.users"].browse(data.mapped("res_id")).exists().unlink()


def release_references(env, prefix=r"cem\_"):
    """Let references of our tables, or by our columns, no longer be binding.

    :param prefix: how the names of the tables or columns begin, as for LIKE
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT source.relname, reference.conname
              FROM pg_constraint reference
              JOIN pg_class source ON source.oid = reference.conrelid
              JOIN pg_attribute field
                ON field.attrelid = reference.conrelid
               AND field.attnum = ANY(reference.conkey)
             WHERE reference.contype = 'f'
               AND reference.confdeltype IN ('a', 'r')
               AND source.relnamespace = current_schema::regnamespace
               AND (source.relname LIKE %(names)s OR field.attname LIKE %(names)s)
            """,
            names=f"{prefix}%",
        )
    )
    for table, name in rows:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def forget_models(env, prefix=r"cem\_", own=r"cem\_%"):
    """Delete what Odoo notes about our models under the names of other addons.

    :param prefix: how the names of the models begin, as for LIKE
    :param own: names of the addons that are being uninstalled, as for LIKE
    """
    env.cr.execute(
        SQL(
            r"""
            DELETE FROM ir_model_data
             WHERE module NOT LIKE %s
               AND (name LIKE %s OR name LIKE %s OR name LIKE %s)
            """,
            own,
            # fields that another addon gives all models, such as ratings
            rf"field\_{prefix}%",
            rf"model\_inherit\_\_{prefix}%",
            rf"selection\_\_{prefix}%",
        )
    )
