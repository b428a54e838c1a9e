import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.base.hooks import hook
from ...tools.base.personal import ERASED
from ...tools.score import comments

_logger = logging.getLogger(__name__)

BATCH = 500
# What is found in the words, and a person may correct.
READ_FIELDS = {"language", "sentiment", "topic_ids"}


class CemWordsMixin(models.AbstractModel):
    """What the customer's words say: language, sentiment and topics.

    Whoever inherits has a text ``comment``. Read by a scheduled action, new comments
    only; see ``tools/score/comments.py``. A person's correction wins.
    """

    _name = "cem.words.mixin"
    _description = "Words that Are Read"

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

    def write(self, vals):
        # A client could say so, too, to leave no trace of a correction.
        reading = self.env.context.get("cem_reading") and self._cem_is_server()
        if READ_FIELDS & set(vals) and not reading:
            vals = {**vals, "text_corrected_by_id": self.env.uid}
            result = super().write(vals)
            self._tell_followups_of_topics()
            return result
        return super().write(vals)

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _reading_models(self):
        """All that customers write: beside a mark, and without one."""
        return [self.env["cem.score"], self.env["cem.remark"]]

    @api.model
    def _unread_where(self):
        """Which rows wait to be read, in the words of the model's index."""
        return SQL("sentiment IS NULL")

    @api.model
    def _unread(self, limit=None):
        """Rows whose words have not been read yet."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %(table)s WHERE %(unread)s ORDER BY id LIMIT %(limit)s",
                table=SQL.identifier(self._table),
                unread=self._unread_where(),
                limit=limit,
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
        for model in self._reading_models():
            while rows := model._unread(BATCH):
                rows._read_comments(reader)
                remaining = len(model._unread(BATCH))
                if not cron._commit_progress(len(rows), remaining=remaining):
                    return

    @api.model
    def _read_all(self):
        """Read whatever waits in one go, for demo data and tests."""
        reader = self._comment_reader()
        for model in self._reading_models():
            model._unread()._read_comments(reader)

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
        for row in self - corrected:
            try:
                readings[row.id] = reader.reading(row.comment)
            except Exception:
                # it stays without a reading and does not come again
                _logger.warning("Comment of %s %s cannot be read", row._name, row.id)
                readings[row.id] = comments.Reading(None, comments.UNKNOWN, 0.0, ())
        self._keep_readings(readings)
        self._tell_followups_of_topics()

    def _keep_readings(self, readings):
        if not readings:
            return
        self.flush_recordset()
        topics = self._fields["topic_ids"]
        names = {
            "table": SQL.identifier(self._table),
            "relation": SQL.identifier(topics.relation),
            "row": SQL.identifier(topics.column1),
            "topic": SQL.identifier(topics.column2),
        }
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS w
                   SET language = r.language, sentiment = r.sentiment
                  FROM UNNEST(%(ids)s::int[], %(languages)s::text[],
                              %(sentiments)s::text[]) AS r (id, language, sentiment)
                 WHERE w.id = r.id
                """,
                ids=list(readings),
                languages=[reading.language for reading in readings.values()],
                sentiments=[reading.sentiment for reading in readings.values()],
                **names,
            )
        )
        pairs = [
            (row_id, topic)
            for row_id, reading in readings.items()
            for topic in reading.topics
        ]
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(relation)s WHERE %(row)s = ANY(%(ids)s)",
                ids=list(readings),
                **names,
            )
        )
        if pairs:
            rows, found = map(list, zip(*pairs, strict=True))
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(relation)s (%(row)s, %(topic)s)
                    SELECT * FROM UNNEST(%(rows)s::int[], %(found)s::int[])
                    """,
                    rows=rows,
                    found=found,
                    **names,
                )
            )
        self.invalidate_model(["language", "sentiment", "topic_ids"])

    @api.model
    def _forget_readings(self):
        """Let all comments be read again, but those corrected by a person."""
        # Readings are nobody's opinion: whoever may change the dictionary may have
        # them made anew, in all companies.
        for model in self._reading_models():
            model.flush_model()
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %s SET sentiment = NULL
                     WHERE comment IS NOT NULL AND sentiment IS NOT NULL
                       AND text_corrected_by_id IS NULL AND comment <> %s
                    """,
                    SQL.identifier(model._table),
                    # what was read in words that were erased is all there is of them
                    ERASED,
                )
            )
            model.invalidate_model(["sentiment"])
        # waking the scheduled action is all that is asked of it here
        self.env.ref("cem_experience.ir_cron_read_comments").sudo()._trigger()

    # ------------------------------------------------------------------
    # What hangs on them
    # ------------------------------------------------------------------

    def _take_corrections_over(self):
        """Rows that keep what a person has corrected in those they replace."""
        return self.browse()

    @hook
    def _tell_followups_of_topics(self):
        """Tell the cases in which these words stand of what was found in them."""
