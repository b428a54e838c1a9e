from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cem_experience.models.score.cem_score import SATISFACTION_MEASURES

STAFF = "cem_experience.group_cem_user"
DAYS = 90


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    cem_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="Hours in which the team answers. Empty: those of the company.",
    )
    cem_mark = fields.Char(
        string="Opinion (0-10)",
        compute="_compute_cem_figures",
        groups=STAFF,
        help="Mean of what customers said in the last 90 days about tickets of the "
        "team, with the number of answers.",
    )
    cem_mark_is_bad = fields.Boolean(compute="_compute_cem_figures", groups=STAFF)
    cem_first_response_median = fields.Char(
        string="First Response",
        compute="_compute_cem_figures",
        groups=STAFF,
        help="Median of the tickets of the last 90 days.",
    )
    cem_resolution_median = fields.Char(
        string="Resolution",
        compute="_compute_cem_figures",
        groups=STAFF,
        help="Median of the tickets of the last 90 days.",
    )

    def _compute_cem_figures(self):
        marks, times = self._cem_marks(), self._cem_times()
        smallest = self.env["ir.config_parameter"]._cem_minimum_group_size()
        for team in self:
            mean, count = marks.get(team.id, (None, 0))
            shown = count >= max(smallest, 1)
            team.cem_mark = shown and f"{mean:.1f} ({count})"
            team.cem_mark_is_bad = shown and mean < 5
            first, resolution = times.get(team.id, (None, None))
            team.cem_first_response_median = self._cem_hours_text(first)
            team.cem_resolution_median = self._cem_hours_text(resolution)

    def _cem_hours_text(self, hours):
        return False if hours is None else self.env._("%s h", f"{hours:.1f}")

    def _cem_marks(self):
        """Mean and number of marks by team, of the last weeks."""
        self.env.flush_all()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        rows = self.env.execute_query(
            SQL(
                """
            SELECT ticket.team_id, avg(score.value), count(score.id)
              FROM cem_invitation invitation
              JOIN helpdesk_ticket ticket ON ticket.id = invitation.res_id
              JOIN cem_score score ON score.user_input_id = invitation.user_input_id
                                  AND score.active IS TRUE AND score.measure IN %s
             WHERE invitation.res_model = 'helpdesk.ticket'
               AND invitation.state = 'answered' AND invitation.sent_date > %s
               AND ticket.team_id = ANY(%s)
          GROUP BY ticket.team_id
                """,
                tuple(SATISFACTION_MEASURES),
                since,
                self.ids,
            )
        )
        return {team_id: (mean, count) for team_id, mean, count in rows}

    def _cem_times(self):
        """Median first response and resolution by team, in hours, of the last weeks."""
        kind = self.env["helpdesk.ticket"]._cem_hours_kind()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        rows = self.env.execute_query(
            SQL(
                """
            SELECT team_id,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)
                       FILTER (WHERE cem_first_response_date IS NOT NULL),
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)
                       FILTER (WHERE cem_resolved_date IS NOT NULL)
              FROM helpdesk_ticket
             WHERE create_date > %s AND team_id = ANY(%s)
          GROUP BY team_id
                """,
                SQL.identifier(f"cem_first_response_{kind}"),
                SQL.identifier(f"cem_resolution_{kind}"),
                since,
                self.ids,
            )
        )
        return {team_id: (first, resolution) for team_id, first, resolution in rows}
