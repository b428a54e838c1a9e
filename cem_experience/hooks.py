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
    rows = env.execute_query(
        SQL(
            r"""
            SELECT DISTINCT source.relname, reference.conname
              FROM pg_constraint reference
              JOIN pg_class source ON source.oid = reference.conrelid
              JOIN pg_attribute field
                ON field.attrelid = reference.conrelid
               AND field.attnum = ANY(reference.conkey)
             WHERE reference.contype = 'f'
               AND reference.confdeltype IN ('a', 'r')
               AND source.relnamespace = current_schema::regnamespace
               AND (source.relname LIKE 'cem\_%%' OR field.attname LIKE 'cem\_%%')
            """
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
    env["cem.score.rollup"]._drop_triggers()
    _delete_users(env)
    # Photos and other files hang on our records by name only.
    env["ir.attachment"].search(
        # the id makes the search find those of image fields too
        [("res_model", "=like", "cem.%"), ("id", ">", 0)]
    ).unlink()
    # What Odoo notes about our models under the names of other addons.
    env.cr.execute(
        SQL(
            r"""
            DELETE FROM ir_model_data
             WHERE module NOT LIKE 'cem\_%%'
               AND (name LIKE 'model\_inherit\_\_cem\_%%'
                    OR name LIKE 'selection\_\_cem\_%%')
            """
        )
    )


def _delete_users(env):
    """Users with an xml id of ours (demo only), before the contacts behind them."""
    data = env["ir.model.data"].search(
        [("module", "=", "cem_experience"), ("model", "=", "res.users")]
    )
    env["res.users"].browse(data.mapped("res_id")).exists().unlink()
