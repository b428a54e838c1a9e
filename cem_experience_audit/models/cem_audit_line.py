from odoo import api, fields, models


class CemAuditLine(models.Model):
    """One step: what one auditor met at one touchpoint.

    Staff change it through the page of the audit only (``cem_audit_walk.py``), which
    lets in its own auditor while the audit is running.
    """

    _name = "cem.audit.line"
    _description = "Audit Step"
    _order = "audit_id, user_id, sequence, id"
    # Whoever walked says what was met there, on the page of the audit.
    _cem_server_fields = frozenset(
        {
            "audit_id",
            "note",
            "sense_bad_ids",
            "sense_good_ids",
            "state",
            "touchpoint_id",
            "user_id",
        }
    )

    audit_id = fields.Many2one(
        "cem.audit", required=True, index=True, ondelete="cascade"
    )
    audit_state = fields.Selection(
        related="audit_id.state", store=True, string="Audit State"
    )
    company_id = fields.Many2one(related="audit_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", string="Auditor", required=True, index=True, ondelete="restrict"
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", required=True, index=True, ondelete="restrict"
    )
    journey_id = fields.Many2one(related="touchpoint_id.journey_id", store=True)
    stage_id = fields.Many2one(related="touchpoint_id.stage_id")
    sequence = fields.Integer()
    state = fields.Selection(
        [("todo", "To Do"), ("done", "Done"), ("skipped", "Not Seen")],
        required=True,
        default="todo",
        index=True,
    )
    check_ids = fields.One2many("cem.audit.check", "line_id", string="Standards")
    mark_ids = fields.One2many("cem.audit.mark", "line_id", string="Marks")
    score = fields.Float(
        string="Score (0-10)",
        compute="_compute_score",
        store=True,
        aggregator=None,
        help="Mean of the marks by the weights of the dimensions.",
    )
    has_score = fields.Boolean(compute="_compute_score", store=True)
    broken_count = fields.Integer(
        string="Broken Standards",
        compute="_compute_broken_count",
        store=True,
        aggregator="sum",
    )
    sense_good_ids = fields.Many2many(
        "cem.sense", "cem_audit_line_sense_good_rel", string="Pleasant"
    )
    sense_bad_ids = fields.Many2many(
        "cem.sense", "cem_audit_line_sense_bad_rel", string="Unpleasant"
    )
    note = fields.Text()
    photo_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        string="Photos",
        domain=[("res_model", "=", "cem.audit.line"), ("res_field", "=", False)],
        bypass_search_access=True,
    )
    photo_count = fields.Integer(
        string="Number of Photos", compute="_compute_photo_count"
    )
    date_done = fields.Datetime(string="Seen On", readonly=True)
    seconds = fields.Integer(
        string="Time Taken (Seconds)", aggregator="avg", readonly=True
    )
    is_current = fields.Boolean(
        readonly=True,
        export_string_translation=False,
        help="Where the auditor was last, and goes on.",
    )
    revision = fields.Integer(
        readonly=True, aggregator=None, export_string_translation=False
    )
    save_key = fields.Char(readonly=True, export_string_translation=False)

    _step_uniq = models.Constraint(
        "UNIQUE (audit_id, user_id, touchpoint_id)",
        "An auditor sees each touchpoint once in an audit.",
    )

    @api.depends("touchpoint_id", "user_id")
    def _compute_display_name(self):
        for line in self:
            # a colleague's name is shown even where the user list is not open
            who = line.sudo().user_id.name
            line.display_name = f"{line.touchpoint_id.name or ''} ({who or ''})"

    @api.depends("mark_ids.value", "mark_ids.has_value")
    def _compute_score(self):
        for line in self:
            marks = line.mark_ids.filtered("has_value")
            total = sum(marks.mapped("weight"))
            line.has_score = bool(marks)
            line.score = (
                sum(mark.weight * mark.value for mark in marks) / total
                if total
                else 0.0
            )

    @api.depends("check_ids.result")
    def _compute_broken_count(self):
        for line in self:
            line.broken_count = len(
                line.check_ids.filtered(lambda check: check.result == "broken")
            )

    def _compute_photo_count(self):
        # Photos are as readable as the step that they belong to.
        counts = dict(
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("res_field", "=", False),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        for line in self:
            line.photo_count = counts.get(line.id, 0)
