from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from ...tools.base.hooks import hook

# Models of Odoo's own apps that make such documents; those that are not installed are
# left out. So none of them has to be.
DOCUMENT_MODELS = ("loyalty.card", "account.move")
CLAIM_DAYS = 365


class CemCompensation(models.Model):
    """Who may approve how much, what is left of the budget, and repeated claims."""

    _inherit = "cem.compensation"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    company_amount = fields.Monetary(
        string="Cost",
        currency_field="company_currency_id",
        compute="_compute_company_amount",
        store=True,
        aggregator="sum",
        help="In the currency of the company, at the rate of the day it was decided.",
    )
    day_decided = fields.Date(
        compute="_compute_day_decided", store=True, index="btree_not_null"
    )
    may_approve = fields.Boolean(compute="_compute_may_approve")
    claim_count = fields.Integer(
        string="Earlier Claims",
        compute="_compute_claims",
        help="Other compensations of this customer in the twelve months before, asked "
        "for, approved or given.",
    )
    claim_amount = fields.Monetary(
        string="Earlier Claims (cost)",
        currency_field="company_currency_id",
        compute="_compute_claims",
    )
    document_ref = fields.Reference(
        selection="_selection_document",
        string="Document",
        copy=False,
        help="The coupon, credit note or order that the customer got.",
    )
    has_document_models = fields.Boolean(compute="_compute_has_document_models")

    @api.depends("amount", "currency_id", "company_id", "date_decided")
    def _compute_company_amount(self):
        for one in self:
            company, day = one.company_id, one.date_decided or fields.Datetime.now()
            one.company_amount = (
                one.currency_id._convert(
                    one.amount, company.currency_id, company, day.date()
                )
                if one.currency_id and company
                else one.amount
            )

    @api.depends("date_decided", "company_id")
    def _compute_day_decided(self):
        for one in self:
            zone = one.company_id.partner_id.tz or "UTC"
            one.day_decided = (
                one.date_decided
                and fields.Datetime.context_timestamp(
                    one.with_context(tz=zone), one.date_decided
                ).date()
            )

    @api.depends_context("uid")
    @api.depends("company_amount", "state", "may_write", "partner_id", "followup_id")
    def _compute_may_approve(self):
        limits = self.env["cem.compensation.limit"]
        for company, mine in self.grouped("company_id").items():
            limit, days = limits._limit(self.env.user, company)
            for one in mine:
                one.may_approve = one.may_write and one._within(limit, days)

    def _within(self, limit, days, together=0.0):
        """Whether the customer gets no more than the limit with it.

        One that costs nothing, or is of no case yet, is within any.

        :param together: cost of what the customer is to get in the same moment
        """
        self.ensure_one()
        currency = self.company_currency_id
        if limit is None or not currency or currency.is_zero(self.company_amount):
            return True
        cost = self.company_amount + together + self._given(days)
        return currency.compare_amounts(cost, limit) <= 0

    def _given(self, days):
        """What else the customer got, in the currency of the company: in this case, and
        in others within so many days, whoever decided on it."""
        self.ensure_one()
        since = fields.Date.context_today(self) - timedelta(days)
        who = Domain("followup_id", "=", self.followup_id._origin.id)
        if self.partner_id and days:
            who |= Domain("partner_id", "=", self.partner_id._origin.id) & Domain(
                "day_decided", ">", since
            )
        # A limit binds with what was given, whoever may see it.
        [(given,)] = self.sudo()._read_group(
            who
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "in", ("approved", "done"))
            & Domain("id", "!=", self._origin.id),
            [],
            ["company_amount:sum"],
        )
        return given or 0.0

    @api.depends("partner_id", "company_id")
    def _compute_claims(self):
        for one in self:
            since = (one.create_date or fields.Datetime.now()) - timedelta(CLAIM_DAYS)
            domain = [
                ("partner_id", "=", one.partner_id.id),
                ("company_id", "=", one.company_id.id),
                ("state", "in", ("to_approve", "approved", "done")),
                ("create_date", ">=", since),
                ("id", "!=", one._origin.id),
            ]
            count, cost = 0, 0.0
            if one.partner_id:
                [(count, cost)] = self._read_group(
                    domain, [], ["__count", "company_amount:sum"]
                )
            one.claim_count, one.claim_amount = count, cost

    @api.model
    @hook
    def _document_models(self):
        """Kinds of record that a compensation may be."""
        return list(DOCUMENT_MODELS)

    @api.model
    def _selection_document(self):
        return [
            (name, self.env["ir.model"]._get(name).name)
            for name in self._document_models()
            if name in self.env
        ]

    def _compute_has_document_models(self):
        self.has_document_models = bool(self._selection_document())

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def _check_may_approve(self):
        """Refuse what is above the user's limit with all that the customer got.

        The limits of the company are written to, as the budget is below: two approvals
        at once see each other.
        """
        if self.env.su:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE cem_compensation_limit SET id = id "
                "WHERE company_id IN %s RETURNING id",
                tuple(self.company_id.ids) or (0,),
            )
        )
        together = defaultdict(float)
        for one in self:
            customer = one.partner_id or one.followup_id
            limit, days = self.env["cem.compensation.limit"]._limit(
                self.env.user, one.company_id
            )
            if not one._within(limit, days, together[customer]):
                given = one._given(days) + together[customer]
                raise AccessError(
                    self.env._(
                        "“%(name)s” costs more than the %(limit)s that you may "
                        "approve: the customer got %(given)s already. Ask for "
                        "approval.",
                        name=one.display_name,
                        limit=format_amount(self.env, limit, one.company_currency_id),
                        given=format_amount(self.env, given, one.company_currency_id),
                    )
                    if given
                    else self.env._(
                        "“%(name)s” costs more than the %(limit)s that you may "
                        "approve. Ask for approval.",
                        name=one.display_name,
                        limit=format_amount(self.env, limit, one.company_currency_id),
                    )
                )
            together[customer] += one.company_amount

    def _check_budget(self):
        """Refuse what the budget of this period cannot bear.

        Budgets are written to, so that two approvals at once see each other: a lock
        alone would let the second one go on with the figures of before the first.
        The database refuses it instead, and Odoo does it again.
        """
        for company, mine in self.grouped("company_id").items():
            # The same day as that of the decision, see _compute_day_decided.
            zone = company.partner_id.tz or "UTC"
            today = fields.Date.context_today(self.with_context(tz=zone))
            # The budget binds whoever approves, also who may not see it.
            budget = (
                self.env["cem.compensation.budget"]
                .sudo()
                .search(
                    [
                        ("company_id", "=", company.id),
                        ("date_from", "<=", today),
                        ("date_to", ">=", today),
                    ],
                    limit=1,
                )
            )
            if not budget:
                continue
            self.env.flush_all()
            self.env.execute_query(
                SQL(
                    "UPDATE cem_compensation_budget SET id = id WHERE id = %s RETURNING id",
                    budget.id,
                )
            )
            budget.invalidate_recordset()
            cost = sum(mine.mapped("company_amount"))
            if company.currency_id.compare_amounts(cost, budget.left) > 0:
                raise UserError(
                    self.env._(
                        "Only %(left)s of the budget is left until %(date)s, and this "
                        "costs %(cost)s. Raise the budget, or refuse.",
                        left=format_amount(self.env, budget.left, company.currency_id),
                        date=budget.date_to,
                        cost=format_amount(self.env, cost, company.currency_id),
                    )
                )

    def _approver(self):
        """Somebody who may approve this, other than who asks if there is."""
        self.ensure_one()
        company, rule = self.company_id, self.followup_id.rule_id
        limits = self.env["cem.compensation.limit"]
        managers = self.env.ref("cem_experience.group_cem_manager").all_user_ids
        candidates = [
            rule.escalation_user_id,
            rule.team_id.user_id,
            company.cem_followup_user_id,
            *managers.sorted("id"),
        ]
        able = self.env["res.users"]
        for user in candidates:
            if user and company._cem_is_staff(user):
                if self._within(*limits._limit(user, company)):
                    able |= user
        away = able._cem_on_leave() | self.env.user
        return (able - away)[:1] or able[:1]

    def _ask_approver(self):
        # An activity for somebody else; it goes when the decision comes.
        for one in self.sudo():
            approver = one._approver()
            if approver:
                one.with_context(lang=approver.lang or self.env.lang).activity_schedule(
                    "cem_experience.mail_activity_type_compensation",
                    user_id=approver.id,
                )

    def action_claims(self):
        """The other compensations of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_compensation_action"
        )
        action["domain"] = [("partner_id", "=", self.partner_id.id)]
        action["context"] = {}
        return action
