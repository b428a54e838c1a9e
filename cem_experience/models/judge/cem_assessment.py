from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..base.local_html import LocalHtml

# Step 2: what is asked about each dimension, as measures of cem.score.
SURVEY_MEASURES = ("experience", "expectation", "importance")


class CemAssessment(models.Model):
    """One walk through the seven steps, for one period and scope.

    Brand value, experience and expectation, key experience, gap to the ideal,
    requirements, alignment, feedback. Marks are 0-10. Figures come from the scores of
    the company, the period and, if one is chosen, the journey; a person can overrule
    each of them. A done assessment is history: its scope and figures are frozen, while
    requirements and results go on, for carrying them out takes longer than judging.
    """

    _name = "cem.assessment"
    _description = "Experience Assessment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    journey_id = fields.Many2one(
        "cem.journey",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Judge only what was said on this journey. Leave empty to judge "
        "everything that was said to the company.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        tracking=True,
        default=lambda self: fields.Date.start_of(fields.Date.today(), "year"),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        tracking=True,
        default=lambda self: fields.Date.end_of(fields.Date.today(), "year"),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        default=lambda self: self.env.user,
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    step = fields.Selection(
        [
            ("1", "1. Brand Value"),
            ("2", "2. Experience"),
            ("3", "3. Key Experience"),
            ("4", "4. Gap"),
            ("5", "5. Requirements"),
            ("6", "6. Alignment"),
            ("7", "7. Feedback"),
        ],
        required=True,
        default="1",
        copy=False,
    )
    brand_value = LocalHtml(
        help="Why customers come to you and not to somebody else, in a sentence or two."
    )
    brand_evidence = LocalHtml(
        string="Research",
        help="What the statement rests on: studies, interviews, sales.",
    )
    line_ids = fields.One2many(
        "cem.assessment.line", "assessment_id", string="Dimensions"
    )
    minimum_group_size = fields.Integer(
        readonly=True,
        copy=False,
        default=lambda self: self.env["ir.config_parameter"]._cem_minimum_group_size(),
        help="A figure measured from fewer answers is not used. The setting of the "
        "time when the figures were last computed.",
    )
    date_computed = fields.Datetime(string="Computed On", readonly=True, copy=False)
    answer_count = fields.Integer(
        string="Answers",
        compute="_compute_answer_count",
        store=True,
        help="Answers about experience, expectation and importance together.",
    )
    key_dimension_ids = fields.Many2many(
        "cem.dimension",
        string="Key Dimensions",
        compute="_compute_key_dimension_ids",
        store=True,
        help="Dimensions with the most negative weighted satisfaction; several if they "
        "are equal, none if no customer expectation is missed.",
    )
    key_experience = fields.Char(compute="_compute_key_experience")

    _period = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The period of an assessment must not end before it starts.",
    )

    @api.depends("name", "date_from", "date_to")
    def _compute_display_name(self):
        for assessment in self:
            dates = " – ".join(
                format_date(self.env, date, date_format="yyyy-MM-dd")
                for date in (assessment.date_from, assessment.date_to)
                if date
            )
            name = assessment.name or ""
            assessment.display_name = f"{name} ({dates})" if dates else name

    @api.depends(*(f"line_ids.{figure}_count" for figure in SURVEY_MEASURES))
    def _compute_answer_count(self):
        for assessment in self:
            assessment.answer_count = sum(
                line[f"{figure}_count"]
                for line in assessment.line_ids
                for figure in SURVEY_MEASURES
            )

    @api.depends("line_ids.is_key", "line_ids.dimension_id")
    def _compute_key_dimension_ids(self):
        for assessment in self:
            keys = assessment.line_ids.filtered("is_key")
            assessment.key_dimension_ids = keys.dimension_id

    @api.depends("key_dimension_ids")
    @api.depends_context("lang")
    def _compute_key_experience(self):
        for assessment in self:
            names = assessment.key_dimension_ids.sorted().mapped("name")
            if len(names) > 1:
                assessment.key_experience = self.env._(
                    "%(dimensions)s and %(last)s (tie)",
                    dimensions=", ".join(names[:-1]),
                    last=names[-1],
                )
            else:
                assessment.key_experience = names[0] if names else False

    # ------------------------------------------------------------------
    # Life of an assessment
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Create assessments; one without ``line_ids`` gets a line per driver."""
        assessments = super().create(vals_list)
        for assessment, vals in zip(assessments, vals_list, strict=True):
            if not vals.get("line_ids"):
                drivers = self.env["cem.dimension"].search([("kind", "=", "driver")])
                assessment._add_lines(drivers)
        return assessments

    def write(self, vals):
        if self._frozen_fields() & set(vals):
            self._check_open()
        result = super().write(vals)
        self._follow_weighting(vals)
        return result

    @api.model
    def _frozen_fields(self):
        """What may change no more once an assessment is done."""
        return {
            "company_id",
            "journey_id",
            "date_from",
            "date_to",
            "line_ids",
            "brand_value",
            "brand_evidence",
            *self._scope_freezes(),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_open()

    def _check_open(self):
        """Refuse to change what has been judged and closed."""
        closed = self.filtered(lambda assessment: assessment.state == "done")
        if closed:
            raise UserError(
                self.env._(
                    "Assessment “%s” is done and its figures are frozen. Reopen it "
                    "first, or start the next cycle.",
                    closed[0].name,
                )
            )

    def _add_lines(self, dimensions):
        self.env["cem.assessment.line"].create(
            [
                {"assessment_id": assessment.id, "dimension_id": dimension.id}
                for assessment in self
                for dimension in dimensions
            ]
        )

    def action_done(self):
        """Close: freeze scope and figures."""
        self._cem_as_server().write({"state": "done"})

    def action_reopen(self):
        self._cem_as_server().write({"state": "running"})

    def action_step_next(self):
        for assessment in self:
            assessment.step = str(min(int(assessment.step) + 1, 7))

    def action_step_back(self):
        for assessment in self:
            assessment.step = str(max(int(assessment.step) - 1, 1))
