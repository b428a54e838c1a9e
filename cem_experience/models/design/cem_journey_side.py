from odoo import api, fields, models

from ..score.cem_score import COMPANY_SOURCES

EMOTIONS = [
    ("-2", "Very bad (-2)"),
    ("-1", "Bad (-1)"),
    ("0", "Neutral (0)"),
    ("1", "Good (1)"),
    ("2", "Very good (2)"),
]


class CemJourneySide(models.AbstractModel):
    """What the customer lives through at a stage or touchpoint."""

    _name = "cem.journey.side"
    _description = "Customer's Side of a Step"

    customer_action = fields.Text(
        string="What the Customer Does", translate=True, help="In the customer's words."
    )
    customer_question = fields.Text(
        string="What the Customer Asks",
        translate=True,
        help="What does the customer want to know here?",
    )
    customer_barrier = fields.Text(
        string="What the Customer Fears",
        translate=True,
        help="Doubts and barriers that may keep the customer from going on.",
    )
    emotion_designed = fields.Selection(
        EMOTIONS,
        help="How the customer should feel here, from -2 to 2.",
    )
    emotion_measured = fields.Float(
        compute="_compute_emotion_measured",
        digits=(4, 2),
        help="Mean of the emotions that customers reported here, from -2 to 2. "
        "Without answers there is no figure.",
    )
    emotion_count = fields.Integer(
        string="Emotions Reported",
        compute="_compute_emotion_measured",
        help="Answers behind the measured emotion.",
    )
    is_moment_of_truth = fields.Boolean(
        string="Moment of Truth",
        help="Here the customer decides whether to stay or to leave.",
    )
    sense_ids = fields.Many2many("cem.sense", string="Senses")
    template_key = fields.Char(export_string_translation=False)

    def _emotion_owners(self, touchpoint):
        """Ids of the records in self at which scores of ``touchpoint`` count."""
        raise NotImplementedError

    def _emotion_domain(self):
        """Touchpoints whose emotions count at the records of self, as a domain."""
        raise NotImplementedError

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_emotion_measured(self):
        sums = {}
        if self.ids:
            groups = self.env["cem.score"]._read_group(
                [
                    ("measure", "=", "emotion"),
                    # What auditors felt is the company's view, not the customers'.
                    ("source", "not in", COMPANY_SOURCES),
                    *self._emotion_domain(),
                ],
                ["touchpoint_id"],
                ["__count", "value:sum"],
            )
            for touchpoint, count, total in groups:
                # The place in the tree only; the score itself was readable.
                for owner in self._emotion_owners(touchpoint.sudo()):
                    old = sums.get(owner, (0, 0.0))
                    sums[owner] = (old[0] + count, old[1] + total)
        for record in self:
            count, total = sums.get(record._origin.id, (0, 0.0))
            record.emotion_count = count
            # 0-10 back to the scale on which it was asked
            record.emotion_measured = total / count / 2.5 - 2 if count else 0.0
