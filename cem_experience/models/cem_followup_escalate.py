import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import mute_logger

from .cem_followup_life import ESCALATION_TYPE

_logger = logging.getLogger(__name__)

BATCH = 100


class CemFollowup(models.Model):
    """What happens when the deadline passes."""

    # One model in the files of what changes together.
    _inherit = "cem.followup"

    @api.model
    def _cron_escalate(self):
        """Tell managers of overdue follow-ups, once for each.

        The level is kept on the follow-up, so it does not matter when, or how often,
        this runs.
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
            ("deadline", "<", fields.Datetime.now()),
            ("escalation_level", "=", 0),
            ("id", "not in", failed),
        ]
        cases = self.search(domain, order="deadline, id", limit=limit)
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
        """Level 1: raise the priority, and tell the owner's manager."""
        self.ensure_one()
        company = self.company_id
        manager = self.rule_id.escalation_user_id
        if not manager or not company._cem_is_staff(manager):
            manager = company._cem_fallback_user(other_than=self.user_id)
        self.write(
            {
                "escalation_level": 1,
                "priority": str(min(int(self.priority) + 1, 2)),
            }
        )
        if not manager:
            return
        case = self.with_context(lang=manager.lang or self.env.lang)
        owner = self.user_id.name or case.env._("nobody")
        case.activity_schedule(
            ESCALATION_TYPE,
            user_id=manager.id,
            note=case.env._(
                "Not closed in time. Owner: %(owner)s. Stage: %(stage)s.",
                owner=owner,
                stage=case.stage_id.name,
            ),
        )
