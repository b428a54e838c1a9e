from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...tools.figures import figures
from ...tools.figures.intervals import Sample, mean_difference
from ...tools.prove.differences import difference_of_differences
from ..base.domains import check_domain, check_path
from ..score.cem_score import MEASURES

SURE = 0.05


class CemResult(models.Model):
    """A result that the software measures: with interval, test and comparison.

    Opinions come from ``cem.score``; a business figure from the records of any model,
    as its sum per week.
    """

    _name = "cem.result"
    _inherit = ["cem.result", "cem.authored.mixin"]
    _expression_fields = (
        "kind",
        "model_id",
        "domain",
        "comparison_domain",
        "date_field_id",
        "amount_field_id",
    )

    kind = fields.Selection(
        [
            ("typed", "Typed"),
            ("scores", "Opinions of customers"),
            ("records", "Records of any kind, per week"),
        ],
        string="Measured From",
        required=True,
        default="typed",
    )
    date_change = fields.Date(
        string="Changed On",
        compute="_compute_date_change",
        store=True,
        readonly=False,
        precompute=True,
        help="The time before this day is compared with the time after it.",
    )
    days = fields.Integer(
        string="Days Before and After",
        required=True,
        default=91,
        help="Length of each of the two periods; the second ends today at the latest.",
    )
    # Opinions
    measure = fields.Selection(MEASURES)
    journey_ids = fields.Many2many("cem.journey", "cem_result_journey_rel")
    touchpoint_ids = fields.Many2many("cem.touchpoint", "cem_result_touchpoint_rel")
    dimension_id = fields.Many2one("cem.dimension", ondelete="restrict")
    user_ids = fields.Many2many(
        "res.users",
        "cem_result_user_rel",
        string="Responsible",
        help="Answers about what these people are responsible for, such as a team.",
    )
    # Records
    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        ondelete="cascade",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
    )
    model_name = fields.Char(related="model_id.model")
    domain = fields.Char(string="Which", default="[]")
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="By Date",
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('store', '=', True), "
        "('ttype', 'in', ('date', 'datetime'))]",
    )
    amount_field_id = fields.Many2one(
        "ir.model.fields",
        string="Sum Of",
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('store', '=', True), "
        "('ttype', 'in', ('integer', 'float', 'monetary'))]",
        help="Empty: the number of records.",
    )
    # Comparison
    comparison_name = fields.Char(
        string="Compared With",
        help="Stores, teams or journeys where nothing was changed. Empty: before and "
        "after only.",
    )
    comparison_journey_ids = fields.Many2many(
        "cem.journey", "cem_result_comparison_journey_rel", string="Other Journeys"
    )
    comparison_touchpoint_ids = fields.Many2many(
        "cem.touchpoint",
        "cem_result_comparison_touchpoint_rel",
        string="Other Touchpoints",
    )
    comparison_user_ids = fields.Many2many(
        "res.users", "cem_result_comparison_user_rel", string="Other Responsible"
    )
    comparison_domain = fields.Char(string="Other Records", default="[]")
    # What came out
    count_before = fields.Integer(readonly=True, copy=False, aggregator=None)
    count_after = fields.Integer(readonly=True, copy=False, aggregator=None)
    has_interval = fields.Boolean(readonly=True, copy=False)
    effect = fields.Float(
        readonly=True,
        copy=False,
        aggregator=None,
        help="After less before; less the change of the comparison, if there is one.",
    )
    expected_gap = fields.Float(
        related="requirement_id.expected_gap",
        string="Expected Effect",
        help="What the requirement was to bring, in points of 10.",
    )
    effect_low = fields.Float(readonly=True, copy=False, aggregator=None)
    effect_high = fields.Float(readonly=True, copy=False, aggregator=None)
    p_value = fields.Float(
        string="p",
        readonly=True,
        copy=False,
        aggregator=None,
        digits=(16, 4),
        help="How often chance alone shows so much if nothing has changed.",
    )
    comparison_before = fields.Float(readonly=True, copy=False, aggregator=None)
    comparison_after = fields.Float(readonly=True, copy=False, aggregator=None)
    test_text = fields.Char(string="Statistical Test", compute="_compute_test_text")

    @api.depends("requirement_id.date_done")
    def _compute_date_change(self):
        for result in self:
            result.date_change = result.requirement_id.date_done or result.date_change

    def _measured_outcome(self):
        """What a measured effect says once both figures are known."""
        if not self.has_interval or self.p_value >= SURE:
            return "noise"
        gain = -self.effect if self.lower_is_better else self.effect
        return "better" if gain > 0 else "worse"

    @api.depends(
        "has_interval", "effect", "effect_low", "effect_high", "p_value", "kind"
    )
    @api.depends_context("lang")
    def _compute_test_text(self):
        for result in self:
            result.test_text = False
            if not result.has_interval:
                continue
            figures_shown = {
                "effect": result._signed(result.effect),
                "low": result._signed(result.effect_low),
                "high": result._signed(result.effect_high),
                "p": f"{result.p_value:.4f}",
            }
            if result.comparison_name:
                result.test_text = self.env._(
                    "%(effect)s more than %(group)s (95 %%: %(low)s to %(high)s), "
                    "p = %(p)s",
                    group=result.comparison_name,
                    **figures_shown,
                )
            else:
                result.test_text = self.env._(
                    "%(effect)s (95 %%: %(low)s to %(high)s), p = %(p)s",
                    **figures_shown,
                )

    def _signed(self, value):
        value = round(value, 2) or 0.0  # no "-0.00"
        sign = "+" if value > 0 else ""
        return sign + formatLang(self.env, value, digits=2)

    @api.constrains("kind", "domain", "comparison_domain", "model_id")
    def _check_domains(self):
        for result in self.filtered(lambda one: one.kind == "records"):
            if result.model_id:
                for text in (result.domain, result.comparison_domain):
                    result._parsed(text)

    def _expression_problem(self):
        self.ensure_one()
        if self.kind != "records" or not self.model_id:
            return
        model = self._as_author()
        for text in (self.domain, self.comparison_domain):
            check_domain(model, self._parsed(text))
        # which fields there are is no secret
        for field in self.sudo().date_field_id | self.sudo().amount_field_id:
            check_path(model, field.name)

    def _parsed(self, text):
        """The records that a domain, as it was typed, speaks of."""
        model = self.env[self.model_id.model]
        try:
            domain = Domain(literal_eval(text or "[]"))
            domain.validate(model)
        except Exception as error:
            raise ValidationError(
                self.env._(
                    "“%(domain)s” does not fit %(model)s: %(error)s",
                    domain=text,
                    model=self.model_id.name,
                    error=error,
                )
            ) from error
        return domain

    # ------------------------------------------------------------------
    # Measuring
    # ------------------------------------------------------------------

    def action_measure(self):
        """Measure before and after, now."""
        for result in self:
            if result.kind != "typed":
                result._measure()

    def _measure(self):
        self.ensure_one()
        if not self.date_change:
            raise UserError(
                self.env._("Say on which day it changed, to compare before and after.")
            )
        measure = getattr(self, f"_measure_{self.kind}")
        before, after, difference = measure(False)
        minimum = 2
        if self.kind == "scores":
            minimum = max(2, self.env["ir.config_parameter"]._cem_minimum_group_size())
        vals = {
            "date": fields.Date.context_today(self),
            "count_before": before.count,
            "count_after": after.count,
            # Figures of few answers are shown nowhere.
            "has_before": before.count >= minimum,
            "has_after": after.count >= minimum,
            "before": before.mean if before.count >= minimum else 0.0,
            "after": after.mean if after.count >= minimum else 0.0,
        }
        if self.comparison_name:
            self._check_comparison()
            others = measure(True)[:2]
            if min(sample.count for sample in others) >= minimum:
                difference = difference_of_differences(before, after, *others)
                vals["comparison_before"] = others[0].mean
                vals["comparison_after"] = others[1].mean
            else:
                difference = None
        known = (
            difference is not None
            and difference.p_value is not None
            and vals["has_before"]
            and vals["has_after"]
        )
        vals["has_interval"] = known
        vals["effect"] = difference.value if known else 0.0
        vals["effect_low"] = difference.low if known else 0.0
        vals["effect_high"] = difference.high if known else 0.0
        vals["p_value"] = difference.p_value if known else 1.0
        self._cem_as_server().write(vals)

    def _check_comparison(self):
        """A group of which nothing is said would be everybody, what changed included."""
        names = ("journey_ids", "touchpoint_ids", "user_ids")
        said = [self[f"comparison_{name}"] for name in names]
        if self.kind == "records":
            said = [not self._parsed(self.comparison_domain).is_true()]
        if not any(said):
            raise UserError(
                self.env._(
                    "Say which answers or records “%s” are, to compare with them.",
                    self.comparison_name,
                )
            )

    def _periods(self):
        """(first day, day after the last) before the change and after it."""
        change, length = self.date_change, timedelta(days=self.days)
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        return (change - length, change), (change, min(change + length, tomorrow))

    def _measure_scores(self, elsewhere):
        """Samples before and after, and the test of the change (of NPS: its own)."""
        if not self.measure:
            raise UserError(self.env._("Say which measure should have moved."))
        before, after = (
            self._score_sums(first, end, elsewhere) for first, end in self._periods()
        )
        if self.measure != "nps":
            difference = mean_difference(before.sample, after.sample)
            return before.sample, after.sample, difference
        difference = figures.change(figures.NPS, before, after)
        return self._nps_sample(before), self._nps_sample(after), difference

    @api.model
    def _nps_sample(self, sums):
        """NPS as a mean of points: 100 a promoter, -100 a detractor."""
        low, passive, high = sums.nps_counts
        points = figures.Sums(sums.count, 100.0 * (high - low), 100.0**2 * (high + low))
        return points.sample

    def _score_sums(self, first, end, elsewhere):
        """Sums of the answers of a period, added up by the database."""
        self.env["cem.score"].flush_model()
        prefix = "comparison_" if elsewhere else ""
        touchpoints = self.env["cem.touchpoint"].with_context(active_test=False)
        if self[f"{prefix}touchpoint_ids"]:
            touchpoints = touchpoints.search(
                [("id", "child_of", self[f"{prefix}touchpoint_ids"].ids)]
            )
        conditions = [
            SQL("company_id = %s", self.company_id.id),
            SQL("measure = %s", self.measure),
            SQL("source <> ALL(%s)", self.env["cem.score"]._company_sources()),
            SQL("date >= %s AND date < %s", first, end),
        ]
        for name, records in (
            ("journey_id", self[f"{prefix}journey_ids"]),
            ("touchpoint_id", touchpoints),
            ("user_id", self[f"{prefix}user_ids"]),
            ("dimension_id", self.dimension_id),
        ):
            if records:
                conditions.append(
                    SQL("%s = ANY(%s)", SQL.identifier(name), records.ids)
                )
        bins = SQL(", ").join(
            SQL("COUNT(*) FILTER (WHERE FLOOR(value + 0.5) = %s)", number)
            for number in range(figures.BINS)
        )
        [(count, total, squares, *counts)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COALESCE(SUM(value), 0),
                       COALESCE(SUM(value * value), 0), %s
                  FROM cem_score WHERE active IS TRUE AND %s
                """,
                bins,
                SQL(" AND ").join(conditions),
            )
        )
        return figures.Sums(count, total, squares, tuple(counts))

    def _measure_records(self, elsewhere):
        """Sums per week before and after; a week without records is a week of 0."""
        if not self.model_id or not self.date_field_id:
            raise UserError(self.env._("Say which records, and by which date."))
        domain = self._parsed(self.comparison_domain if elsewhere else self.domain)
        samples = []
        for first, end in self._periods():
            weeks = (end - first).days // 7
            values = [0.0] * weeks
            for day, value in self._daily(domain, first, end):
                number = (day - first).days // 7
                if number < weeks:
                    values[number] += value
            samples.append(Sample.of(values))
        return *samples, mean_difference(*samples)

    def _daily(self, domain, first, end):
        """(day, sum) of the records that may be read by whoever said which they are."""
        self._expression_problem()
        name = self.date_field_id.name
        amount = self.amount_field_id
        groups = self._as_author()._read_group(
            domain
            & Domain(name, ">=", fields.Date.to_string(first))
            & Domain(name, "<", fields.Date.to_string(end)),
            [f"{name}:day"],
            [f"{amount.name}:sum" if amount else "__count"],
        )
        for day, value in groups:
            yield fields.Date.to_date(day), float(value or 0)
