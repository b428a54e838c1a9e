from odoo import api, fields, models
from odoo.exceptions import UserError


class CemActivityPrize(models.Model):
    """What there is to win."""

    _name = "cem.activity.prize"
    _description = "Prize"
    _order = "draw_id, sequence, id"

    draw_id = fields.Many2one(
        "cem.activity.draw", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="draw_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    quantity = fields.Integer(default=1, required=True)

    _quantity = models.Constraint(
        "CHECK (quantity > 0)", "There is at least one of each prize."
    )

    @api.model_create_multi
    def create(self, vals_list):
        prizes = super().create(vals_list)
        prizes._check_open()
        return prizes

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        if "draw_id" in vals:
            self._check_open()
        return result

    def _update_field_translations(self, *args, **kwargs):
        # The way of translated texts goes past write().
        self._check_open()
        return super()._update_field_translations(*args, **kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_open()

    def _check_open(self):
        """Refuse what would change after the commitment."""
        self.draw_id._write_rows()
        if any(draw.state != "draft" for draw in self.draw_id):
            raise UserError(
                self.env._(
                    "The commitment has been published: what there is to win cannot be "
                    "changed any more."
                )
            )
