from odoo import api, fields, models


class CemScore(models.Model):
    """How a caller seemed to feel to whoever took the call."""

    _inherit = "cem.score"

    source = fields.Selection(
        selection_add=[("contact", "Contact Centre")],
        # without it they would be taken for what customers say
        ondelete={"contact": "cascade"},
    )

    @api.model
    def _company_sources(self):
        """What a caller seemed to feel is the view of whoever took the call."""
        return [*super()._company_sources(), "contact"]


class CemAnswer(models.AbstractModel):
    _inherit = "cem.answer"

    @api.model
    def _harmless_addons(self):
        """The value above has no part in how an answer is stored."""
        return (*super()._harmless_addons(), "cem_experience_contact")
