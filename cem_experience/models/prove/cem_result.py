from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang


class CemResult(models.Model):
    """Step 7: a business figure before and after, which proves a requirement or not.

    Before and after go with ``has_before`` and ``has_after``: 0 sold is a figure, not
    sold yet is none.
    """

    _name = "cem.result"
    _description = "Result"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        required=True, help="The figure that should move, such as sales per month."
    )
    assessment_id = fields.Many2one(
        "cem.assessment",
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
    )
    requirement_id = fields.Many2one(
        "cem.requirement",
        index="btree_not_null",
        ondelete="set null",
        domain="[('assessment_id', '=', assessment_id)]",
        help="The requirement that this result proves.",
    )
    unit = fields.Char(help="What is counted: cameras, orders, HKD...")
    date = fields.Date(
        string="Measured On", required=True, default=fields.Date.context_today
    )
    has_before = fields.Boolean(string="Known Before", default=True)
    before = fields.Float(aggregator=None)
    has_after = fields.Boolean(string="Known After")
    after = fields.Float(aggregator=None)
    lower_is_better = fields.Boolean(help="For complaints, waiting time, cost...")
    difference = fields.Float(
        compute="_compute_difference", store=True, aggregator=None
    )
    change = fields.Float(
        string="Change (%)",
        compute="_compute_difference",
        store=True,
        aggregator=None,
        help="Difference as a share of the figure before. Empty if that was 0.",
    )
    outcome = fields.Selection(
        [
            ("open", "Not measured yet"),
            ("better", "Better"),
            ("same", "Unchanged"),
            ("noise", "Not shown yet"),
            ("worse", "Worse"),
        ],
        compute="_compute_difference",
        store=True,
    )
    verdict = fields.Char(compute="_compute_verdict")
    note = fields.Text()

    @api.depends("assessment_id.company_id", "requirement_id.company_id")
    def _compute_company_id(self):
        for result in self:
            result.company_id = (
                result.assessment_id.company_id
                or result.requirement_id.company_id
                or result.company_id
                or self.env.company
            )

    @api.depends(
        "before",
        "after",
        "has_before",
        "has_after",
        "lower_is_better",
        "kind",
        "has_interval",
        "p_value",
        "comparison_name",
        "effect",
    )
    def _compute_difference(self):
        """Nothing that was measured is better or worse as long as chance explains it."""
        for result in self:
            if not (result.has_before and result.has_after):
                result.difference = result.change = 0.0
                result.outcome = "open"
                continue
            result.difference = result.after - result.before
            result.change = (
                100 * result.difference / abs(result.before) if result.before else 0.0
            )
            if result.kind != "typed":
                result.outcome = result._measured_outcome()
                continue
            gain = -result.difference if result.lower_is_better else result.difference
            if gain:
                result.outcome = "better" if gain > 0 else "worse"
            else:
                result.outcome = "same"

    @api.depends("difference", "change", "outcome", "unit")
    @api.depends_context("lang")
    def _compute_verdict(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for result in self:
            result.verdict = labels.get(result.outcome, "")
            if result.outcome == "open":
                continue
            figures = {
                "outcome": result.verdict,
                "before": result._format("before"),
                "after": f"{result._format('after')} {result.unit or ''}".strip(),
            }
            if result.before:
                sign = "+" if result.change > 0 else ""
                change = sign + formatLang(self.env, result.change, digits=1)
                result.verdict = self.env._(
                    "%(outcome)s: from %(before)s to %(after)s (%(change)s %%)",
                    change=change,
                    **figures,
                )
            else:
                result.verdict = self.env._(
                    "%(outcome)s: from %(before)s to %(after)s", **figures
                )

    def _format(self, name):
        """A business figure without needless decimals."""
        value = self[name]
        return formatLang(self.env, value, digits=0 if value == int(value) else 2)

    @api.constrains("assessment_id", "requirement_id")
    def _check_requirement_id(self):
        for result in self:
            requirement = result.requirement_id
            if requirement and requirement.assessment_id != result.assessment_id:
                raise ValidationError(
                    self.env._(
                        "“%s” proves a requirement of another assessment. Choose one "
                        "of its own.",
                        result.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create results; a figure that is given is known."""
        return super().create([self._mark_known(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._mark_known(vals))

    @api.model
    def _mark_known(self, vals):
        vals = dict(vals)
        for name in ("before", "after"):
            if vals.get(name) is not None and vals[name] is not False:
                vals.setdefault(f"has_{name}", True)
        return vals
