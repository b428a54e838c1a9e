import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import comments

_logger = logging.getLogger(__name__)

BATCH = 500
# What is found in the words of a score, and a person may correct.
READ_FIELDS = {"language", "sentiment", "topic_ids"}


class CemScore(models.Model):
    """What the customer's words say: language, sentiment and topics.

    Read by a scheduled action, new comments only; see ``tools/comments.py``. A person's
    correction wins, and goes over to the score that replaces a corrected answer.
    """

    _inherit = "cem.score"

    language = fields.Char(
        readonly=True, help="Language of the comment: en, zh and so on."
    )
    sentiment = fields.Selection(
        [
            ("positive", "Positive"),
            ("neutral", "Neutral"),
            ("negative", "Negative"),
            ("unknown", "Not understood"),
        ],
        help="What the words of the comment sound like. The mark beside them is not "
        "looked at.",
    )
    topic_ids = fields.Many2many(
        "cem.topic",
        "cem_score_topic_rel",
        string="Topics",
        help="What the comment is about, by the words of the topics.",
    )
    text_corrected_by_id = fields.Many2one(
        "res.users",
        string="Reading Corrected By",
        readonly=True,
        ondelete="set null",
        help="Who corrected sentiment or topics; they are not read again.",
    )

    _unread_idx = models.Index(
        "(id) WHERE comment IS NOT NULL AND sentiment IS NULL AND active "
        "AND source <> 'audit'"
    )

    def write(self, vals):
        if READ_FIELDS & set(vals) and not self.env.context.get("cem_reading"):
            vals = {**vals, "text_corrected_by_id": self.env.uid}
            result = super().write(vals)
            self._tell_followups_of_topics()
            return result
        return super().write(vals)

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _unread(self, limit=None):
        """Scores with words that have not been read, in the words of the index."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cem_score
                 WHERE comment IS NOT NULL AND sentiment IS NULL AND active
                   AND source <> 'audit'
              ORDER BY id LIMIT %s
                """,
                limit,
            )
        )
        return self.browse(key for (key,) in rows)

    @api.model
    def _cron_read_comments(self):
        """Read new comments, a batch at a time; one that cannot be read is skipped."""
        missing = comments.missing_libraries()
        if missing:
            _logger.info(
                "Comments are not read: install the Python packages %s",
                ", ".join(missing),
            )
            return
        reader = self._comment_reader()
        cron = self.env["ir.cron"]
        while scores := self._unread(BATCH):
            scores._read_comments(reader)
            remaining = len(self._unread(BATCH))
            if not cron._commit_progress(len(scores), remaining=remaining):
                break

    @api.model
    def _comment_reader(self):
        """A reader with the dictionary as it is now."""
        topics = {
            topic.id: comments.split_words(topic.words)
            for topic in self.env["cem.topic"].search([("active", "=", True)])
        }
        tones = {
            tone.name: int(tone.tone)
            for tone in self.env["cem.tone"].search([("active", "=", True)])
        }
        return comments.Reader(topics, tones)

    def _read_comments(self, reader):
        """Keep what each comment says, in a few statements for all of them."""
        corrected = self._take_corrections_over()
        readings = {}
        for score in self - corrected:
            try:
                readings[score.id] = reader.reading(score.comment)
            except Exception:
                # it stays without a reading and does not come again
                _logger.warning("Comment of score %s cannot be read", score.id)
                readings[score.id] = comments.Reading(None, comments.UNKNOWN, 0.0, ())
        self._keep_readings(readings)
        self._tell_followups_of_topics()

    def _keep_readings(self, readings):
        if not readings:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_score SET language = r.language, sentiment = r.sentiment
                  FROM UNNEST(%s::int[], %s::text[], %s::text[])
                       AS r (id, language, sentiment)
                 WHERE cem_score.id = r.id
                """,
                list(readings),
                [reading.language for reading in readings.values()],
                [reading.sentiment for reading in readings.values()],
            )
        )
        pairs = [
            (score_id, topic)
            for score_id, reading in readings.items()
            for topic in reading.topics
        ]
        self.env.cr.execute(
            SQL(
                "DELETE FROM cem_score_topic_rel WHERE cem_score_id = ANY(%s)",
                list(readings),
            )
        )
        if pairs:
            scores, topics = map(list, zip(*pairs, strict=True))
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO cem_score_topic_rel (cem_score_id, cem_topic_id)
                    SELECT * FROM UNNEST(%s::int[], %s::int[])
                    """,
                    scores,
                    topics,
                )
            )
        self.invalidate_model(["language", "sentiment", "topic_ids"])

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

    @api.model
    def _forget_readings(self):
        """Let all comments be read again, but those corrected by a person."""
        self.flush_model()
        # Readings are nobody's opinion: whoever may change the dictionary may have
        # them made anew, in all companies.
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_score SET sentiment = NULL
                 WHERE comment IS NOT NULL AND sentiment IS NOT NULL
                   AND text_corrected_by_id IS NULL
                """
            )
        )
        self.invalidate_model(["sentiment"])
        # waking the scheduled action is all that is asked of it here
        self.env.ref("cem_experience.ir_cron_read_comments").sudo()._trigger()

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
