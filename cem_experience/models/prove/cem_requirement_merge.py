from odoo import api, models


class CemRequirementNotice(models.Model):
    """What is united when contacts are merged."""

    _inherit = "cem.requirement.notice"

    @api.model
    def _cem_merge_contacts(self, src, dst):
        """Told is told: the first mail that went out stays, with its date."""
        rows = self.search([("partner_id", "in", (src | dst).ids)])
        for of_one in rows.grouped("requirement_id").values():
            first, *double = of_one.sorted(
                lambda row: (row.state != "sent", row.date, row.id)
            )
            self.browse([row.id for row in double]).unlink()
            first.partner_id = dst
