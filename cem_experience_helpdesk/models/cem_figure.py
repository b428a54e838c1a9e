from odoo import api, models

from odoo.addons.cem_experience.models.figures.cem_figure_times import TimeSource


class CemFigure(models.AbstractModel):
    _inherit = "cem.figure"

    @api.model
    def _time_sources(self):
        """First response and resolution of tickets, by the clock of the setting."""
        kind = self.env["helpdesk.ticket"]._cem_hours_kind()
        own = [
            TimeSource(
                name,
                "helpdesk.ticket",
                "create_date",
                [(reached, "!=", False)],
                lambda column, name=name: column(f"cem_{name}_{kind}"),
            )
            for name, reached in (
                ("first_response", "cem_first_response_date"),
                ("resolution", "cem_resolved_date"),
            )
        ]
        return [*own, *super()._time_sources()]
