from odoo import fields, models
from odoo.tools import SQL


class CemScore(models.Model):
    """What the customer's words beside a mark say; see the mixin.

    A person's correction goes over to the score that replaces a corrected answer.
    """

    _name = "cem.score"
    _inherit = ["cem.score", "cem.words.mixin"]

    topic_ids = fields.Many2many(relation="cem_score_topic_rel")

    _unread_idx = models.Index(
        "(id) WHERE comment IS NOT NULL AND sentiment IS NULL AND active IS TRUE "
        "AND source <> 'audit'"
    )

    def _unread_where(self):
        return SQL(
            "comment IS NOT NULL AND sentiment IS NULL AND active IS TRUE "
            "AND source <> 'audit'"
        )

    def _take_corrections_over(self):
        """Corrections of an answer that has been replaced, its words being the same."""
        old = self.with_context(active_test=False).search(
            [
                ("superseded_by_id", "in", self.ids),
                ("text_corrected_by_id", "!=", False),
            ]
        )
        taken = self.browse()
        for score in old:
            new = score.superseded_by_id
            if new.comment != score.comment:
                continue
            new.with_context(cem_reading=True).write(
                {
                    "language": score.language,
                    "sentiment": score.sentiment,
                    "topic_ids": [(6, 0, score.topic_ids.ids)],
                    "text_corrected_by_id": score.text_corrected_by_id.id,
                }
            )
            taken |= new
        return taken

    # ------------------------------------------------------------------
    # Follow-ups
    # ------------------------------------------------------------------

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
