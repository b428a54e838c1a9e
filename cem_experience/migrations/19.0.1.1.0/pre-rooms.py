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
