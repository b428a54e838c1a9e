from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY = "cem_experience_audit.mail_activity_type_audit"
# What has been started is walked as it was planned.
FROZEN = {"journey_id", "touchpoint_ids", "with_parts", "company_id", "kind"}


class CemAudit(models.Model):
    """From the plan to the steps of each auditor, and from their marks to scores."""

    _inherit = "cem.audit"

    def write(self, vals):
        if FROZEN & set(vals) and any(audit.state != "draft" for audit in self):
            raise UserError(
                self.env._(
                    "An audit that has been started keeps its scope. Cancel it and "
                    "plan another one."
                )
            )
        result = super().write(vals)
        if "user_ids" in vals:
            running = self.filtered(lambda audit: audit.state == "running")
            running._sync_auditors()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_scored(self):
        # Withdrawn scores are history too.
        scores = self.env["cem.score"].with_context(active_test=False)
        if scores.search_count([("audit_mark_id.audit_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "An audit whose scores count cannot be deleted. Cancel it: its "
                    "scores are withdrawn, and what was seen stays."
                )
            )
        # through the ORM and not by the database, so that the photos go too
        self.line_ids.unlink()

    # ------------------------------------------------------------------
    # Start
    # ------------------------------------------------------------------

    def action_start(self):
        """Give each auditor the steps, and an activity that says so."""
        self.check_access("write")
        for audit in self:
            audit._check_state("draft", "cancelled")
            if not audit.user_ids:
                raise UserError(self.env._("Choose who does the audit, then start it."))
            if not audit._touchpoints():
                raise UserError(
                    self.env._(
                        "There is nothing to walk. Choose a journey that has "
                        "touchpoints, or some touchpoints."
                    )
                )
            audit._cem_as_server().write({"state": "running", "date_closed": False})
            audit._sync_auditors()
        return True

    def _sync_auditors(self):
        """Steps and activities of those who are auditors now.

        Who leaves takes along only what has not been done.
        """
        for audit in self:
            lines = audit.line_ids
            gone = lines.user_id - audit.user_ids
            lines.filtered(
                lambda line, gone=gone: line.user_id in gone and line.state != "done"
            ).unlink()
            audit._close_activities(gone)
            audit._add_steps(audit.user_ids - lines.exists().user_id)
            todo = audit.line_ids.filtered(lambda line: line.state == "todo")
            for user in todo.user_id & audit.user_ids:
                audit._open_activity(user)

    def _add_steps(self, users):
        self.ensure_one()
        touchpoints = self._touchpoints()
        self.env["cem.audit.line"]._cem_as_server().create(
            [
                {
                    "audit_id": self.id,
                    "user_id": user.id,
                    "touchpoint_id": touchpoint.id,
                    "sequence": number,
                    "check_ids": [
                        (0, 0, {"standard_id": standard.id, "sequence": place})
                        for place, standard in enumerate(touchpoint.standard_ids)
                    ],
                    "mark_ids": touchpoint._audit_marks(),
                }
                for user in users
                for number, touchpoint in enumerate(touchpoints, start=1)
            ]
        )

    def _activities_of(self, users):
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        # An activity is its owner's; whoever changes the plan may end it.
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("user_id", "in", users.ids),
                    ("activity_type_id", "=", kind.id if kind else False),
                ]
            )
        )

    def _open_activity(self, user):
        self.ensure_one()
        if not self._activities_of(user):
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                self.date_end or fields.Date.context_today(self),
                user_id=user.id,
            )

    def _close_activities(self, users, done=False):
        activities = self._activities_of(users)
        if done:
            activities.action_feedback()
        else:
            activities.unlink()

    # ------------------------------------------------------------------
    # Close, reopen, cancel
    # ------------------------------------------------------------------

    def action_close(self):
        """Write the scores: what was marked and has not been written yet.

        Doing it twice writes nothing twice; after a correction only what has changed
        is written anew and supersedes the old score.
        """
        self.check_access("write")
        for audit in self:
            audit._check_state("running")
            lines = audit.line_ids
            if not lines.filtered(lambda line: line.state == "done"):
                raise UserError(
                    self.env._(
                        "Nobody has done a step of “%s” yet. Cancel it if it is not "
                        "needed any more.",
                        audit.name,
                    )
                )
            todo = lines.filtered(lambda line: line.state == "todo")
            todo._cem_as_server().write({"state": "skipped"})
            # The state is kept on each step: a step saved meanwhile by an auditor
            # makes this transaction start anew, and sees the audit closed.
            audit._cem_as_server().write(
                {"state": "done", "date_closed": fields.Datetime.now()}
            )
            audit._write_scores()
            audit._close_activities(audit.user_ids)
        return True

    def _write_scores(self):
        self.ensure_one()
        marks = self.line_ids.mark_ids
        current = self.env["cem.score"].search([("audit_mark_id", "in", marks.ids)])
        given = marks.filtered(lambda mark: mark.has_value)
        self.env["cem.score"]._synchronise(
            current, [mark._score_values() for mark in given], "audit_mark_id"
        )

    def action_reopen(self):
        """Let the auditors correct what they marked; scores stay until closed again."""
        self.check_access("write")
        for audit in self:
            audit._check_state("done")
            audit._cem_as_server().write({"state": "running", "date_closed": False})
            skipped = audit.line_ids.filtered(lambda line: line.state == "skipped")
            skipped._cem_as_server().write({"state": "todo"})
            audit._sync_auditors()
        return True

    def action_cancel(self):
        """End it without scores; those written before are withdrawn."""
        self.check_access("write")
        for audit in self:
            audit._check_state("draft", "running", "done")
            audit.env["cem.score"].search(
                [("audit_mark_id", "in", audit.line_ids.mark_ids.ids)]
            )._withdraw()
            audit._cem_as_server().write({"state": "cancelled"})
            audit._close_activities(audit.user_ids)
            audit.line_ids.check_ids._doubt_cases()
        return True

    def _check_state(self, *states):
        self.ensure_one()
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(audit)s” is in the state “%(state)s”, where this cannot be "
                    "done. Reload the page to see what has happened to it.",
                    audit=self.name,
                    state=label[self.state],
                )
            )


