from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

# What the figures of response times rest on; managers correct them, and it is noted.
TIME_FIELDS = {"contact_deadline", "deadline", "date_contacted"}
CLOCK_FIELDS = {
    "deadline",
    "contact_deadline",
    "date_contacted",
    "date_closed",
    "paused_since",
}


class CemFollowup(models.Model):
    """From stage to stage: what may be done, what follows from it."""

    _inherit = "cem.followup"

    is_time_mine = fields.Boolean(
        compute="_compute_is_time_mine",
        export_string_translation=False,
        help="Whether the user may correct the times of the case.",
    )

    @api.depends_context("uid")
    def _compute_is_time_mine(self):
        self.is_time_mine = self._may_correct_times()

    @api.model
    def _may_correct_times(self):
        return self._cem_is_server() or self.env.user.has_group(
            "cem_experience.group_cem_manager"
        )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("stage_id", "cause_ids", "outcome")
    def _check_closing(self):
        for case in self.filtered(lambda case: case.stage_id.kind == "closed"):
            missing = []
            if not case.cause_ids:
                missing.append(self.env._("at least one cause"))
            if not case.outcome:
                missing.append(self.env._("the outcome"))
            if missing:
                raise ValidationError(
                    self.env._(
                        "To close the follow-up of %(customer)s, fill in: %(missing)s.",
                        customer=case.partner_id.display_name or case.display_name,
                        missing=", ".join(missing),
                    )
                )

    def _check_guarded(self, vals):
        if self._may_correct_times():
            return
        if TIME_FIELDS & {name for name, value in vals.items() if value or self}:
            raise AccessError(
                self.env._(
                    "The times of a follow-up come from the response times of the "
                    "company. Ask a manager to change them."
                )
            )
        stage = self.env["cem.followup.stage"].browse(vals.get("stage_id", []))
        if stage.kind == "cancelled":
            raise AccessError(
                self.env._(
                    "Only a manager cancels a follow-up. Close it with a cause and an "
                    "outcome, or ask a manager."
                )
            )

    # ------------------------------------------------------------------
    # Stages and their dates
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self.browse()._check_guarded(vals)
            self._set_deadlines(vals)
            vals["owner_knows"] = "customer" if self._may_notify_owner() else False
        cases = super().create(vals_list)
        cases._check_answers({})
        cases._note_owner_told()
        # Whoever opens a case for a colleague may not write it any more.
        for case in cases.sudo():
            if case.score_ids and not case.worst_score_id:
                case._adopt_worst_answer(case.score_ids)
        cases._after_stage(cases.browse())
        # Steps of escalation are for managers; staff only set them off.
        cases.sudo()._schedule_escalation()
        cases._sync_activities(fresh=cases)
        # last, for what is told is what all the steps above have made of the case
        cases._notify_opened()
        return cases

    def write(self, vals):
        self._check_guarded(vals)
        was_closed = self.filtered("date_closed")
        before = self._answers_before(vals)
        owners = {case: case.user_id for case in self} if "user_id" in vals else {}
        result = super().write(vals)
        if before:
            self._check_answers(before)
        if "stage_id" in vals:
            self._after_stage(was_closed)
        if {"stage_id", "user_id", "partner_id", "score_ids"} & set(vals):
            self._note_owner_told(vals, was_closed)
        if {"deadline", "contact_deadline"} & set(vals):
            # as in create()
            self.sudo()._forget_escalations()
        if CLOCK_FIELDS & set(vals):
            # as in create()
            self.sudo()._schedule_escalation()
        if {"stage_id", "user_id", "deadline"} & set(vals):
            self._sync_activities(fresh=was_closed)
        # last, as in create()
        self._notify_changed(vals, owners)
        return result

    def _forget_escalations(self):
        """A new time limit may be missed anew.

        Guarded even from the manager who has just set the deadline.
        """
        now = fields.Datetime.now()
        for case in self.filtered("escalation_ids"):
            ahead = case.escalation_ids.filtered(
                lambda step, case=case: (step._moment(case) or now) > now
            )
            if ahead:
                vals = {"escalation_ids": [Command.unlink(step.id) for step in ahead]}
                if not case.is_overdue:
                    vals["escalation_level"] = 0
                case.write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_compensated(self):
        self.compensation_ids._unlink_except_decided()

    def _after_stage(self, was_closed):
        """Set the dates that follow from the stage.

        :param was_closed: those of ``self`` that were closed before
        """
        now = fields.Datetime.now()
        # They follow from a stage that the user was allowed to set, and are refused
        # to everybody; who has just handed a case over may not write it any more.
        closing = self.sudo().browse()
        for case in self.sudo():
            kind, closed = case.stage_id.kind, case.stage_id.is_closed
            vals = {}
            if kind in ("working", "waiting") and not case.date_contacted:
                vals["date_contacted"] = now
            if closed and case not in was_closed:
                vals["case_key"] = False
                vals["date_closed"] = case.date_closed or now
                vals["closed_score_id"] = self._last_score_id()
                vals["reopened_score_id"] = False
                closing |= case
            elif not closed and case in was_closed:
                vals.update(case._reopening_values())
            vals.update(case._pause_values(now))
            if vals:
                case.write(vals)
        closing._ask_again()

    def _reopening_values(self):
        self.ensure_one()
        vals = {
            "date_closed": False,
            "outcome": False,
            "escalation_level": 0,
            "escalation_ids": [Command.clear()],
        }
        if not self.deadline or self.deadline < fields.Datetime.now():
            deadlines = self.rule_id._deadlines(
                self.company_id, self.value_tier_id, self.priority
            )
            vals["deadline"] = deadlines["deadline"]
        if self.rule_id:
            vals["case_key"] = self._key(
                self.partner_id, self.company_id, self.rule_cause_id
            )
            if self.search_count([("case_key", "=", vals["case_key"])], limit=1):
                raise UserError(
                    self.env._(
                        "%s has another open follow-up already. Go on there.",
                        self.partner_id.display_name,
                    )
                )
        return vals

    @api.model
    def _key(self, partner, company, cause):
        key = f"{company.id}-{partner.id}"
        return f"{key}-{cause.id}" if cause else key

    @api.model
    def _last_score_id(self):
        return self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM cem_score")
        )[0][0]

    def _adopt_worst_answer(self, scores):
        """Let the case be about the worst of these answers.

        What the worst does not tell (touchpoint, record...) the next worst may.
        """
        self.ensure_one()
        scores = scores.sorted(lambda score: (score.value, score.id))
        vals = {"worst_score_id": scores[:1].id}
        for name in ("journey_id", "touchpoint_id", "dimension_id"):
            if not self[name]:
                vals[name] = next((one[name].id for one in scores if one[name]), False)
        if not self.res_model:
            about = scores.filtered("res_id")[:1]
            vals.update(res_model=about.res_model, res_id=about.res_id)
        self.write(vals)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_contacted(self):
        """The customer has been spoken to: note when, and go on from there."""
        cases = self.filtered(lambda case: not case.date_closed)
        todo = cases.filtered(lambda case: case.stage_id.kind == "todo")
        if todo:
            todo.write({"stage_id": self.stage_id._first("working").id})
        missing = cases.filtered(lambda case: not case.date_contacted)
        if missing:
            missing._cem_as_server().write({"date_contacted": fields.Datetime.now()})

    def action_close(self):
        self.write({"stage_id": self.stage_id._first("closed").id})

    def action_cancel(self):
        self.write({"stage_id": self.stage_id._first("cancelled").id})

    def action_reopen(self):
        for case in self.filtered("date_closed"):
            kinds = ["todo", "working"]
            if case.date_contacted:
                kinds.reverse()
            case.write({"stage_id": case.stage_id._first(*kinds).id})

    def action_assign_to_me(self):
        self.write({"user_id": self.env.uid})

    def action_open_source(self):
        """Open the record (an order, say) that the answers are about."""
        self.ensure_one()
        record = self._source_record(self)
        if record is None:
            raise UserError(self.env._("The record no longer exists."))
        return record.get_formview_action()

    def action_cem_scores(self):
        """All that this customer has ever said."""
        self.ensure_one()
        return self.partner_id.action_cem_scores()

    def action_cem_followups(self):
        """All follow-ups of this customer."""
        self.ensure_one()
        return self.partner_id.action_cem_followups()
