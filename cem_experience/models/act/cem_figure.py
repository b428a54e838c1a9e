from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..figures.cem_figure import between
from ..figures.cem_figure_times import TimeSource


class CemFigure(models.AbstractModel):
    """Figures of follow-ups: how fast, and how many customers were won back."""

    _inherit = "cem.figure"

    @api.model
    def _time_sources(self):
        """First contact and closing of follow-ups, in hours."""

        def until(end):
            return lambda column: SQL(
                "EXTRACT(EPOCH FROM %s - %s) / 3600.0",
                column(end),
                column("date_open"),
            )

        return super()._time_sources() + [
            TimeSource(
                name, "cem.followup", "date_open", [(end, "!=", False)], until(end)
            )
            for name, end in (("contact", "date_contacted"), ("close", "date_closed"))
        ]

    @api.model
    def _recovery_rate(self, domain, start, end):
        """Recovered customers among those asked again, of cases closed in the period.

        :return: as of :meth:`_response_rate`
        """
        cases = self.env["cem.followup"]
        domain = self._domain_for(cases, domain)
        if domain is None:
            return None
        domain &= Domain("recovery_state", "in", ("recovered", "not_recovered"))
        domain &= between("date_closed", start, end)
        counts = dict(cases._read_group(domain, ["recovery_state"], ["__count"]))
        return counts.get("recovered", 0), sum(counts.values())
