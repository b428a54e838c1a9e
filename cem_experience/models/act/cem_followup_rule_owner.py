from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CemFollowupRule(models.Model):
    """Whose task a case becomes, and by when."""

    _inherit = "cem.followup.rule"

    def _owner(self, score):
        """Who gets the follow-up of this score.

        :return: the user (empty if the company has nobody who could) and the users
            passed over, because they are away, have left or have no access
        """
        self.ensure_one()
        partner, company = score.partner_id, score.company_id
        first = {
            "salesperson": lambda: [partner.user_id],
            "record": lambda: self._record_users(score),
            "touchpoint": lambda: [score.touchpoint_id.user_id],
            "team": lambda: self._team_users(company),
            "fixed": lambda: [self.user_id],
        }[self.owner_policy]()
        chain = [*first, score.user_id, partner.user_id, self.fallback_user_id]
        passed_over = self.env["res.users"]
        for user in chain:
            if user and company._cem_is_staff(user) and not user._cem_on_leave():
                return user, passed_over - user
            passed_over |= user
        return company._cem_fallback_user(), passed_over

    def _team_users(self, company):
        """Members of the team who can work, the one who is next first."""
        members = self.team_id.member_ids.filtered(company._cem_is_staff)
        members -= members._cem_on_leave()
        if not members:
            return [self.team_id.user_id]
        self.env["cem.followup"].flush_model(["user_id", "date_closed", "date_open"])
        busy = self.env.execute_query(
            SQL(
                """
                SELECT u.id,
                       (SELECT COUNT(*) FROM cem_followup f
                         WHERE f.user_id = u.id AND f.date_closed IS NULL),
                       (SELECT MAX(f.id) FROM cem_followup f
                         WHERE f.user_id = u.id AND f.date_closed IS NULL)
                  FROM res_users u WHERE u.id = ANY(%s)
                """,
                members.ids,
            )
        )
        order = {user_id: (load, last or 0, user_id) for user_id, load, last in busy}
        return list(members.sorted(lambda user: order[user.id]))

    @api.model
    def _record_users(self, score):
        """Responsible, else team leader, of the record that the opinion is about."""
        record = self.env["cem.followup"]._source_record(score)
        users = []
        for path in (["user_id"], ["team_id", "user_id"]):
            value = record
            for name in path:
                field = value._fields.get(name) if value else None
                value = value[name] if field and field.type == "many2one" else None
            if value is not None and value._name == "res.users":
                users.append(value)
        return users

    def _likely_cause(self, score):
        """The rule's cause, or the one that names the touchpoint or what it is in."""
        self.ensure_one()
        if self.cause_id or not score.touchpoint_id:
            return self.cause_id
        path = [int(part) for part in score.touchpoint_id.parent_path.split("/")[:-1]]
        causes = self.env["cem.cause"].search([("touchpoint_id", "in", path)])
        return causes.sorted(lambda cause: -path.index(cause.touchpoint_id.id))[:1]

    # ------------------------------------------------------------------
    # By when
    # ------------------------------------------------------------------

    def _hours(self, company, tier, priority):
        """Working hours to first contact and to closing.

        :param tier: the customer's value tier, may be empty
        :param priority: severity of the case, "0" to "2"
        """
        line = self.env["cem.followup.deadline"]._find(company, tier, priority)
        if line:
            return line.contact_hours, line.close_hours
        return (self.contact_hours, self.deadline_hours) if self else (4.0, 8.0)

    def _deadlines(self, company, tier, priority, start=None):
        """Values of a case opened at ``start`` (now): the two deadlines."""
        contact, close = self._hours(company, tier, priority)
        contact = min(contact, close)
        return {
            "contact_deadline": self._after_hours(company, contact, start),
            "deadline": self._after_hours(company, close, start),
        }

    @api.model
    def _after_hours(self, company, hours, start=None):
        """The moment so many working hours after ``start`` (now), before if negative.

        :param company: whose working hours count; calendar hours if it has none
        :return: naive UTC datetime
        """
        start = start or fields.Datetime.now()
        calendar = company.resource_calendar_id
        end = calendar and calendar.plan_hours(hours, start, compute_leaves=True)
        return (end or start + timedelta(hours=hours)).replace(microsecond=0)

    @api.model
    def _hours_between(self, company, start, end):
        """Working hours of the company between two moments."""
        calendar = company.resource_calendar_id
        if not calendar.attendance_ids:
            return (end - start).total_seconds() / 3600
        return calendar.get_work_duration_data(start, end)["hours"]
