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
        "(id) WHERE comment IS NOT NULL AND sentiment IS NULL AND active IS TRUE"
    )

    def _unread_where(self):
        return SQL(
            "comment IS NOT NULL AND sentiment IS NULL AND active IS TRUE "
            "AND source <> ALL(%s)",
            self._unread_sources(),
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
            new._cem_as_server().with_context(cem_reading=True).write(
                {
                    "language": score.language,
                    "sentiment": score.sentiment,
                    "topic_ids": [(6, 0, score.topic_ids.ids)],
                    "text_corrected_by_id": score.text_corrected_by_id.id,
                }
            )
            taken |= new
        return taken
