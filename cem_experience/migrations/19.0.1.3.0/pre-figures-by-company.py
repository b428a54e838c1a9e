"""Figures of a contact are each company's own: they are computed anew from the answers."""

COLUMNS = (
    "cem_score_count",
    "cem_nps_group",
    "cem_satisfaction",
    "cem_satisfaction_count",
)


def migrate(cr, version):
    for column in COLUMNS:
        cr.execute(f"ALTER TABLE res_partner DROP COLUMN IF EXISTS {column}")
