from odoo import fields, models

from ..base.picture import Picture


class CemStandard(models.Model):
    """How a touchpoint has to be: something done, displayed or perceived.

    Whoever goes to see answers for each of them whether it is kept.
    """

    _name = "cem.standard"
    _description = "Touchpoint Standard"
    _order = "touchpoint_id, sequence, id"

    name = fields.Char(
        string="Standard",
        required=True,
        translate=True,
        help="One thing that anybody can see, hear or do, in one sentence.",
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", required=True, index=True, ondelete="cascade"
    )
    journey_id = fields.Many2one(
        related="touchpoint_id.journey_id", store=True, index=True
    )
    company_id = fields.Many2one(related="touchpoint_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("action", "To be done"),
            ("display", "To be displayed"),
            ("sensory", "To be perceived"),
        ],
        required=True,
        default="action",
        help="Something staff do; something shown, such as a board or a document; "
        "or something seen, heard, smelt, tasted or touched.",
    )
    sense_id = fields.Many2one("cem.sense", ondelete="restrict", index=True)
    description = fields.Text(
        translate=True, help="How exactly, how often, how much: what counts as kept."
    )
    photo = Picture(max_width=1920, max_height=1920, help="How it should look like.")
    photo_512 = Picture(
        string="Photo (512)", related="photo", max_width=512, max_height=512, store=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    template_key = fields.Char(export_string_translation=False)
