"""At the very end: addons say which answers are the customer's own, and which a note of
the company's about them."""

from odoo import SUPERUSER_ID, api

BATCH = 10_000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT DISTINCT partner_id FROM cem_score WHERE partner_id IS NOT NULL")
    ids = [partner_id for (partner_id,) in cr.fetchall()]
    for start in range(0, len(ids), BATCH):
        env["res.partner"].browse(ids[start : start + BATCH])._cem_refresh_figures()
