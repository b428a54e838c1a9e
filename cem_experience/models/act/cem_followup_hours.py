from odoo import api, fields, models


class CemFollowup(models.Model):
    """How long the customer waited for the first contact, and for the end.

    Kept in working hours of the company and in hours on the wall, so that the setting
    that chooses between them needs no recomputation. A case that is opened again goes
    on with the same clock; waiting for the customer does not count.
    """

    _inherit = "cem.followup"

    contact_work = fields.Float(
        compute="_compute_contact_work",
        store=True,
        aggregator=None,
        export_string_translation=False,
    )
    contact_wall = fields.Float(
        compute="_compute_contact_work",
        store=True,
        aggregator=None,
        export_string_translation=False,
    )
    close_work = fields.Float(
        compute="_compute_close_work",
        store=True,
        aggregator=None,
        export_string_translation=False,
    )
    close_wall = fields.Float(
        compute="_compute_close_work",
        store=True,
        aggregator=None,
        export_string_translation=False,
    )

    @api.model
    def _hours_kind(self):
        """``work`` or ``wall``: which hours the settings ask for."""
        # Settings are readable by administrators only; this choice is no secret.
        params = self.env["ir.config_parameter"].sudo()
        kind = params.get_param("cem_experience.followup_hours", "work")
        return kind if kind in ("work", "wall") else "work"

    @api.depends("date_open", "date_contacted")
    def _compute_contact_work(self):
        for case in self:
            case.contact_work, case.contact_wall = case._hours_until(
                case.date_contacted
            )

    @api.depends("date_open", "date_closed", "paused_hours", "paused_wall")
    def _compute_close_work(self):
        for case in self:
            work, wall = case._hours_until(case.date_closed)
            case.close_work = max(work - case.paused_hours, 0.0)
            case.close_wall = max(wall - case.paused_wall, 0.0)

    def _hours_until(self, end):
        """Working hours, and hours on the wall, since the case was opened."""
        self.ensure_one()
        start = self.date_open
        if not end or not start or end <= start:
            return 0.0, 0.0
        wall = (end - start).total_seconds() / 3600
        return self.rule_id._hours_between(self.company_id, start, end), wall
