from odoo import fields, models


class CemBarrier(models.Model):
    """What holds customers back from buying, or from going on."""

    _name = "cem.barrier"
    _inherit = ["cem.proposal.mixin"]
    _description = "Customer Barrier"

    dimension_id = fields.Many2one(
        "cem.dimension",
        ondelete="set null",
        help="Dimension of the experience that the barrier belongs to.",
    )

    def _contact_field(self):
        return "barrier_id"
