from odoo.addons.cem_experience.hooks import forget_models, release_references


def uninstall_hook(env):
    """Answers that were pulled stay, like all answers; where from is forgotten.

    A column is kept as long as scores say that they come from it.
    """
    env.cr.execute(
        """
        ALTER TABLE cem_score_import_column
              DROP CONSTRAINT IF EXISTS cem_score_import_column_import_or_source;
        DELETE FROM cem_score_import_reject WHERE source_id IS NOT NULL;
        DELETE FROM cem_score_import_column own
         WHERE source_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM cem_score WHERE import_column_id = own.id);
        UPDATE cem_score_import_column SET source_id = NULL
         WHERE source_id IS NOT NULL;
        """
    )
    for name in ("cem_source", "cem_webhook"):
        prefix = name.replace("_", r"\_")
        release_references(env, prefix)
        forget_models(env, prefix, own=r"cem\_experience\_connect")
