from odoo import api, models

PREFIX = "cem_experience."
DEFAULT_MINIMUM_GROUP_SIZE = 5


class IrConfigParameter(models.Model):
    """Our settings, as whoever works with them reads them."""

    _inherit = "ir.config_parameter"

    @api.model
    def _cem_text(self, name, default):
        """A setting; what an administrator has emptied counts as not set."""
        # Settings are readable by administrators only; ours are not secret.
        return self.sudo().get_param(f"{PREFIX}{name}") or default

    @api.model
    def _cem_number(self, name, default):
        """A setting in whole numbers; what is no number counts as not set."""
        try:
            return int(self._cem_text(name, default))
        except ValueError:
            return default

    @api.model
    def _cem_minimum_group_size(self):
        """Fewest answers that a figure may be shown of; at least 1."""
        return max(
            self._cem_number("minimum_group_size", DEFAULT_MINIMUM_GROUP_SIZE), 1
        )
