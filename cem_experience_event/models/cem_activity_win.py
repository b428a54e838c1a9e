from odoo import fields, models


class CemActivityWin(models.Model):
    """Who won what, and whether it has been handed over."""

    _name = "cem.activity.win"
    _description = "Winner"
    _order = "draw_id, place"

    draw_id = fields.Many2one(
        "cem.activity.draw", required=True, index=True, ondelete="cascade"
    )
    activity_id = fields.Many2one(
        related="draw_id.activity_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="draw_id.company_id", store=True, precompute=True, index=True
    )
    place = fields.Integer(required=True, aggregator=None)
    prize_id = fields.Many2one(
        "cem.activity.prize", required=True, index=True, ondelete="restrict"
    )
    entry_id = fields.Many2one(
        "cem.activity.draw.entry", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(related="entry_id.name")
    date_handed = fields.Datetime(string="Handed Over On", readonly=True)
    handed_by_id = fields.Many2one("res.users", string="Handed Over By", readonly=True)

    _place_uniq = models.UniqueIndex("(draw_id, place)")

    def action_hand_over(self):
        """Note that the prize is in the winner's hands; staff do this, too."""
        self.check_access("read")
        for win in self.filtered(lambda win: not win.date_handed):
            # Staff may not change who has won.
            win.sudo().write(
                {"date_handed": fields.Datetime.now(), "handed_by_id": self.env.uid}
            )
