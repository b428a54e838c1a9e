from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cem_experience.models.base.local_html import LocalHtml

KINDS = [
    ("audit", "Audit"),
    ("walkthrough", "Walk-through"),
    ("self", "Staff Self-rating"),
]
STATES = [
    ("draft", "Draft"),
    ("running", "Running"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class CemAudit(models.Model):
    """A plan to walk a journey as a customer does, and what the auditors met there.

    This file says what an audit is. How it lives from plan to scores is in
    ``cem_audit_life.py``, the page on which it is done in ``cem_audit_walk.py``.
    """

    _name = "cem.audit"
    _description = "Audit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="audit",
        help="An audit checks the standards; in a walk-through somebody lives through "
        "the journey as a customer does; in a self-rating staff judge their own work. "
        "All three are the company's own view.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    journey_id = fields.Many2one(
        "cem.journey",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The journey to be walked, or the one that the touchpoints are on.",
    )
    touchpoint_ids = fields.Many2many(
        "cem.touchpoint",
        string="Touchpoints",
        domain="[('journey_id', '=?', journey_id)]",
        check_company=True,
        help="Leave empty to walk the whole journey.",
    )
    with_parts = fields.Boolean(
        string="With Their Parts",
        default=True,
        help="All parts of the touchpoints are walked too.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Auditors",
        domain=lambda self: [
            ("share", "=", False),
            (
                "all_group_ids",
                "in",
                self.env.ref("cem_experience.group_cem_user").ids,
            ),
        ],
        check_company=True,
        tracking=True,
        help="Each of them walks all steps, on a phone of their own.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Plans the audit and closes it.",
    )
    date_start = fields.Date(
        string="From", default=fields.Date.context_today, required=True
    )
    date_end = fields.Date(string="Until", help="When the auditors should be done.")
    date_closed = fields.Datetime(string="Closed On", readonly=True, copy=False)
    note = LocalHtml(
        string="Instructions", help="Shown to the auditors before they begin."
    )
    line_ids = fields.One2many("cem.audit.line", "audit_id", string="Steps")
    step_count = fields.Integer(string="Number of Steps", compute="_compute_progress")
    done_count = fields.Integer(string="Steps Done", compute="_compute_progress")
    progress = fields.Float(string="Progress (%)", compute="_compute_progress")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    broken_count = fields.Integer(
        string="Broken Standards", compute="_compute_check_counts"
    )
    broken_open_count = fields.Integer(
        string="Broken, Nothing Done", compute="_compute_check_counts"
    )
    score_count = fields.Integer(string="Scores", compute="_compute_score_count")
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _period = models.Constraint(
        "CHECK (date_end IS NULL OR date_start <= date_end)",
        "An audit must not end before it starts.",
    )

    @api.depends("line_ids.state")
    @api.depends_context("uid")
    def _compute_progress(self):
        """Of all steps that the user may see: staff see their own."""
        counts = {}
        if self.ids:
            for audit, state, count in self.env["cem.audit.line"]._read_group(
                [("audit_id", "in", self.ids)], ["audit_id", "state"], ["__count"]
            ):
                counts[audit.id, state] = count
        for audit in self:
            key = audit._origin.id
            done = counts.get((key, "done"), 0)
            skipped = counts.get((key, "skipped"), 0)
            total = done + skipped + counts.get((key, "todo"), 0)
            audit.step_count = total
            audit.done_count = done + skipped
            audit.progress = 100.0 * (done + skipped) / total if total else 0.0

    @api.depends("user_ids", "line_ids.user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        # By the steps, as walking does: whoever was put on the list later has none yet.
        mine = [("audit_id", "in", self.ids), ("user_id", "=", self.env.uid)]
        found = self.env["cem.audit.line"].search_fetch(mine, ["audit_id"])
        for audit in self:
            audit.is_mine = (
                self.env.user in audit.user_ids and audit._origin in found.audit_id
            )

    @api.depends("line_ids.check_ids.is_open")
    @api.depends_context("uid")
    def _compute_check_counts(self):
        groups = self.env["cem.audit.check"]._read_group(
            [("audit_id", "in", self.ids), ("result", "=", "broken")],
            ["audit_id", "is_open"],
            ["__count"],
        )
        counts = {(audit.id, is_open): count for audit, is_open, count in groups}
        for audit in self:
            still_open = counts.get((audit.id, True), 0)
            audit.broken_open_count = still_open
            audit.broken_count = still_open + counts.get((audit.id, False), 0)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_score_count(self):
        counts = dict(
            self.env["cem.score"]._read_group(
                [("audit_mark_id.audit_id", "in", self.ids)],
                ["audit_mark_id"],
                ["__count"],
            )
        )
        totals = {}
        for mark, count in counts.items():
            # the place of the mark only; the score itself was readable
            audit = mark.sudo().audit_id.id
            totals[audit] = totals.get(audit, 0) + count
        for audit in self:
            audit.score_count = totals.get(audit.id, 0)

    @api.depends("date_end", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for audit in self:
            audit.is_overdue = bool(
                audit.state in ("draft", "running")
                and audit.date_end
                and audit.date_end < today
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "in", ("draft", "running")),
            ("date_end", "<", fields.Date.context_today(self)),
        ]

    @api.onchange("journey_id")
    def _onchange_journey_id(self):
        self.touchpoint_ids = self.touchpoint_ids.filtered(
            lambda touchpoint: touchpoint.journey_id == self.journey_id
        )

    @api.constrains("user_ids", "company_id")
    def _check_user_ids(self):
        for audit in self:
            # Who may do what is written in groups that managers need not read.
            for user in audit.user_ids.sudo():
                if not user.has_group("cem_experience.group_cem_user"):
                    raise ValidationError(
                        self.env._(
                            "%s cannot be an auditor without a role in Customer "
                            "Experience. Ask an administrator to give one under "
                            "Settings > Users.",
                            user.name,
                        )
                    )

    def _touchpoints(self):
        """Touchpoints to be walked, in the order of the journey."""
        self.ensure_one()
        Touchpoint = self.env["cem.touchpoint"]
        if self.touchpoint_ids:
            ids = self.touchpoint_ids.ids
            operator = "child_of" if self.with_parts else "in"
            touchpoints = Touchpoint.search([("id", operator, ids)])
        else:
            touchpoints = Touchpoint.search(
                [
                    ("journey_id", "=", self.journey_id.id),
                    ("journey_id", "!=", False),
                ]
            )
        return Touchpoint.browse(one.id for one, _depth in touchpoints._tree_order())

    # ------------------------------------------------------------------
    # What hangs on it
    # ------------------------------------------------------------------

    def _action_of_audit(self, xmlid, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("audit_id", "=", self.id)]
        action["context"] = context
        return action

    def action_steps(self):
        return self._action_of_audit("cem_experience_audit.cem_audit_line_action")

    def action_broken(self):
        return self._action_of_audit(
            "cem_experience_audit.cem_audit_check_action", search_default_broken=1
        )

    def action_scores(self):
        """The scores that closing wrote, the corrected ones with the filter."""
        self.ensure_one()
        return self.env["cem.score"]._action_open(
            [("audit_mark_id.audit_id", "=", self.id)]
        )

    def action_walk(self):
        """The page on which the auditor does the own part, step by step."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "cem_experience_audit.cem_audit_walk_action"
        )
        action["name"] = self.name
        action["context"] = {"active_id": self.id, "active_model": self._name}
        return action
