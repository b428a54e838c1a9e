from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.base.hooks import hook
from ...tools.intake.answer_words import on_other_scale
from ...tools.intake.column import Column
from ...tools.score import scales
from ..base.tool_texts import translated
from ..score.cem_score import MEASURES
from .cem_score_import_mapping import MAPPING_FIELDS
from .cem_score_import_run import STARTED

SINGLE_ROLES = ["respondent", "email", "phone", "reference", "name", "date", "started"]
# They say what they are about by themselves; the others need a thing to speak of.
SELF_EXPLAINING = ("nps", "csat", "ces", "emotion")


class CemScoreImportColumn(models.Model):
    """One column of an imported file, and what the manager says it holds."""

    _name = "cem.score.import.column"
    _inherit = ["cem.score.import.owned.mixin"]
    _description = "Column of an Import"
    _order = "import_id, sequence, id"

    state = fields.Selection(related="import_id.state")
    sequence = fields.Integer()
    name = fields.Char(string="Column", required=True, readonly=True)
    sample = fields.Char(string="Examples", readonly=True)
    role = fields.Selection(
        [
            ("answer", "Answer"),
            ("respondent", "Respondent's id"),
            ("email", "Customer: e-mail"),
            ("phone", "Customer: phone"),
            ("reference", "Customer: reference"),
            ("name", "Customer: name"),
            ("date", "Date of the answers"),
            ("started", "Date, if there is no other"),
            ("comment", "Comment"),
            ("ignore", "Ignore"),
        ],
        string="Holds",
        required=True,
        default="ignore",
    )
    measure = fields.Selection(MEASURES)
    dimension_id = fields.Many2one("cem.dimension", ondelete="restrict")
    new_dimension_name = fields.Char(
        string="New Dimension",
        help="A dimension of this name will be created by the import, because there "
        "is none yet. Choose an existing dimension instead to avoid it.",
    )
    new_dimension_code = fields.Char()
    touchpoint_id = fields.Many2one("cem.touchpoint", ondelete="restrict")
    scale_min = fields.Float(
        string="Lowest Answer",
        compute="_compute_scale",
        store=True,
        readonly=False,
        precompute=True,
    )
    scale_max = fields.Float(
        string="Highest Answer",
        compute="_compute_scale",
        store=True,
        readonly=False,
        precompute=True,
    )
    reversed = fields.Boolean(
        string="Reverse-worded",
        help="Agreement is bad news here (“I had to wait long”), so the score is "
        "turned around.",
    )
    value_ids = fields.One2many(
        "cem.score.import.value", "column_id", string="Words", readonly=True
    )
    leave_out_if = fields.Selection(
        [
            ("is", "it is"),
            ("empty", "it is empty"),
            ("below", "it is below"),
        ],
        string="Leave Rows Out If",
        help="Rows that do not count, such as previews and tests, by what stands in "
        "this column.",
    )
    leave_out_value = fields.Char(
        string="This",
        help="Texts with commas between them; or a number, or a time that was taken, "
        "in seconds.",
    )
    reason = fields.Char(string="Why", readonly=True)
    unsure = fields.Boolean(
        readonly=True, help="The proposal is hardly more than a guess. Please check it."
    )
    answer_count = fields.Integer(string="Answers", readonly=True, copy=False)
    mean_raw = fields.Float(
        string="Mean Answer",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Mean of the answers on the scale of the column.",
    )
    mean = fields.Float(
        string="Mean (0-10)", readonly=True, copy=False, aggregator=None
    )
    problem_count = fields.Integer(string="Problems", readonly=True, copy=False)

    @api.depends("role", "measure")
    def _compute_scale(self):
        for column in self:
            fixed = scales.MEASURE_SCALES.get(column.measure)
            if column.role == "answer" and fixed:
                column.scale_min, column.scale_max = fixed
            elif not column.scale_min < column.scale_max:
                column.scale_min, column.scale_max = 0, 10

    @api.onchange("role")
    def _onchange_role(self):
        if self.role == "answer":
            self.measure = self.measure or "experience"
        else:
            self.measure = self.dimension_id = self.touchpoint_id = False
            self.new_dimension_name = self.new_dimension_code = False

    @api.onchange("dimension_id")
    def _onchange_dimension_id(self):
        if self.dimension_id:
            self.new_dimension_name = self.new_dimension_code = False

    @api.constrains("role", "measure", "scale_min", "scale_max")
    def _check_scale(self):
        for column in self:
            if column.role != "answer" or not column.measure:
                continue
            try:
                scales.check_scale(column.measure, column.scale_min, column.scale_max)
            except scales.ToolError as error:
                raise ValidationError(
                    self.env._(
                        "Column %(column)s: %(problem)s",
                        column=column.name,
                        problem=translated(column.env, error.message),
                    )
                ) from error

    def write(self, vals):
        if set(MAPPING_FIELDS) & set(vals):
            self._about_to_change()
        lengths = {column: column.scale_max for column in self}
        result = super().write(vals)
        for column, length in lengths.items():
            if column.scale_max != length and column.value_ids:
                column._reread_words()
        return result

    def _about_to_change(self):
        """Refuse a change of what has been imported; a preview no longer holds."""
        imports = self.import_id
        if any(record.state in STARTED for record in imports):
            raise UserError(
                self.env._("The columns of an import that has been run are kept.")
            )
        imports.filtered(lambda i: i.state == "previewed")._forget_preview()
        self._mapping_changes()

    def _reread_words(self):
        """The same words on a scale of another length have other values."""
        words = self.value_ids.filtered(lambda one: one.meaning == "answer")
        if self.scale_min != 1 or not words:
            return
        values = on_other_scale(words.mapped("text"), int(self.scale_max))
        if len(values) == len(words):
            for word in words:
                word.value = values[word.text]

    @hook
    def _mapping_changes(self):
        """Tell others who use these columns that they will hold something else."""

    # ------------------------------------------------------------------
    # Mapping
    # ------------------------------------------------------------------

    def _proposing(self):
        """Columns that wait for a dimension to be created."""
        return self.filtered(
            lambda column: (
                column.role == "answer"
                and column.new_dimension_name
                and not column.dimension_id
            )
        )

    def _answers(self):
        return self.filtered(lambda column: column.role == "answer")

    def _with_role(self, role):
        return self.filtered(lambda column: column.role == role)[:1]

    def _check_mapping(self, record):
        """Refuse a mapping that cannot be imported, saying what to change."""
        if not self._answers():
            raise UserError(
                self.env._(
                    "No column holds answers. Mark at least one column as “Answer” "
                    "and choose its measure."
                )
            )
        labels = dict(self._fields["role"]._description_selection(self.env))
        for role in SINGLE_ROLES:
            twice = self.filtered(lambda column, role=role: column.role == role)
            if len(twice) > 1:
                raise UserError(
                    self.env._(
                        "%(columns)s are all marked as “%(role)s”. Keep one of them "
                        "and ignore the others.",
                        columns=", ".join(twice.mapped("name")),
                        role=labels[role],
                    )
                )
        for column in self._answers():
            if not column.measure:
                raise UserError(
                    self.env._("Choose the measure of column %s.", column.name)
                )
            about = (
                column.dimension_id
                or column.new_dimension_name
                or column.touchpoint_id
                or record.touchpoint_id
            )
            if not about and column.measure not in SELF_EXPLAINING:
                raise UserError(
                    self.env._(
                        "What is column %s about? Choose its dimension or touchpoint.",
                        column.name,
                    )
                )
        self._check_scale()
        if record.partner_policy != "anonymous" and not self._names_partner():
            raise UserError(
                self.env._(
                    "Customers are found and created by their e-mail, phone or "
                    "reference. Mark such a column, or keep the answers anonymously."
                )
            )
        # say it now, and not in the middle of the import
        if record.partner_policy == "create":
            self.env["res.partner"].check_access("create")

    def _names_partner(self):
        return any(self._with_role(role) for role in ("email", "phone", "reference"))

    def _create_dimensions(self):
        """Create the dimensions that these columns propose, once per code.

        One that an import has brought, and its undo has put away, is taken out again.

        :return: the dimensions that were not there, or not in use, before
        """
        dimensions = self.env["cem.dimension"].with_context(active_test=False)
        new = dimensions.browse()
        for column in self._proposing():
            code = column.new_dimension_code or column.new_dimension_name
            code = "_".join(code.lower().split())
            dimension = dimensions.search([("code", "=", code)], limit=1)
            if not dimension:
                dimension = dimensions.create(
                    {
                        "name": column.new_dimension_name,
                        "code": code,
                        "kind": "outcome",
                        "sequence": 100,
                    }
                )
                new |= dimension
            elif not dimension.active and self._is_put_away(dimension):
                dimension.active = True
                new |= dimension
            column.write({"dimension_id": dimension.id})
        return new

    @hook
    def _is_put_away(self, dimension):
        """Whether it is archived only because what had brought it was undone."""
        undone = [("state", "=", "withdrawn")]
        undone.append(("put_away_dimension_ids", "in", dimension.ids))
        return bool(self.env["cem.score.import"].search_count(undone, limit=1))

    def _as_tool_columns(self):
        """The columns as :mod:`tools.answers` wants them."""
        return [
            Column(
                header=column.name,
                role=column.role,
                measure=column.measure or None,
                low=column.scale_min,
                high=column.scale_max,
                reverse=column.reversed,
                values=column.value_ids._to_tool(),
            )
            for column in self
        ]
