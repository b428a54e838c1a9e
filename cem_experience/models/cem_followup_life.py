from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, plaintext2html

# Kept by the software, never typed: figures rest on them.
GUARDED_FIELDS = {
    "case_key",
    "date_closed",
    "closed_score_id",
    "escalation_level",
    "is_recovered",
    "recovery_state",
}
ESCALATION_TYPE = "cem_experience.mail_activity_type_followup_escalation"


class CemFollowup(models.Model):
    """From stage to stage: what may be done, what follows from it."""

    # One model in the files of what changes together.
    _inherit = "cem.followup"

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
        guarded = sorted(GUARDED_FIELDS & set(vals))
        if guarded and not self.env.su:
            raise UserError(
                self.env._(
                    "“%s” is kept by the software and cannot be typed.",
                    self._fields[guarded[0]]._description_string(self.env),
                )
            )
        if self.env.su or self.env.user.has_group("cem_experience.group_cem_manager"):
            return
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
        for vals in vals_list:
            self._check_guarded(vals)
        cases = super().create(vals_list)
        # Whoever opens a case for a colleague may not write it any more.
        for case in cases.sudo():
            if case.score_ids and not case.worst_score_id:
                case._take_worst(case.score_ids)
        cases._after_stage(cases.browse())
        cases._sync_activities(fresh=cases)
        return cases

    def write(self, vals):
        self._check_guarded(vals)
        was_closed = self.filtered("date_closed")
        result = super().write(vals)
        if "stage_id" in vals:
            self._after_stage(was_closed)
        if "deadline" in vals:
            # A new time limit may be missed anew.
            ahead = self.filtered(
                lambda case: case.escalation_level and not case.is_overdue
            )
            # Guarded even from the manager who has just set the deadline.
            ahead.sudo().write({"escalation_level": 0})
        if {"stage_id", "user_id", "deadline"} & set(vals):
            self._sync_activities(fresh=was_closed)
        return result

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
        for case in self.sudo():
            kind, closed = case.stage_id.kind, case.stage_id.is_closed
            vals = {}
            if kind in ("working", "waiting") and not case.date_contacted:
                vals["date_contacted"] = now
            if closed and case not in was_closed:
                vals["case_key"] = False
                vals["date_closed"] = case.date_closed or now
                vals["closed_score_id"] = self._last_score_id()
            elif not closed and case in was_closed:
                vals.update(case._reopening_values())
            if vals:
                case.write(vals)

    def _reopening_values(self):
        self.ensure_one()
        vals = {"date_closed": False, "outcome": False, "escalation_level": 0}
        if not self.deadline or self.deadline < fields.Datetime.now():
            vals["deadline"] = self.rule_id._deadline(self.company_id)
        if self.rule_id:
            vals["case_key"] = self._key(self.partner_id, self.company_id)
            if self.search_count([("case_key", "=", vals["case_key"])], limit=1):
                raise UserError(
                    self.env._(
                        "%s has another open follow-up already. Go on there.",
                        self.partner_id.display_name,
                    )
                )
        return vals

    @api.model
    def _key(self, partner, company):
        return f"{company.id}-{partner.id}"

    @api.model
    def _last_score_id(self):
        return self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM cem_score")
        )[0][0]

    def _take_worst(self, scores):
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
    # The activity of the owner
    # ------------------------------------------------------------------

    def _activities(self, *types):
        """Activities of these types that the software has made for these cases."""
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "in", [kind.id for kind in types if kind]),
                ("automated", "=", True),
            ]
        )

    def _activity_type(self):
        if not self.partner_id:
            # a broken standard: there is nobody to call
            return self.env.ref("mail.mail_activity_data_todo")
        return self.rule_id.activity_type_id or self.rule_id._default_activity_type()

    def _sync_activities(self, fresh):
        """Bring the activities in line: one for the owner of an open case.

        :param fresh: those of ``self`` that were just made or reopened; with others a
            missing activity is one that the owner has marked done, and it comes back
            with a new owner only
        """
        escalation = self.env.ref(ESCALATION_TYPE, raise_if_not_found=False)
        # Activities move although somebody else closes the case, or has just handed
        # it over and has no right on it any more. One message is enough: Odoo tells
        # the new owner already.
        for case in self.sudo().with_context(mail_activity_quick_update=True):
            mine = case._activities(case._activity_type())
            if case.date_closed:
                mine |= case._activities(escalation)
                if case.stage_id.kind == "cancelled":
                    mine.unlink()
                else:
                    mine.action_feedback()
            elif not case.user_id:
                mine.unlink()
            elif mine:
                vals = {}
                if mine.user_id != case.user_id:
                    vals["user_id"] = case.user_id.id
                if set(mine.mapped("date_deadline")) != {case._activity_date()}:
                    vals["date_deadline"] = case._activity_date()
                if vals:
                    mine.write(vals)
            elif case in fresh or not case._activity_done_by(case.user_id):
                case._schedule_activity()

    def _activity_done_by(self, user):
        return bool(
            self.with_context(active_test=False)
            ._activities(self._activity_type())
            .filtered(lambda act: not act.active and act.user_id == user)
        )

    def _schedule_activity(self):
        self.ensure_one()
        self.with_context(lang=self.user_id.lang or self.env.lang).activity_schedule(
            activity_type_id=self._activity_type().id,
            date_deadline=self._activity_date(),
            user_id=self.user_id.id,
            note=plaintext2html(self.customer_words or ""),
        )

    def _activity_date(self):
        """Day of the deadline where the owner is."""
        zone = self.user_id.tz or self.company_id.partner_id.tz or "UTC"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), self.deadline or fields.Datetime.now()
        ).date()

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
            missing.write({"date_contacted": fields.Datetime.now()})

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
        """Open the record (a ticket, an order) that the answers are about."""
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
