from odoo import api, models
from odoo.exceptions import UserError

from ...tools.base.hooks import hook


class ResPartner(models.Model):
    """A contact on whom figures rest is not deleted, but made anonymous."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_figures(self):
        """Refuse in words, and not with the name of a foreign key."""
        kept = self._cem_reasons_to_keep()
        if not kept:
            return
        partner = next(iter(kept))
        raise UserError(
            self.env._(
                "“%(contact)s” cannot be deleted, because figures rest on this contact: "
                "%(what)s. Archive the contact, or make it anonymous (Customer "
                "Experience, Configuration, Personal Data): the figures stay as they "
                "are, and nothing in them leads to the person any more.",
                contact=partner.display_name,
                what=", ".join(kept[partner]),
            )
        )

    @hook
    def _cem_merged(self):
        """Bring up to date what follows from rows that have just come to this contact."""

    @hook
    def _cem_reasons_to_keep(self):
        """What each of these contacts holds in figures that would change without it.

        :return: dict by contact of lists of words such as "3 follow-ups"
        """
        # Whoever deletes a contact need not see what it brings and costs.
        values = self.env["cem.customer.value"].sudo()
        rows = values.search(
            [
                ("partner_id", "in", self.ids),
                "|",
                "|",
                ("record_count", ">", 0),
                ("record_count_start", ">", 0),
                ("cost", ">", 0),
            ]
        )
        return {
            partner: [self.env._("what the customer brings and costs")]
            for partner in rows.partner_id.with_env(self.env)
        }
