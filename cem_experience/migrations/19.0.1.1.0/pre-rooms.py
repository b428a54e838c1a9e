def migrate(cr, version):
    """Let our inheriting views wait, empty, until this update writes them anew.

    Parts of forms have moved from the view that they stood in to one that extends it.
    While the former is written the latter is not there yet, and views that look for
    these parts would fail.
    """
    cr.execute(
        r"""
        UPDATE ir_ui_view
           SET arch_db = '{"en_US": "<data/>"}', arch_updated = FALSE
         WHERE inherit_id IS NOT NULL
           AND id IN (SELECT res_id FROM ir_model_data
                       WHERE model = 'ir.ui.view' AND module LIKE 'cem\_experience%'
                         AND noupdate IS NOT TRUE)
        """
    )
    # Record rules are kept from updates; these say who may see what, and have changed.
    cr.execute(
        r"""
        WITH ours AS (
            DELETE FROM ir_model_data
             WHERE model = 'ir.rule' AND module LIKE 'cem\_experience%'
         RETURNING res_id
        )
        DELETE FROM ir_rule WHERE id IN (SELECT res_id FROM ours)
        """
    )
