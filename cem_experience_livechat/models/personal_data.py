"""What ratings keep of people; see ``tools/base/personal.py`` of the core addon."""

from odoo import models

from odoo.addons.cem_experience.tools.base.personal import Personal


class RatingRating(models.Model):
    _inherit = "rating.rating"

    _cem_personal = Personal(
        words=("feedback",), hand_out=("create_date", "rating", "feedback")
    )
