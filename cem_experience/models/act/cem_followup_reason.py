import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from ...tools.base.hooks import hook

_logger = logging.getLogger(__name__)

BATCH = 200
# What these rules find hangs on other answers than those that are in the case.
COMPARING_KINDS = ("fall", "several")


class CemFollowup(models.Model):
    """What becomes of a case when the answers that led to it leave.

    Whoever takes answers away, or switches a rule off, only notes that the case is to be
    looked at; the scheduled action that opens cases looks at it, once the answers that
    came instead have found their place. A case without a reason is withdrawn if nobody
    has worked on it, and marked for its owner if somebody has.
    """

    _inherit = "cem.followup"

    reason_check = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Some of what led here is gone; not looked at yet.",
    )
    reason_gone = fields.Boolean(
        string="Without a Reason",
        readonly=True,
        copy=False,
        tracking=True,
        help="None of the answers that led here counts any more: they were withdrawn, "
        "corrected or deleted, or no rule in use finds them.",
    )

    _reason_check_idx = models.Index("(id) WHERE reason_check IS TRUE")

    # ------------------------------------------------------------------
    # Noting
    # ------------------------------------------------------------------

    @api.model
    def _doubt(self, condition):
        """Have open cases looked at again, because something that led to them is gone.

        :param condition: SQL about ``f``, a row of cem_followup
        """
        self.flush_model(
            ["date_closed", "partner_id", "reason_check", "rule_id", "score_ids"]
        )
        found = self.env.execute_query(
            SQL(
                """
                UPDATE cem_followup f SET reason_check = TRUE
                 WHERE f.date_closed IS NULL AND f.reason_check IS NOT TRUE AND (%s)
             RETURNING id
                """,
                condition,
            )
        )
        self.invalidate_model(["reason_check"])
        if found:
            # whoever takes an answer back may wake the scheduled action
            self.env["ir.cron"]._cem_wake("cem_experience.ir_cron_followup_open")

    # ------------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------------

    @api.model
    def _review_reasons(self):
        """Look at all cases that somebody has noted, batch by batch.

        :return: whether there is time left
        """
        failed = set()
        while cases := self._doubted(failed):
            for case in cases:
                try:
                    with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                        case._review_reason()
                except psycopg2.OperationalError:
                    # somebody is at work on it: at the next run
                    failed.add(case.id)
                except Exception:
                    failed.add(case.id)
                    _logger.warning(
                        "Follow-up %s: its reason could not be looked at; tried again "
                        "at the next run",
                        case.id,
                        exc_info=True,
                    )
            if not self.env["ir.cron"]._commit_progress(len(cases)):
                return False
        return True

    @api.model
    def _doubted(self, skip, limit=BATCH):
        """Cases to be looked at, locked; not while the rules still have answers of that
        customer to look at, which may join."""
        self.flush_model()
        self.env["cem.score"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT f.id FROM cem_followup f
                 WHERE f.reason_check IS TRUE AND f.id <> ALL(%(skip)s)
                   AND NOT EXISTS (
                       SELECT FROM cem_score s
                        WHERE s.partner_id = f.partner_id
                          AND s.followup_pending IS TRUE AND s.active IS TRUE)
                 ORDER BY f.id LIMIT %(limit)s
                   FOR NO KEY UPDATE OF f SKIP LOCKED
                """,
                skip=list(skip),
                limit=limit,
            )
        )
        return self.browse(case_id for [case_id] in rows)

    def _review_reason(self):
        """Withdraw or mark a case that has lost its reason; let the others go on."""
        self.ensure_one()
        vals = {"reason_check": False}
        if self.date_closed:
            self.write(vals)
            return
        reasons = self._reasons()
        gone = not reasons and not self._has_other_reason()
        if gone != self.reason_gone:
            vals["reason_gone"] = gone
        if self.reopened_score_id and not self.reopened_score_id.active:
            vals["reopened_score_id"] = False
            self.env.add_to_compute(self._fields["recovery_state"], self)
            self.env.add_to_compute(self._fields["is_recovered"], self)
        self.env.add_to_compute(self._fields["topic_ids"], self)
        self.write(vals)
        if reasons and self.worst_score_id not in reasons:
            self._adopt_worst_answer(reasons)
        if vals.get("reason_gone"):
            self._end_without_reason()

    def _reasons(self):
        """The answers of the case that still count, and that a rule in use finds."""
        self.ensure_one()
        standing = self.score_ids.filtered("active")
        by_hand = not self.rule_id and self._is_made_by_hand()
        if not standing or by_hand:
            return standing
        if self.rule_id.active and self.rule_id.kind not in COMPARING_KINDS:
            return standing
        rules = self.env["cem.followup.rule"].search([("active", "=", True)])
        return standing.browse().union(*(rule._matching(standing) for rule in rules))

    @hook
    def _has_other_reason(self):
        """A case that answers have not led to keeps its reason when they leave."""
        self.ensure_one()
        return self._is_made_by_hand() and not self.score_ids

    def _is_made_by_hand(self):
        return self.create_uid != self.env.ref("base.user_root")

    @hook
    def _is_worked_on(self):
        """Whether somebody has begun to work on this open case, in any way."""
        self.ensure_one()
        return bool(
            self._is_made_by_hand()
            or self.stage_id.kind != "todo"
            or self.date_contacted
            or self.outcome
            or self.note
            or self.reopen_count
            or self.compensation_ids
            or self.activity_ids.filtered(lambda activity: not activity.automated)
            # what somebody has written, changed or marked done
            or self.message_ids.create_uid - self.env.ref("base.user_root")
            or self.env["calendar.event"].search_count(
                [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
            )
        )

    def _withdrawn_text(self):
        return self.env._(
            "The answers that led here do not count any more. Decide whether there is "
            "anything left to be done for the customer, then close or cancel the "
            "follow-up."
        )

    def _end_without_reason(self):
        """Withdraw the case, or tell its owner who has begun with it."""
        case = self.with_context(lang=self.user_id.lang or self.env.lang)
        cancelled = self.env["cem.followup.stage"].search(
            [("kind", "=", "cancelled")], limit=1
        )
        if cancelled and not self._is_worked_on():
            case.write({"stage_id": cancelled.id})
            body = case.env._(
                "Withdrawn: the answers that led here do not count any more, and "
                "nobody had begun with it."
            )
        else:
            body = case._withdrawn_text()
            case._note_news("gone")
        case.message_post(body=body, subtype_xmlid="mail.mt_note")


class CemFollowupRule(models.Model):
    _inherit = "cem.followup.rule"

    def write(self, vals):
        left = self.filtered("active") if vals.get("active") is False else self[:0]
        result = super().write(vals)
        left._doubt_cases()
        return result

    def unlink(self):
        self._doubt_cases()
        return super().unlink()

    def _doubt_cases(self):
        """Have cases looked at again that no rule in use has opened but these.

        What another rule has opened, but is not in use any more, may have rested on them.
        """
        if self.ids:
            self.flush_model(["active"])
            self.env["cem.followup"]._doubt(
                SQL(
                    """
                    NOT EXISTS (
                        SELECT FROM cem_followup_rule r
                         WHERE r.id = f.rule_id AND r.active IS TRUE
                           AND r.id <> ALL(%s))
                    """,
                    self.ids,
                )
            )
