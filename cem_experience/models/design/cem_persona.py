from odoo import api, fields, models

from ..base.picture import Picture


class CemPersona(models.Model):
    """A typical customer, described as a person, for whom a journey is designed."""

    _name = "cem.persona"
    _description = "Persona"
    _inherit = ["image.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    segment_ids = fields.Many2many(
        "res.partner.category",
        string="Segments",
        help="Customer segments that this person stands for.",
    )
    image_1920 = Picture("Image", max_width=1920, max_height=1920)
    description = fields.Text(
        translate=True, help="Age, work, family, habits: who is this?"
    )
    goals = fields.Text(translate=True, help="What does this person want to reach?")
    fears = fields.Text(translate=True, help="What holds this person back?")
    journey_ids = fields.Many2many("cem.journey", string="Journeys")
    journey_count = fields.Integer(compute="_compute_journey_count")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Leave empty to share the persona between all companies.",
    )
    template_key = fields.Char(export_string_translation=False, copy=False)

    @api.depends("journey_ids")
    def _compute_journey_count(self):
        for persona in self:
            persona.journey_count = len(persona.journey_ids)
