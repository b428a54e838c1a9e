from odoo import fields, models

from ..base.notifications import notification


class CemTopic(models.Model):
    """What customers write about: a dictionary of words, part of one dimension."""

    _name = "cem.topic"
    _description = "Topic of Comments"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    dimension_id = fields.Many2one(
        "cem.dimension",
        index=True,
        ondelete="restrict",
        help="The experience dimension that the topic is part of.",
    )
    words = fields.Text(
        help="Words that tell of the topic, in any language, with commas between them or "
        "one a line. Latin letters: whole words in any case, or their beginning with a "
        "star (smile*). Chinese: wherever they stand.",
    )

    def action_read_again(self):
        """Read all comments again, but those that a person has corrected.

        The button is there whether topics are chosen or not, and does the same.
        """
        self.browse().check_access("write")
        self.env["cem.score"]._forget_readings()
        return notification(self.env._("All comments are being read again."))
