from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Customers of the start of a period, and those of them that its end did not see
START, LOST = "start", "lost"


class ResPartner(models.Model):
    """The customers behind the figures of who was kept and who was lost."""

    _inherit = "res.partner"

    cem_retention = fields.Char(
        string="Customer Kept or Lost",
        compute="_compute_cem_retention",
        search="_search_cem_retention",
        groups="cem_experience.group_cem_manager",
        export_string_translation=False,
    )

    def _compute_cem_retention(self):
        """It is there to search by: whether somebody was kept hangs on the period."""
        self.cem_retention = False

    @api.model
    def _search_cem_retention(self, operator, value):
        """Customers of a period.

        :param value: such as ``start/2026-04-01/2026-06-30`` or ``lost/...``: kind, the
            period's first and its last day
        """
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._cem_retention_domain(text) for text in value)

    @api.model
    def _cem_retention_domain(self, text):
        kind, *days = str(text).split("/")
        if kind not in (START, LOST) or len(days) != 2 or not all(days):
            raise ValidationError(
                self.env._("“%s” is no kind of customers of a period.", text)
            )
        figure = self.env["cem.figure"]
        start, end = (figure._date(day) for day in days)
        found = figure._retention_customers(figure._retention_days(start, end))
        if found is None:
            return Domain.FALSE
        chosen = SQL("was_0") if kind == START else SQL("was_0 AND NOT was_1")
        return Domain(
            "id",
            "in",
            SQL("(SELECT partner_id FROM (%s) customers WHERE %s)", found, chosen),
        )
