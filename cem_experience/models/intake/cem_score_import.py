from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..base.local_html import LocalHtml
from .cem_score_import_file import KEPT_FIELDS, READING_FIELDS, SOURCE_FIELDS
from .cem_score_import_run import COUNTED, STARTED


class CemScoreImport(models.Model):
    """A file of answers, one respondent a row, on its way to scores.

    File, mapping, preview, import, result: each step is a state. The import is kept:
    it is the history of where scores come from, what an undo takes back, and from
    where the next file of the same form takes its mapping.
    """

    _name = "cem.score.import"
    _description = "Import of Answers"
    _inherit = [
        "cem.score.import.file",
        "cem.score.import.mapping",
        # before the check, which knows no respondent
        "cem.score.import.known",
        "cem.score.import.check",
        "cem.score.import.preview",
        # before the run, whose batches know of nothing to remember
        "cem.score.import.brought",
        "cem.score.import.run",
        "cem.plausible.date.mixin",
    ]
    _rec_name = "filename"
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Company whose figures the answers count in.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Imported By",
        readonly=True,
        default=lambda self: self.env.user,
        copy=False,
    )
    journey_id = fields.Many2one(
        "cem.journey",
        check_company=True,
        help="Journey of the answers whose column names no touchpoint.",
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        check_company=True,
        domain="journey_id and [('journey_id', '=', journey_id)] or []",
        help="Touchpoint of the answers whose column names none.",
    )
    date = fields.Date(
        string="Answered On",
        required=True,
        default=lambda self: self.env.company._cem_today(),
        help="Date of the answers where the file has no date.",
    )
    partner_policy = fields.Selection(
        [
            ("anonymous", "Keep it, anonymously"),
            ("reject", "Reject the row"),
            ("create", "Create the customer"),
        ],
        string="Unknown Customers",
        required=True,
        default="anonymous",
        help="What to do with a row whose e-mail, phone or reference belongs to no "
        "customer. One that several customers share is never guessed: it stays "
        "anonymous, or is rejected if every row must have its customer.",
    )
    date_order = fields.Selection(
        [("dmy", "Day first (22/11/2026)"), ("mdy", "Month first (11/22/2026)")],
        string="Dates Are Written",
        help="Needed only for dates that end with the year, if two readings of them "
        "make sense.",
    )
    state = fields.Selection(
        [
            ("draft", "File"),
            ("mapped", "Columns"),
            ("previewed", "Preview"),
            ("running", "Importing"),
            ("failed", "Interrupted"),
            ("done", "Imported"),
            ("withdrawn", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    # a copy reads its file anew, and remembers
    column_ids = fields.One2many("cem.score.import.column", "import_id", copy=False)
    reject_ids = fields.One2many(
        "cem.score.import.reject", "import_id", string="Rejected Rows"
    )
    import_again = fields.Boolean(
        copy=False,
        help="Import this file although it has been imported before. Its answers "
        "will then count twice.",
    )
    duplicate_id = fields.Many2one(
        "cem.score.import",
        string="Imported Before As",
        compute="_compute_duplicate_id",
    )
    preview = LocalHtml(readonly=True, copy=False)
    new_dimensions = fields.Char(compute="_compute_new_dimensions")
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    last_row = fields.Integer(
        readonly=True, copy=False, help="Last row of the file that was dealt with."
    )
    rows_done = fields.Integer(readonly=True, copy=False)
    progress = fields.Float(
        compute="_compute_progress", help="Share of the rows dealt with, in percent."
    )
    respondent_count = fields.Integer(
        string="Respondents", readonly=True, copy=False, help="Rows with answers."
    )
    answer_count = fields.Integer(string="Answers", readonly=True, copy=False)
    reject_count = fields.Integer(string="Rejected", readonly=True, copy=False)
    blank_count = fields.Integer(
        string="Without Answers",
        readonly=True,
        copy=False,
        help="Rows in which nothing was answered. They are left out.",
    )
    known_count = fields.Integer(
        string="Known Customers",
        readonly=True,
        copy=False,
        help="Rows whose customer was found or created.",
    )
    open_followups = fields.Boolean(
        default=True,
        help="Bad answers of known customers become follow-ups, if they are not older "
        "than the settings say.",
    )
    followup_count = fields.Integer(
        string="Follow-ups to Open",
        readonly=True,
        copy=False,
        help="Cases that the rules would open for bad answers of this file: one for "
        "each customer and cause that has none yet.",
    )
    error = fields.Text(string="Interruption", readonly=True, copy=False)
    # However many people press the button at once, a file counts once.
    _file_uniq = models.UniqueIndex(
        "(company_id, file_hash) WHERE state IN ('running', 'failed', 'done') "
        "AND file_hash IS NOT NULL AND import_again IS NOT TRUE",
        "This file has been imported already. Tick “Import again” if its answers are "
        "to count twice.",
    )

    @api.depends("file_hash", "company_id", "state")
    def _compute_duplicate_id(self):
        for record in self:
            record.duplicate_id = record._duplicate()

    def _duplicate(self):
        """The import that has brought in the same file for the same company."""
        if not self.file_hash:
            return self.browse()
        return self.search(
            [
                ("file_hash", "=", self.file_hash),
                ("company_id", "=", self.company_id.id),
                ("state", "in", COUNTED),
                ("id", "!=", self._origin.id),
            ],
            limit=1,
        )

    @api.depends("column_ids.new_dimension_name", "column_ids.role")
    def _compute_new_dimensions(self):
        for record in self:
            names = record.column_ids._proposing().mapped("new_dimension_name")
            record.new_dimensions = ", ".join(dict.fromkeys(names))

    @api.depends("rows_done", "row_count", "state")
    def _compute_progress(self):
        for record in self:
            if record.state in ("done", "withdrawn"):
                record.progress = 100.0
            else:
                done = 100.0 * record.rows_done
                record.progress = done / record.row_count if record.row_count else 0.0

    @api.onchange("journey_id")
    def _onchange_journey_id(self):
        if self.touchpoint_id.journey_id != self.journey_id:
            self.touchpoint_id = False

    def write(self, vals):
        changed = SOURCE_FIELDS & set(vals)
        if KEPT_FIELDS & set(vals) and any(record.state in STARTED for record in self):
            raise UserError(
                self.env._(
                    "This import has been run. Start a new one for another file or "
                    "other choices."
                )
            )
        result = super().write(vals)
        if READING_FIELDS & changed:
            self._forget_reading()
        elif changed:
            self.filtered(lambda record: record.state == "previewed")._forget_preview()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(record.state in STARTED for record in self):
            raise UserError(
                self.env._(
                    "An import that has been run is kept, because it says where "
                    "scores come from. Undo it instead."
                )
            )

    def _forget_reading(self):
        self.column_ids.unlink()
        self._forget_preview()
        self._cem_as_server().write(
            {"state": "draft", "file_hash": False, "reading": False}
        )

    def _forget_preview(self):
        self.reject_ids.unlink()
        self._cem_as_server().write(
            {"state": "mapped", "preview": False, **self._no_counts()}
        )

    @api.model
    def _no_counts(self):
        names = (
            "last_row",
            "rows_done",
            "respondent_count",
            "answer_count",
            "reject_count",
            "blank_count",
            "known_count",
            *("left_out_count", "undated_count", "repeat_count", "changed_count"),
        )
        return {**dict.fromkeys(names, 0), "error": False}

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_map(self):
        """Read the file's header and propose what each column holds."""
        for record in self:
            record._check_step("draft", "mapped")
            record._map()

    def action_preview(self):
        """Read the whole file as the import would, writing no score."""
        for record in self:
            record._check_step("mapped", "previewed")
            record.column_ids._check_mapping(record)
            record._preview()

    def action_back(self):
        """Return from the preview to the columns."""
        self._check_step("previewed")
        self._forget_preview()

    def action_import(self):
        """Import; a large file goes on in the background."""
        for record in self:
            record._check_step("previewed")
            record.column_ids._check_mapping(record)
            record._check_not_imported()
            dimensions = record.column_ids._create_dimensions()
            record._note_brought("brought_dimension_ids", dimensions)
            record._start()

    def action_resume(self):
        """Go on where an interrupted import stopped."""
        for record in self:
            record._check_step("failed")
            record._cem_as_server().write({"state": "running", "error": False})
            record._wake()

    def action_stop(self):
        """Interrupt an import that runs; what is in stays until it is undone."""
        for record in self:
            record._check_step("running")
            record._cem_as_server().write(
                {
                    "state": "failed",
                    "error": self.env._("Stopped by %s.", self.env.user.name),
                }
            )

    def action_withdraw(self):
        """Take all scores of these imports out of every figure."""
        for record in self:
            record._check_step("done", "failed")
            record._withdraw()
            record._after_undo()
            if not record._remove_brought():
                record._wake()

    def _brought_by(self):
        return self.user_id

    def action_again(self):
        """Bring the answers of an undone import in anew: the same file, the same steps."""
        self.ensure_one()
        self._check_step("withdrawn")
        content = self.with_context(bin_size=False).file
        again = self.copy({"file": content, "filename": self.filename})
        again.action_map()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": again.id,
            "view_mode": "form",
        }

    def _opens_followups(self):
        return self.open_followups

    def action_scores(self):
        self.ensure_one()
        return self.env["cem.score"]._action_open(
            [("import_column_id.import_id", "=", self.id)],
            {"active_test": self.state != "withdrawn"},
        )

    def _check_step(self, *states):
        for record in self:
            try:
                record.lock_for_update(allow_referencing=True)
            except LockError as error:
                raise UserError(
                    self.env._(
                        "Somebody, or the import itself, is at work on “%s” just now. "
                        "Try again in a moment.",
                        record.filename,
                    )
                ) from error
            record.invalidate_recordset(["state"])
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "“%(filename)s” is at the step “%(state)s” now. Reload the "
                        "page to go on from there.",
                        filename=record.filename,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[record.state],
                    )
                )

    def _check_not_imported(self):
        duplicate = self._duplicate()
        if duplicate and not self.import_again:
            raise UserError(
                self.env._(
                    "“%(filename)s” has been imported already, on %(date)s. Undo that "
                    "import first, or tick “Import again” if the answers are to count "
                    "twice.",
                    filename=self.filename,
                    date=fields.Date.to_string(duplicate.create_date),
                )
            )
