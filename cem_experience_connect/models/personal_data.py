"""What was sent to other systems; see ``tools/base/personal.py``."""

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cem_experience.tools.base.personal import ERASED, Personal


class CemWebhookDelivery(models.Model):
    _inherit = "cem.webhook.delivery"

    _cem_personal = Personal(
        people=(),
        hand_out=("create_date", "event", "state", "sent_date", "payload_text"),
        delete=True,
    )

    @api.model
    def _cem_personal_rows(self, subject):
        """Messages about an answer or case of this person, or with the name in them."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cem_webhook_delivery d
                 WHERE d.payload->'customer'->>'id' = ANY(%(keys)s)
                    OR d.payload::text ILIKE ANY(%(patterns)s)
                    OR d.res_model = 'cem.score' AND d.res_id IN (
                       SELECT id FROM cem_score WHERE partner_id = ANY(%(ids)s))
                    OR d.res_model = 'cem.followup' AND d.res_id IN (
                       SELECT id FROM cem_followup WHERE partner_id = ANY(%(ids)s))
                """,
                keys=[str(partner_id) for partner_id in subject.partner_ids],
                ids=list(subject.partner_ids),
                patterns=subject.patterns,
            )
        )
        return self.browse(row_id for (row_id,) in rows)

    @api.model
    def _cem_retain_deliveries(self, before, limit):
        """Messages that have been settled; all of them go after 90 days anyway."""
        old = self.search(
            [("create_date", "<", before), ("state", "in", ("sent", "failed"))],
            limit=limit,
        )
        old.unlink()
        return len(old)


class CemSource(models.Model):
    """Rows of another system that were looked at, or left out."""

    _inherit = "cem.source"

    _cem_personal = Personal(people=())

    @api.model
    def _cem_personal_rows(self, subject):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cem_source WHERE preview ILIKE ANY(%(patterns)s)
                 UNION
                SELECT source_id FROM cem_score_import_column
                 WHERE sample ILIKE ANY(%(patterns)s) AND source_id IS NOT NULL
                 UNION
                SELECT source_id FROM cem_score_import_reject
                 WHERE content ILIKE ANY(%(patterns)s) AND source_id IS NOT NULL
                """,
                patterns=subject.patterns,
            )
        )
        return self.browse(row_id for (row_id,) in rows)

    def _cem_personal_erase(self, subject, words):
        for query in (
            SQL("UPDATE cem_source SET preview = NULL WHERE id = ANY(%s)", self.ids),
            SQL(
                "UPDATE cem_score_import_column SET sample = NULL"
                " WHERE source_id = ANY(%s)",
                self.ids,
            ),
            SQL(
                "UPDATE cem_score_import_reject SET content = %s"
                " WHERE source_id = ANY(%s) AND content ILIKE ANY(%s)",
                ERASED,
                self.ids,
                subject.patterns,
            ),
        ):
            self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)
