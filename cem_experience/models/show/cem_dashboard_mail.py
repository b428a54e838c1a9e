from ast import literal_eval

from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from ...tools.figures.periods import KINDS
from ..base.domains import check_domain
from ..base.notifications import notification
from .cem_dashboard_groups import COMPARISONS

# What a favourite of the dashboard keeps in its context, and where it goes
CHOICES = {
    "cem_period": "period",
    "cem_by": "by",
    "cem_journey": "journey_id",
    "cem_weighting": "weighting",
}
STEPS = {"week": relativedelta(weeks=1), "month": relativedelta(months=1)}


class CemDashboardMail(models.Model):
    """The dashboard as a mail, every week or month, to people of the house.

    Each recipient gets what they themselves may see: the page is made with their
    rights, in their language. See ``cem_dashboard_mail_sending.py`` for how it is sent.
    """

    _name = "cem.dashboard.mail"
    _description = "Dashboard by Mail"
    _order = "next_date, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        default=lambda self: self.env.company,
        help="Figures of this company. Empty: of all companies of the recipient.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Recipients",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="People with a role in Customer Experience. Each gets what they may see "
        "themselves.",
    )
    filter_id = fields.Many2one(
        "ir.filters",
        string="Favourite",
        ondelete="restrict",
        domain="[('model_id', '=', 'cem.score')]",
        help="A favourite of the dashboard, as it is when the mail is sent. Empty: what "
        "is chosen below.",
    )
    domain = fields.Char(string="Filters", default="[]", required=True)
    period = fields.Selection(
        selection="_selection_period", default="last_month", required=True
    )
    compare_by = fields.Selection(selection="_selection_compare_by")
    journey_id = fields.Many2one("cem.journey", ondelete="set null")
    population_id = fields.Many2one(
        "cem.population", string="Weighted To", ondelete="set null"
    )
    file_type = fields.Selection(
        [("pdf", "PDF"), ("png", "Picture (PNG)")], default="pdf", required=True
    )
    interval = fields.Selection(
        [("week", "Week"), ("month", "Month")],
        string="Every",
        default="week",
        required=True,
    )
    next_date = fields.Date(
        string="Next On",
        required=True,
        copy=False,
        default=lambda self: (
            fields.Date.context_today(self) + relativedelta(days=1, weekday=MO)
        ),
    )
    run_ids = fields.One2many("cem.dashboard.mail.run", "mail_id")
    run_count = fields.Integer(string="Sent", compute="_compute_run_count")

    _due_idx = models.Index("(next_date) WHERE active IS TRUE")

    @api.model
    def _selection_period(self):
        names = {
            "this_month": self.env._("This month"),
            "last_month": self.env._("Last month"),
            "this_quarter": self.env._("This quarter"),
            "last_quarter": self.env._("Last quarter"),
            "this_year": self.env._("This year"),
            "last_year": self.env._("Last year"),
            "12_months": self.env._("Last 12 months"),
            "all": self.env._("All time"),
        }
        return [(kind, names[kind]) for kind in KINDS]

    @api.model
    def _selection_compare_by(self):
        names = {
            "value_tier_id": self.env._("Value tiers"),
            "segment_id": self.env._("Lifecycle segments"),
            "journey_id": self.env._("Journeys"),
            "channel_id": self.env._("Channels"),
            "touchpoint_id": self.env._("Touchpoints"),
            "team_id": self.env._("Stores and teams"),
            "state_id": self.env._("Regions"),
            "company_id": self.env._("Companies"),
            "source": self.env._("Sources"),
        }
        return [(name, names[name]) for name in COMPARISONS]

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["cem.dashboard.mail.run"]._read_group(
                [("mail_id", "in", self.ids)], ["mail_id"], ["__count"]
            )
        )
        for mail in self:
            mail.run_count = counts.get(mail, 0)

    @api.constrains("filter_id")
    def _check_favourite(self):
        """Whoever chooses a favourite must see it: the mail tells its name and filters.

        Another manager may change the mail later without seeing it.
        """
        for mail in self:
            # Odoo checks what is written with superuser rights.
            mail.filter_id.sudo(False).check_access("read")

    @api.constrains("user_ids")
    def _check_recipients(self):
        for mail in self:
            if not mail.user_ids:
                raise ValidationError(self.env._("Say who is to get the dashboard."))
            for user in mail.user_ids:
                if user.share or not user.has_group("cem_experience.group_cem_user"):
                    raise ValidationError(
                        self.env._(
                            "%s has no role in Customer Experience and would see "
                            "nothing.",
                            user.name,
                        )
                    )

    @api.constrains("domain", "filter_id")
    def _check_domain(self):
        for mail in self:
            domain = mail._asked(self.env.user)["domain"]
            # Each recipient's own rights hold when it is sent; nobody writes about what
            # they may not read either.
            check_domain(self.env["cem.score"], domain)

    @api.constrains("company_id")
    def _check_own_company(self):
        if self.env.uid == api.SUPERUSER_ID:
            return
        for mail in self.filtered("company_id"):
            if mail.company_id not in self.env.user.company_ids:
                raise ValidationError(self.env._("Choose one of your own companies."))

    def _asked(self, user):
        """What the dashboard is asked for: arguments of ``cem.dashboard.get_data``.

        :param user: whose filter “my customers” speaks of
        :raise ValidationError: filters that cannot be read
        """
        self.ensure_one()
        # A favourite may be somebody else's own; whoever chose it saw it.
        favourite = self.sudo().filter_id
        asked = {
            "period": self.period,
            "by": self.compare_by or None,
            "journey_id": self.journey_id.id or None,
            "weighting": self.population_id.id or None,
        }
        try:
            text = favourite.domain if favourite else self.domain
            asked["domain"] = list(Domain(safe_eval(text or "[]", _names(self, user))))
            if favourite:
                context = literal_eval(favourite.context or "{}")
                for key, name in CHOICES.items():
                    if key in context:
                        asked[name] = context[key] or None
                asked["period"] = asked["period"] or self.period
        except Exception as error:
            raise ValidationError(
                self.env._("The filter cannot be read: %s", error)
            ) from error
        return asked

    def action_send_me(self):
        """Send it to me now, as a trial; what is due stays due."""
        self.check_access("write")
        for mail in self:
            if not self.env.user.email:
                raise UserError(self.env._("You have no e-mail address."))
            mail._send_to(self.env.user)
        return notification(self.env._("On its way to %s.", self.env.user.email))

    def action_runs(self):
        """Open what was sent to whom."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sent"),
            "res_model": "cem.dashboard.mail.run",
            "view_mode": "list",
            "domain": [("mail_id", "=", self.id)],
        }


def _names(mail, user):
    """What a filter may speak of, as in Odoo's own filters."""
    today = fields.Date.context_today(mail.with_user(user))
    return {
        "uid": user.id,
        "context_today": lambda: today,
        "relativedelta": relativedelta,
        "True": True,
        "False": False,
    }
