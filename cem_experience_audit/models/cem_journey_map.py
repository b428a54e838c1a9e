from collections import Counter
from datetime import timedelta

from odoo import models
from odoo.fields import Domain


class CemJourney(models.Model):
    """What auditors found, on the map."""

    _inherit = "cem.journey"

    def _map_checks(self, touchpoint_ids, filters):
        """How often auditors found a standard kept or broken: (touchpoint, result).

        Staff count what they have seen themselves, as their access rule says.
        """
        domain = Domain("touchpoint_id", "in", touchpoint_ids)
        domain &= Domain("result", "in", ("kept", "broken"))
        domain &= Domain("audit_state", "in", ("running", "done"))
        if filters["date_from"]:
            domain &= Domain("date", ">=", filters["date_from"])
        if filters["date_to"]:
            domain &= Domain("date", "<", filters["date_to"] + timedelta(days=1))
        if filters["company_ids"]:
            domain &= Domain("company_id", "in", filters["company_ids"])
        groups = self.env["cem.audit.check"]._read_group(
            domain, ["touchpoint_id", "result"], ["__count"]
        )
        counts = Counter()
        for touchpoint, result, count in groups:
            counts[touchpoint.id, result] = count
        return counts


class CemStandard(models.Model):
    _inherit = "cem.standard"

    def _map_checks(self):
        groups = self.env["cem.audit.check"]._read_group(
            [
                ("standard_id", "in", self.ids),
                ("audit_state", "in", ("running", "done")),
            ],
            ["standard_id", "result"],
            ["__count"],
        )
        return {(standard.id, result): count for standard, result, count in groups}
