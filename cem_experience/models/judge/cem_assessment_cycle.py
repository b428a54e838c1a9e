import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.base.hooks import hook

_logger = logging.getLogger(__name__)


class CemAssessment(models.Model):
    """Step 7 leads back to step 1: the cycle repeats at a set interval."""

    _inherit = "cem.assessment"

    cycle_months = fields.Integer(
        string="Repeat Every (Months)",
        help="When the period of a started assessment is over, the next one is opened "
        "for as many months and filled, and its owner is told. 0 for never.",
    )
    previous_id = fields.Many2one(
        "cem.assessment",
        string="Previous Cycle",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    next_ids = fields.One2many("cem.assessment", "previous_id")
    next_id = fields.Many2one(
        "cem.assessment", string="Next Cycle", compute="_compute_next_id"
    )

    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "This assessment has a next cycle already.",
    )
    _cycle_months_positive = models.Constraint(
        "CHECK (cycle_months >= 0)", "A cycle cannot be shorter than no month at all."
    )

    @api.depends("next_ids")
    def _compute_next_id(self):
        for assessment in self:
            assessment.next_id = assessment.next_ids[:1]

    def action_next_cycle(self):
        """Open the next assessment: same scope and brand value, the period after.

        What a person decided about importance is carried over with its reason, open
        requirements are carried and linked; experience and expectation are measured
        anew.

        :raise UserError: there is a next cycle already
        :return: action that opens the next assessment
        """
        self.ensure_one()
        return self._open_next_cycle()._action_open()

    def action_previous(self):
        self.ensure_one()
        return self.previous_id._action_open()

    def action_next(self):
        self.ensure_one()
        return self.next_id._action_open()

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _open_next_cycle(self):
        self.ensure_one()
        if self.next_ids:
            raise UserError(
                self.env._(
                    "“%s” has a next cycle already. Open that one instead.", self.name
                )
            )
        date_from, date_to = self._next_period()
        following = self._cem_as_server().create(
            {
                "name": self.name,
                "company_id": self.company_id.id,
                "journey_id": self.journey_id.id,
                "user_id": self.user_id.id,
                "brand_value": self.brand_value,
                "brand_evidence": self.brand_evidence,
                "cycle_months": self.cycle_months,
                "date_from": date_from,
                "date_to": date_to,
                "previous_id": self.id,
                **self._next_cycle_scope(),
                "line_ids": [
                    fields.Command.create(line._next_cycle_values())
                    for line in self.line_ids
                ],
            }
        )
        following = following.with_env(self.env)
        self._carry_over(following)
        return following

    @hook
    def _carry_over(self, following):
        """Let what is not finished go on in the next cycle.

        :param following: the assessment of that cycle
        """

    def _next_period(self):
        """First and last day of the next period: the cycle, or as long as this one."""
        start = self.date_to + timedelta(days=1)
        months = self.cycle_months
        if not months and start.day == self.date_from.day:
            # whole months: a quarter follows a quarter, though days differ
            months = (start.year - self.date_from.year) * 12
            months += start.month - self.date_from.month
        if months:
            return start, start + relativedelta(months=months, days=-1)
        return start, start + (self.date_to - self.date_from)

    # ------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------

    @api.model
    def _cron_cycle(self):
        """Open, fill and announce the next cycle of assessments whose period is over.

        A second run finds nothing: what has a next cycle is left alone.
        """
        domain = [
            ("cycle_months", ">", 0),
            ("state", "!=", "draft"),
            ("date_to", "<", fields.Date.context_today(self)),
            ("next_ids", "=", False),
        ]
        due = self.search(domain)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for assessment in due:
            locked = assessment.try_lock_for_update(allow_referencing=True)
            try:
                with self.env.cr.savepoint():
                    # somebody may have opened the next cycle in the meantime
                    locked.filtered_domain(domain)._cycle_on()
            except Exception:
                _logger.exception("No next cycle for assessment %s", assessment.id)
            if not cron._commit_progress(1):
                break

    def _cycle_on(self):
        for assessment in self:
            if assessment.state == "running":
                # the figures of the whole period, before it is left
                assessment.action_compute()
            following = assessment
            today = fields.Date.context_today(self)
            while following.date_to < today:
                following = following._open_next_cycle()
                following.action_compute()
            following._announce()

    def _announce(self):
        """Tell the owner, in the owner's language, that a cycle has begun."""
        self.ensure_one()
        owner = self.user_id
        if not owner:
            return
        record = self.with_context(lang=owner.lang)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=owner.id,
            summary=record.env._("A new cycle has begun"),
            note=record.env._(
                "The last period is over, its figures are complete. Look at them, "
                "prove the results of its requirements and start again with the brand "
                "value."
            ),
        )
