from odoo import api, models
from odoo.tools import SQL

from ...tools.listen import sending_hours

ALWAYS = (0.0, 24.0, "all")


class CemInvitation(models.Model):
    """At what hour: nobody is written to at night, by the customer's own clock."""

    _inherit = "cem.invitation"

    @api.model
    def _sending_hours(self):
        """First and last hour and the weekdays on which messages go out."""
        # Settings are readable by administrators only; these are no secret.
        params = self.env["ir.config_parameter"].sudo()
        try:
            start = float(params.get_param("cem_experience.send_from", 0))
            end = float(params.get_param("cem_experience.send_to", 24))
        except ValueError:
            return ALWAYS
        days = params.get_param("cem_experience.send_days", "all")
        if not 0 <= start < end <= 24 or days not in sending_hours.DAYS:
            return ALWAYS
        return start, end, days

    def _time_zone(self):
        """The customer's time zone, else the company's."""
        self.ensure_one()
        return self.partner_id.tz or self.company_id.partner_id.tz or "UTC"

    def _allowed_from(self, moment):
        """When the message may go out, at the earliest: ``moment`` or later."""
        self.ensure_one()
        hours = self._sending_hours()
        if hours == ALWAYS:
            return moment
        return sending_hours.next_allowed(moment, self._time_zone(), *hours)

    @api.model
    def _postpone_until_allowed(self, states, field, now):
        """Move what is due, but would go out at night, to the morning.

        :param states: states of the invitations to look at
        :param field: name of the date that says when the message is due
        :return: number of invitations moved
        """
        hours = self._sending_hours()
        if hours == ALWAYS:
            return 0
        self.flush_model(["state", field])
        due = SQL("i.state IN %s AND %s <= %s", states, SQL.identifier("i", field), now)
        zone = SQL("COALESCE(NULLIF(p.tz, ''), NULLIF(cp.tz, ''), 'UTC')")
        source = SQL(
            """
            cem_invitation i
            JOIN res_company c ON c.id = i.company_id
            JOIN res_partner cp ON cp.id = c.partner_id
       LEFT JOIN res_partner p ON p.id = i.partner_id
            """
        )
        zones = self.env.execute_query(
            SQL("SELECT DISTINCT %s FROM %s WHERE %s", zone, source, due)
        )
        moved = 0
        for (name,) in zones:
            moment = sending_hours.next_allowed(now, name, *hours)
            if moment > now:
                self.env.cr.execute(
                    SQL(
                        """
                        UPDATE cem_invitation SET %s = %s WHERE id IN (
                            SELECT i.id FROM %s WHERE %s AND %s = %s
                        )
                        """,
                        SQL.identifier(field),
                        moment,
                        source,
                        due,
                        zone,
                        name,
                    )
                )
                moved += self.env.cr.rowcount
        self.invalidate_model([field])
        return moved