class CemTouchpoint(models.Model):
    _inherit = "cem.touchpoint"

    def _audit_marks(self):
        """What an auditor marks here: each dimension that weighs, or the whole."""
        self.ensure_one()
        weights = self.weight_ids.filtered(lambda line: line.weight > 0)
        return [
            (0, 0, {"dimension_id": line.dimension_id.id, "weight": line.weight})
            for line in weights
        ] or [(0, 0, {"weight": 1.0})]


class CemScore(models.Model):
    _inherit = "cem.score"
    _cem_server_fields = frozenset({"audit_mark_id"})

    source = fields.Selection(
        selection_add=[("audit", "Audit")],
        # without it they would be taken for what customers say
        ondelete={"audit": "cascade"},
    )
    audit_mark_id = fields.Many2one(
        "cem.audit.mark",
        index="btree_not_null",
        ondelete="restrict",
        help="The auditor's mark that the score comes from.",
    )

    # A mark counts once, however often an audit is closed.
    _audit_mark_uniq = models.UniqueIndex(
        "(audit_mark_id) WHERE active IS TRUE AND audit_mark_id IS NOT NULL",
        "This mark has been counted already.",
    )

    @api.model
    def _company_sources(self):
        return [*super()._company_sources(), "audit"]

    @api.model
    def _unread_sources(self):
        """What auditors write down is no word of a customer."""
        return [*super()._unread_sources(), "audit"]


class CemAnswer(models.AbstractModel):
    _inherit = "cem.answer"

    @api.model
    def _harmless_addons(self):
        """The value of the source has no part in how an answer is stored."""
        return (*super()._harmless_addons(), "cem_experience_audit")
