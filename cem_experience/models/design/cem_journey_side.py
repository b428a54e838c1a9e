from odoo import fields, models

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
    is_moment_of_truth = fields.Boolean(
        string="Moment of Truth",
        help="Here the customer decides whether to stay or to leave.",
    )
    sense_ids = fields.Many2many("cem.sense", string="Senses")
    template_key = fields.Char(export_string_translation=False)
