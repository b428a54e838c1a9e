from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..base.local_html import LocalHtml
from ..score.res_partner import NPS_GROUPS


class CemFollowup(models.Model):
    """The task of winning back one dissatisfied customer.

    Opened by a rule or by hand. This file says what a follow-up is; how it lives
    from stage to stage is in ``cem_followup_life.py``, how bad scores open one in
    ``cem_followup_open.py``, its deadlines in ``cem_followup_clock.py``, who is told of
    them in ``cem_followup_escalate.py``, and what it tells in ``cem_followup_figures.py``.
    """

    _name = "cem.followup"
    _description = "Follow-up"
    _inherit = [
        "mail.tracking.duration.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "cem.may.write.mixin",
        "cem.small.groups.mixin",
    ]
    _track_duration_field = "stage_id"
    _small_groups_counted = {"worst_value": ("worst_value:count",)}
    _small_groups_marks = ("worst_value",)
    _check_company_auto = True
    _rec_names_search = ["partner_id", "name"]
    _order = "priority desc, deadline, id"
    # When it was opened starts all clocks; a case with another company's answers
    # would take them along.
    _cem_server_fields = frozenset({"date_open"})
    _cem_explicit_fields = frozenset({"contact_deadline", "date_contacted", "deadline"})
    _cem_fixed_fields = frozenset({"company_id"})
    # The button of a record, say, tells which one it is about. It is shown to whoever
    # may read that one.
    _cem_open_fields = frozenset({"res_model", "res_id"})

    name = fields.Char(string="Subject", help="Empty: what the worst answer is about.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Empty where a standard was found broken and no customer has said "
        "anything yet.",
    )
    partner_phone = fields.Char(related="partner_id.phone")
    partner_email = fields.Char(related="partner_id.email")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user.filtered("active"),
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="set null",
        tracking=True,
    )
    stage_id = fields.Many2one(
        "cem.followup.stage",
        default=lambda self: self.env["cem.followup.stage"]._first("todo", "working"),
        required=True,
        index=True,
        ondelete="restrict",
        group_expand="_read_group_expand_full",
        copy=False,
        tracking=True,
    )
    stage_kind = fields.Selection(related="stage_id.kind")
    is_closed = fields.Boolean(related="stage_id.is_closed")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Very high")],
        required=True,
        default="0",
        tracking=True,
    )
    rule_id = fields.Many2one(
        "cem.followup.rule",
        string="Opened by Rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    case_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Customer, company and cause, while a case made by the rules is open: one "
        "each.",
    )
    rule_cause_id = fields.Many2one(
        "cem.cause",
        string="Likely Cause",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="What the rule takes to be the cause. Answers that point to another cause "
        "open another case.",
    )

    standard_id = fields.Many2one(
        "cem.standard",
        string="Broken Standard",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The standard that was found broken.",
    )

    # Why the customer is dissatisfied
    score_ids = fields.Many2many(
        "cem.score",
        relation="cem_followup_score_rel",
        string="Answers",
        copy=False,
        context={"active_test": False},
        help="The bad answers that led here. The scores themselves know nothing of it.",
    )
    worst_score_id = fields.Many2one(
        "cem.score",
        string="Worst Answer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    worst_value = fields.Float(
        string="Worst Score (0-10)",
        related="worst_score_id.value",
        store=True,
        aggregator=None,
    )
    journey_id = fields.Many2one("cem.journey", ondelete="restrict")
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", index="btree_not_null", ondelete="restrict"
    )
    dimension_id = fields.Many2one("cem.dimension", ondelete="restrict")
    value_tier_id = fields.Many2one(
        "cem.value.tier",
        compute="_compute_value_tier_id",
        store=True,
        precompute=True,
        ondelete="set null",
        help="The customer's value tier when the follow-up was opened.",
    )
    partner_nps_group = fields.Selection(
        selection=NPS_GROUPS, compute="_compute_partner_figures", compute_sudo=True
    )
    partner_score_count = fields.Integer(
        compute="_compute_partner_figures", compute_sudo=True
    )
    # with the reader's rights: those of other companies are not counted
    partner_followup_count = fields.Integer(
        related="partner_id.cem_followup_count", related_sudo=False
    )
    customer_words = fields.Text(
        compute="_compute_customer_words",
        help="What the customer wrote together with these answers.",
    )
    res_model = fields.Char(string="Source Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Source Record", model_field="res_model", readonly=True, aggregator=None
    )
    source_name = fields.Char(string="About", compute="_compute_source_name")

    # What was done
    cause_ids = fields.Many2many("cem.cause", string="Causes", tracking=True)
    compensation_ids = fields.One2many(
        "cem.compensation", "followup_id", string="Compensations"
    )
    outcome = fields.Selection(
        [
            ("satisfied", "Customer is satisfied"),
            ("explained", "Explained to the customer"),
            ("compensated", "Compensated"),
            ("no_contact", "Customer could not be reached"),
            ("lost", "Customer is lost"),
        ],
        copy=False,
        tracking=True,
        help="How it ended, as staff see it. Whether the customer was really won back "
        "is told by the customer's next answer.",
    )
    note = LocalHtml(help="What was found and done.", copy=False)
    deadline = fields.Datetime(
        string="Close Until",
        copy=False,
        tracking=True,
        help="In working hours of the company, by value tier and severity.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="The customer was not contacted, or the case not closed, in time; not "
        "while the customer is awaited.",
    )
    escalation_level = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="How often somebody above the owner has been told.",
    )
    date_open = fields.Datetime(
        string="Opened On", default=fields.Datetime.now, required=True, copy=False
    )
    date_contacted = fields.Datetime(string="Contacted On", copy=False)
    date_closed = fields.Datetime(string="Closed On", readonly=True, copy=False)
    closed_score_id = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        export_string_translation=False,
        help="The last score of all when the follow-up was closed: what came later on "
        "that same day has a higher number.",
    )

    _about = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR standard_id IS NOT NULL)",
        "A follow-up is about a customer. Choose one.",
    )
    # One dissatisfied customer is one open case, however many processes open them.
    _case_key_uniq = models.UniqueIndex(
        "(case_key) WHERE case_key IS NOT NULL",
        "This customer already has an open follow-up.",
    )
    # Of the company; and the weeks that the early warning counts.
    _company_open_idx = models.Index("(company_id, date_open)")
    _open_user_idx = models.Index("(user_id, deadline) WHERE date_closed IS NULL")
    _open_deadline_idx = models.Index("(deadline) WHERE date_closed IS NULL")
    _partner_open_idx = models.Index("(partner_id) WHERE date_closed IS NULL")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("name", "partner_id", "touchpoint_id", "dimension_id")
    def _compute_display_name(self):
        for case in self:
            about = case.name or case.touchpoint_id.name or case.dimension_id.name
            who = case.partner_id.display_name
            case.display_name = ": ".join(part for part in (who, about) if part)

    @api.depends("partner_id")
    def _compute_value_tier_id(self):
        for case in self:
            case.value_tier_id = case.partner_id.cem_value_tier_id

    @api.depends("partner_id", "company_id")
    def _compute_partner_figures(self):
        """What the customer said to the company of the case, whichever is looked at."""
        for case in self:
            partner = case.partner_id.with_company(case.company_id)
            case.partner_nps_group = partner.cem_nps_group
            case.partner_score_count = partner.cem_score_count

    @api.depends("score_ids")
    def _compute_customer_words(self):
        """Words may stand with another answer of the same sheet, a good one even."""
        scores = self.score_ids
        words = defaultdict(list)
        if scores:
            for score in self.env["cem.score"].search(
                [
                    ("partner_id", "in", scores.partner_id.ids),
                    ("date", "in", list(set(scores.mapped("date")))),
                    ("comment", "!=", False),
                    ("source", "not in", self.env["cem.score"]._company_sources()),
                ],
                order="date, id",
            ):
                words[score.company_id, score.partner_id, score.date].append(
                    score.comment.strip()
                )
            # remarks on the whole
            for remark in self.env["cem.remark"].search(
                [
                    ("user_input_id", "in", scores.user_input_id.ids),
                    ("user_input_id", "!=", False),
                ],
                order="id",
            ):
                words[remark.company_id, remark.partner_id, remark.date].append(
                    remark.comment.strip()
                )
        for case in self:
            sheets = dict.fromkeys(
                (score.company_id, score.partner_id, score.date)
                for score in case.score_ids.sorted(lambda score: (score.date, score.id))
            )
            said = [word for sheet in sheets for word in words[sheet]]
            case.customer_words = "\n".join(dict.fromkeys(said)) or False

    @api.depends("res_model", "res_id")
    def _compute_source_name(self):
        for case in self:
            record = case._source_record(case)
            readable = record is not None and record.has_access("read")
            case.source_name = record.display_name if readable else False

    @api.model
    def _source_record(self, holder):
        """The record that a score or follow-up is about; None if there is none."""
        if not holder.res_id or holder.res_model not in self.env:
            return None
        return self.env[holder.res_model].browse(holder.res_id).exists() or None

    @api.depends("next_deadline", "date_closed")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for case in self:
            due = case.next_deadline
            case.is_overdue = bool(not case.date_closed and due and due < now)

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("date_closed", "=", False) & Domain(
            "next_deadline", "<", fields.Datetime.now()
        )
