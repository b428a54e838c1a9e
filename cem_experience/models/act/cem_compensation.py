from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CemCompensation(models.Model):
    """What a dissatisfied customer gets to make up for it."""

    _name = "cem.compensation"
    _description = "Compensation"
    _inherit = ["mail.thread", "mail.activity.mixin", "cem.may.write.mixin"]
    _check_company_auto = True
    _order = "id desc"
    # Whose budget it is out of, and in which currency, follows from the case.
    _cem_fixed_fields = frozenset({"followup_id"})

    name = fields.Char(string="What", help="For example: two cinema tickets.")
    followup_id = fields.Many2one(
        "cem.followup",
        string="Follow-up",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="followup_id.partner_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        related="followup_id.company_id", store=True, index=True
    )
    kind = fields.Selection(
        [
            ("apology", "Apology"),
            ("gift", "Gift"),
            ("discount", "Discount"),
            ("refund", "Refund"),
            ("service", "Extra service"),
        ],
        required=True,
        default="apology",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(help="What it costs the company.", tracking=True)
    reason = fields.Text(help="Why this customer, and why so much.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("done", "Given"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, copy=False
    )
    date_decided = fields.Datetime(string="Decided On", readonly=True, copy=False)

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A compensation cannot cost less than nothing."
    )

    def _owner(self):
        return self.followup_id.user_id

    @api.depends("kind", "name", "partner_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for compensation in self:
            what = compensation.name or kinds.get(compensation.kind, "")
            who = compensation.partner_id.display_name
            compensation.display_name = f"{who}: {what}" if who else what

    def write(self, vals):
        if not self.env.su:
            decided = self.filtered(lambda one: one.state not in ("draft", "refused"))
            if decided and set(vals) & {
                "amount",
                "currency_id",
                "kind",
                "followup_id",
                "name",
            }:
                raise UserError(
                    self.env._(
                        "“%s” has been sent for approval. Reset it to draft before "
                        "you change it.",
                        decided[0].display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        decided = self.filtered(lambda one: one.state in ("approved", "done"))
        if decided:
            raise UserError(
                self.env._(
                    "“%s” has been approved and stays on record.",
                    decided[0].display_name,
                )
            )

    def _move(self, states, vals):
        """Change the state of compensations that are in one of ``states``."""
        self.check_access("write")
        wrong = self.filtered(lambda one: one.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(name)s” is in state “%(state)s”; this button is for: "
                    "%(states)s.",
                    name=wrong[0].display_name,
                    state=labels[wrong[0].state],
                    states=", ".join(labels[state] for state in states),
                )
            )
        # Rights were checked above; nobody may write these fields.
        return self.sudo().write(vals)

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(
            "cem_experience.group_cem_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only a manager decides on a compensation. Ask for approval."
                )
            )

    def action_request(self):
        self._move(
            ("draft", "refused"),
            {
                "state": "to_approve",
                "requested_by_id": self.env.uid,
                "approved_by_id": False,
                "date_decided": False,
            },
        )
        self._ask_approver()

    def action_approve(self):
        self._check_may_approve()
        self._check_budget()
        self._move(("draft", "to_approve"), self._decision("approved"))
        self._forget_approver()

    def action_refuse(self):
        self._check_manager()
        self._move(("draft", "to_approve"), self._decision("refused"))
        self._forget_approver()

    def _forget_approver(self):
        # Whoever decides, it is no longer anybody's task.
        self.sudo().activity_unlink(["cem_experience.mail_activity_type_compensation"])

    def _decision(self, state):
        return {
            "state": state,
            "approved_by_id": self.env.uid,
            "date_decided": fields.Datetime.now(),
        }

    def action_done(self):
        """The customer has got it."""
        return self._move(("approved",), {"state": "done"})

    def action_draft(self):
        if any(one.state == "approved" for one in self):
            self._check_manager()
        self._move(
            ("to_approve", "approved", "refused"),
            {"state": "draft", "approved_by_id": False, "date_decided": False},
        )
        self._forget_approver()
