import logging

import psycopg2

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import mute_logger

from .cem_followup_activity import ESCALATION_TYPE

_logger = logging.getLogger(__name__)

BATCH = 100


class CemFollowup(models.Model):
    """What happens before and after a deadline: each step once."""

    _inherit = "cem.followup"

    escalation_ids = fields.Many2many(
        "cem.followup.escalation",
        "cem_followup_escalation_rel",
        string="Reminders and Escalations",
        readonly=True,
        copy=False,
        context={"active_test": False},
        help="The steps that have been taken: each only once.",
    )
    date_escalation = fields.Datetime(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="When the scheduled action has to look at the case again.",
    )

    # The scheduled action reads what is due now, and nothing else.
    _escalation_idx = models.Index(
        "(date_escalation) WHERE date_closed IS NULL AND date_escalation IS NOT NULL"
    )

    @api.model
    def _cron_escalate(self):
        """Remind owners, and tell managers of overdue follow-ups: each step once.

        The steps taken are kept on the follow-up, so it does not matter when, or how
        often, this runs.
        """
        failed = []
        while True:
            batch, remaining = self._escalate_batch(failed)
            if not self.env["ir.cron"]._commit_progress(batch, remaining=remaining):
                break
            if not remaining:
                break

    @api.model
    def _escalate_batch(self, failed, limit=BATCH):
        """Escalate up to ``limit`` follow-ups; nothing is committed.

        :param failed: list of ids to pass over; those that fail now are added
        :return: how many were looked at, and how many are left
        """
        domain = [
            ("date_closed", "=", False),
            ("date_escalation", "<=", fields.Datetime.now()),
            ("id", "not in", failed),
        ]
        cases = self.search(domain, order="date_escalation, id", limit=limit)
        for case in cases:
            try:
                # A case that cannot be escalated does not keep the others waiting.
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    if case.try_lock_for_update(allow_referencing=True):
                        case._escalate()
                        continue
            except psycopg2.OperationalError:
                # Changed by somebody else meanwhile: next time.
                _logger.info("Follow-up %s is in use, escalated later", case.id)
            except Exception:
                _logger.warning(
                    "Follow-up %s could not be escalated", case.id, exc_info=True
                )
            failed.append(case.id)
        left = 0
        if len(cases) == limit:
            left = self.search_count([*domain[:-1], ("id", "not in", failed)])
        return len(cases), left

    def _escalate(self):
        """Take the steps that are due.

        After an outage several may be due at once; whoever is to be told hears of the
        last one only.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        due = self.env["cem.followup.escalation"]
        for step in self._steps_ahead():
            moment = step._moment(self)
            if moment and moment <= now:
                due |= step
        told = {}
        for step in due:
            user = self._escalation_user(step)
            if user:
                told.pop(user, None)
                told[user] = step
        for user, step in told.items():
            self._tell(user, step)
        vals = {"escalation_ids": [Command.link(step.id) for step in due]}
        above = due.filtered(lambda step: step.target != "owner")
        if above:
            vals["escalation_level"] = self.escalation_level + 1
        if any(due.mapped("raise_priority")):
            vals["priority"] = str(min(int(self.priority) + 1, 2))
        first = above and not self.escalation_level
        if due:
            self.write(vals)
        self._schedule_escalation()
        if first:
            self._note_late()

    def _note_late(self):
        """Somebody above the owner has just been told for the first time."""

    def _steps_ahead(self):
        return self._steps() - self.escalation_ids

    @api.model
    def _steps(self):
        return self.env["cem.followup.escalation"].search([("active", "=", True)])

    def _schedule_escalation(self):
        """Note when the next step is due, so that nobody looks before that."""
        steps = self._steps()
        for case in self:
            moments = []
            if not case.date_closed and not case.paused_since:
                ahead = steps - case.escalation_ids
                moments = [step._moment(case) for step in ahead]
            moment = min(filter(None, moments), default=False)
            if case.date_escalation != moment:
                case.date_escalation = moment

    def _escalation_user(self, step):
        """Who is told of this step, somebody who can act on it."""
        company = self.company_id
        if step.target == "owner":
            return self.user_id
        wanted = {
            "manager": [self.rule_id.escalation_user_id, self.rule_id.team_id.user_id],
            "user": [step.user_id],
            "company": [],
        }[step.target]
        for user in wanted:
            if user and company._cem_is_staff(user):
                return user
        return company._cem_fallback_user(other_than=self.user_id)

    def _tell(self, user, step):
        case = self.with_context(lang=user.lang or self.env.lang)
        step = step.with_env(case.env)
        note = case.env._(
            "%(step)s. Owner: %(owner)s. Stage: %(stage)s.",
            step=step.name,
            owner=self.user_id.name or case.env._("nobody"),
            stage=case.stage_id.name,
        )
        if step.target == "owner":
            case.message_notify(
                partner_ids=user.partner_id.ids,
                subject=f"{step.name}: {case.display_name}",
                body=note,
            )
        else:
            case.activity_schedule(ESCALATION_TYPE, user_id=user.id, note=note)
