from odoo import api, models
from odoo.tools import SQL

from .cem_followup_reason import COMPARING_KINDS


class CemScore(models.Model):
    """What cases have to know of the answers that stand in them."""

    _inherit = "cem.score"

    @api.model
    def _customers_changed(self, partners):
        self.env["cem.followup"]._refresh_recovery(partners)
        return super()._customers_changed(partners)

    def _tell_followups_of_topics(self):
        """Have the topics of the cases brought up to date that these words stand in."""
        followups = self.env["cem.followup"]
        if not self.ids:
            return
        followups.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT rel.cem_followup_id
                  FROM cem_score w
                  JOIN cem_score s ON s.partner_id = w.partner_id AND s.date = w.date
                  JOIN cem_followup_score_rel rel ON rel.cem_score_id = s.id
                 WHERE w.id = ANY(%s)
                """,
                self.ids,
            )
        )
        cases = followups.browse(key for (key,) in rows)
        self.env.add_to_compute(followups._fields["topic_ids"], cases)

    def _have_left(self):
        result = super()._have_left()
        if self.ids:
            self.env["cem.followup"]._doubt(
                SQL(
                    """
                    f.id IN (
                        SELECT cem_followup_id FROM cem_followup_score_rel
                         WHERE cem_score_id = ANY(%(scores)s)
                         UNION
                        SELECT other.id
                          FROM cem_score s
                          JOIN cem_followup other ON other.partner_id = s.partner_id
                           AND other.date_closed IS NULL
                          JOIN cem_followup_rule r ON r.id = other.rule_id
                           AND r.kind IN %(kinds)s
                         WHERE s.id = ANY(%(scores)s))
                    """,
                    scores=self.ids,
                    kinds=COMPARING_KINDS,
                )
            )
        return result

    def _come_back(self):
        result = super()._come_back()
        if self.ids:
            self.env["cem.followup"]._doubt(
                SQL(
                    """
                    f.id IN (SELECT cem_followup_id FROM cem_followup_score_rel
                              WHERE cem_score_id = ANY(%s))
                    """,
                    self.ids,
                )
            )
        return result
