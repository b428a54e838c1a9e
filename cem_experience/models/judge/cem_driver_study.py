from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.base.messages import ToolError
from ...tools.judge import driver_study
from ..base.tool_texts import translated

MAX_DRIVERS = 15
# Bootstrap draws; each driver more doubles what one costs: a few seconds in all.
DRAWS = {14: 300, 15: 200}
REASONS = {
    driver_study.CONSTANT: "constant",
    driver_study.COLLINEAR: "collinear",
}


class CemDriverStudy(models.Model):
    """What moves an outcome: which share of its differences each driver explains.

    The answers of one respondent (an answer sheet, a row of an import, a customer's day)
    are put together by the database, and what comes out are sums of products; see
    ``tools/judge/driver_study.py`` for what is made of them.
    """

    _name = "cem.driver.study"
    _description = "Study of Drivers"
    _order = "date_computed desc NULLS LAST, id desc"

    name = fields.Char(required=True)
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
        help="Only what was said on this journey. Leave empty for everything.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    outcome_measure = fields.Selection(
        [
            ("nps", "Recommendation (NPS)"),
            ("csat", "Satisfaction (CSAT)"),
            ("ces", "Effort (CES)"),
            ("experience", "Experience"),
            ("retention", "Retention (bought again)"),
            ("revenue", "Revenue"),
        ],
        string="Outcome",
        required=True,
        default="nps",
        help="What is to be explained. Retention and revenue are those of the value "
        "sources; each customer counts once, with the mean of what he or she said.",
    )
    outcome_dimension_id = fields.Many2one(
        "cem.dimension",
        string="Outcome in Dimension",
        ondelete="restrict",
        help="Where several questions ask for the outcome: only those of this one.",
    )
    driver_kind = fields.Selection(
        [("dimension_id", "Dimensions"), ("touchpoint_id", "Touchpoints")],
        string="Drivers",
        required=True,
        default="dimension_id",
        help="What may explain it: the experience with each of these.",
    )
    coverage = fields.Integer(
        string="Answered by at Least (%)",
        default=50,
        help="A driver that fewer of the respondents spoke of is left out. Of the rest, "
        "only respondents count who answered all.",
    )
    method = fields.Selection(
        [
            ("general_dominance", "General dominance (Shapley)"),
            ("relative_weights", "Relative weights (Johnson)"),
        ],
        required=True,
        default="general_dominance",
    )
    assessment_id = fields.Many2one(
        "cem.assessment",
        string="Use in Assessment",
        index="btree_not_null",
        ondelete="set null",
        domain="[('state', '!=', 'done'), ('company_id', '=', company_id)]",
        help="Whose importance weights the derived ones can replace.",
    )

    # What came out
    date_computed = fields.Datetime(readonly=True, copy=False)
    asked_count = fields.Integer(
        string="Respondents",
        readonly=True,
        copy=False,
        help="Those who answered the outcome and at least one driver.",
    )
    respondent_count = fields.Integer(
        string="Complete", readonly=True, copy=False, help="Those who answered it all."
    )
    draws = fields.Integer(string="Bootstrap Draws", readonly=True, copy=False)
    r2 = fields.Float(
        string="R²",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Share of the outcome's differences that the drivers explain together.",
    )
    r2_low = fields.Float(string="R² from", readonly=True, copy=False, aggregator=None)
    r2_high = fields.Float(string="R² to", readonly=True, copy=False, aggregator=None)
    line_ids = fields.One2many("cem.driver.study.line", "study_id", readonly=True)

    _coverage_range = models.Constraint(
        "CHECK (coverage BETWEEN 0 AND 100)", "A share lies between 0 and 100 %."
    )

    def _score_domain(self):
        """The scores that the study is of: what customers said."""
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("source", "not in", self.env["cem.score"]._company_sources())
        if self.journey_id:
            domain &= Domain("journey_id", "=", self.journey_id.id)
        if self.date_from:
            domain &= Domain("date", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date", "<=", self.date_to)
        return domain

    def write(self, vals):
        result = super().write(vals)
        if self._question_fields() & set(vals):
            # what came out answers another question than the one that now stands there
            self._cem_as_server().filtered("date_computed").date_computed = False
            self._drop_lines()
        return result

    @api.model
    def _question_fields(self):
        return {
            "company_id",
            "journey_id",
            "date_from",
            "date_to",
            "outcome_measure",
            "outcome_dimension_id",
            "driver_kind",
            "coverage",
            "method",
            "population_id",
        }

    def _drop_lines(self):
        # Nobody but this computation writes them; managers may only read.
        lines = self.env["cem.driver.study.line"].sudo()
        lines.search([("study_id", "in", self.ids)]).unlink()

    def action_compute(self):
        """Weigh the drivers anew.

        :raise UserError: too few respondents, no driver, nothing to explain
        """
        self.check_access("write")
        for study in self:
            study._compute_study()

    def _compute_study(self):
        self.ensure_one()
        asked, counts = self._driver_counts()
        minimum = max(self.env["cem.figure"]._minimum(), 1)
        least = max(minimum, asked * self.coverage / 100)
        drivers = [key for key, count in counts.items() if count >= least]
        drivers.sort(key=lambda key: (-counts[key], key))
        if len(drivers) > MAX_DRIVERS:
            raise UserError(
                self.env._(
                    "%(count)s drivers are more than the %(most)s that can be weighed "
                    "at once. Choose a journey, or raise the share that must have "
                    "answered.",
                    count=len(drivers),
                    most=MAX_DRIVERS,
                )
            )
        if not drivers:
            raise UserError(
                self.env._(
                    "Nobody answered both the outcome and the drivers. Choose another "
                    "outcome or period, or lower the share that must have answered."
                )
            )
        draws = DRAWS.get(len(drivers), 400)
        try:
            moments, respondents, weighting = self._weighed_moments(drivers)
            found = driver_study.study(moments, self.method, draws=draws)
        except ToolError as error:
            raise UserError(translated(self.env, error.message)) from error
        stated, note = self._stated_importance(weighting)
        self._cem_as_server().write(
            {
                "date_computed": fields.Datetime.now(),
                "asked_count": asked,
                "respondent_count": respondents,
                "draws": draws,
                "r2": found.r2,
                "r2_low": found.low,
                "r2_high": found.high,
                "is_weighted": weighting.is_weighted,
                "effective_count": weighting.effective_count,
                "weighting_note": "\n".join(filter(None, (weighting.problem, note))),
            }
        )
        self._write_lines(drivers, found, counts, stated)

    def _write_lines(self, drivers, found, counts, stated):
        weighed = dict(zip(drivers, found.drivers, strict=True))
        largest = max((d.share or 0.0 for d in found.drivers), default=0.0)
        vals_list = []
        for key, count in counts.items():
            driver = weighed.get(key)
            reason = "uncovered" if driver is None else REASONS.get(driver.reason)
            importance = stated.get(key)
            vals = {
                "study_id": self.id,
                self.driver_kind: key,
                "answer_count": count,
                "reason": reason or False,
                "has_stated": importance is not None,
                "stated": importance or 0.0,
            }
            if not reason:
                vals |= {
                    "share": 100 * driver.share,
                    "share_low": 100 * driver.low,
                    "share_high": 100 * driver.high,
                    "slope": str(driver.slope),
                    "significant": driver.significant,
                    "derived": 10 * driver.share / largest if largest else 0.0,
                }
            vals_list.append(vals)
        self._drop_lines()
        # as there
        self.env["cem.driver.study.line"].sudo().create(vals_list)

    def action_use_importance(self):
        """Take the derived importance into the chosen assessment, marked as such.

        The largest share becomes 10, the others in proportion.
        """
        self.ensure_one()
        if self.driver_kind != "dimension_id" or not self.line_ids:
            raise UserError(
                self.env._("Only a computed study of dimensions can be taken over.")
            )
        if not self.assessment_id:
            raise UserError(self.env._("Choose the assessment first."))
        assessment = self.assessment_id
        lines = {line.dimension_id: line for line in assessment.line_ids}
        for driver in self.line_ids.filtered(lambda line: not line.reason):
            if driver.dimension_id not in lines:
                continue
            lines[driver.dimension_id].write(
                {
                    "importance_overruled": True,
                    "importance": driver.derived,
                    "importance_reason": self._derived_reason(driver),
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": assessment._name,
            "res_id": assessment.id,
            "views": [[False, "form"]],
        }

    def _derived_reason(self, driver):
        """Where a derived importance comes from, for who meets it in an assessment."""
        facts = {
            "share": f"{driver.share:.0f}",
            "study": self.name,
            "count": self.respondent_count,
        }
        if self.is_weighted:
            return self.env._(
                "Derived importance: %(share)s %% of what explains the outcome "
                "(study “%(study)s”, %(count)s respondents, weighted to “%(shares)s”)",
                shares=self.population_id.name,
                **facts,
            )
        return self.env._(
            "Derived importance: %(share)s %% of what explains the outcome "
            "(study “%(study)s”, %(count)s respondents)",
            **facts,
        )

    def action_scores(self):
        """Open the answers behind the study."""
        self.ensure_one()
        return self.env["cem.score"]._action_open(self._score_domain())

    @api.model
    def _newest_for_dashboard(self):
        """The newest study that has been computed, ready to draw, or None."""
        study = self.search([("date_computed", "!=", False)], limit=1)
        if not study:
            return None
        outcomes = dict(
            self._fields["outcome_measure"]._description_selection(self.env)
        )
        lines = study.line_ids.filtered(lambda line: not line.reason)
        return {
            "id": study.id,
            "outcome": outcomes[study.outcome_measure],
            "count": study.respondent_count,
            "r2": study.r2,
            "date": fields.Date.to_string(study.date_computed),
            "weighting": study.is_weighted and study.population_id.name,
            "rows": [
                {
                    "name": line.driver_name,
                    "share": line.share,
                    "low": line.share_low,
                    "high": line.share_high,
                    "significant": line.significant,
                }
                for line in lines.sorted(lambda line: -line.share)
            ],
        }
