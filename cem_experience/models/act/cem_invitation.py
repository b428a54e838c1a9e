from odoo import api, models
from odoo.tools import SQL

# The first question that goes out about a case.
RECOVERY = SQL(
    """
    i.res_model = 'cem.followup' AND NOT EXISTS (
        SELECT FROM cem_invitation o
         WHERE o.res_model = i.res_model AND o.res_id = i.res_id AND o.id != i.id
           AND o.sent_date IS NOT NULL
    )
    """
)


class CemInvitation(models.Model):
    """The question whether a complaint was settled cannot wait for its turn."""

    _inherit = "cem.invitation"

    @api.model
    def _fatigue_exemption(self):
        """The recovery survey is exempt from the fatigue rule, once for a case."""
        return SQL("%s OR (%s)", super()._fatigue_exemption(), RECOVERY)
