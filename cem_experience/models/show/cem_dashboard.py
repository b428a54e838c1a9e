from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import babel_locale_parse, format_date, get_lang

from ...tools.base.messages import ToolError
from ...tools.figures import figures, periods, suppression
from ...tools.figures.figures import NONE
from ..base.takes import RECORD, takes
from ..base.tool_texts import translated
from ..figures.cem_figure import FIGURES
from .cem_dashboard_groups import COMPARISONS

TREND = ("nps", "csat", "ces", "experience")
TREND_MONTHS = 12


class CemDashboard(models.AbstractModel):
    """What a manager decides from, in one call.

    Rows are ready to display; a client formats numbers and draws. Every figure says
    which scores it is of. All of it is seen with the rights of who asks.
    """

    _name = "cem.dashboard"
    _inherit = [
        "cem.dashboard.groups",
        "cem.dashboard.part",
        "cem.dashboard.weighting",
    ]
    _description = "Experience Dashboard"

    @api.model
    @api.readonly
    @takes(journey_id=RECORD, weighting=RECORD)
    def get_data(
        self,
        domain=None,
        period="12_months",
        by=None,
        journey_id=None,
        weighting=None,
        against=None,
    ):
        """Everything the dashboard shows.

        :param domain: on ``cem.score``; without a word on the source, the company's own view is left
            out, for they are the company's own view
        :param period: of ``tools/figures/periods.py``
        :param by: of :data:`COMPARISONS`, what to compare groups by; None for not
        :param journey_id: whose strip to show; None for the one with most answers
        :param weighting: id of ``cem.population``, whose shares the answers are weighed
            to; None for not
        :param against: which group of the comparison the others are compared with (an
            id, a source, 0 for the one without); None: each with all others
        :return: dict, see the methods ``_part_...``
        :raise ValidationError: what is no domain, period or comparison
        :raise AccessError: scores are not for this user
        """
        self.env["cem.score"].check_access("read")
        base = self._base_domain(domain)
        if by and by not in COMPARISONS:
            raise ValidationError(
                self.env._("Groups cannot be compared by %(field)s.", field=by)
            )
        today = fields.Date.context_today(self)
        try:
            span = periods.period(str(period), today)
        except ToolError as error:
            raise ValidationError(translated(self.env, error.message)) from error
        scope = Scope(self, base, span)
        population = self._population(weighting)
        sums = self._trend_sums(scope, today, population)
        return {
            "period": self._part_period(span, period),
            "minimum": self.env["cem.figure"]._minimum(),
            "hides_own_work": self.env["cem.figure"]._hides_own_work(),
            "answer_count": sum(s.answers for s in sums["now"].values()),
            "weighting": self._part_weighting(population, sums),
            "figures": self._part_figures(scope, sums),
            "trend": self._part_trend(scope, sums, today),
            "dimensions": self._part_dimensions(scope, sums),
            "comparison": by and self._part_comparison(scope, by, against, population),
            "journey": self._part_journey(scope, journey_id, population),
            "drivers": self._part_drivers(),
            "alarms": self._part_alarms(),
            "followups": self._part_followups(scope),
            "assessment": self._part_assessment(scope),
        }

    @api.model
    def _base_domain(self, domain):
        try:
            domain = Domain(domain or [])
            # a part of it may be a domain of its own
            domain.validate(self.env["cem.score"])
        except (ValueError, TypeError, IndexError) as error:
            raise ValidationError(
                self.env._("The filter cannot be read: %s", error)
            ) from error
        named = {part[0] for part in domain if isinstance(part, tuple)}
        if "source" not in named:
            domain &= Domain(
                "source", "not in", self.env["cem.score"]._company_sources()
            )
        return domain

    @api.model
    def _trend_sums(self, scope, today, population):
        """Sums of the period, of the one before, and per month: all in one statement.

        :param population: ``cem.population`` to weigh by, may be empty
        :return: dict of ``now`` and ``before``, mapping (measure, dimension id) to
            sums, ``months``, mapping (month, measure) to sums, and ``problems``, see
            :meth:`_weigh_parts`
        """
        span = scope.span
        start = span.start and min(
            span.before_start,
            periods.months_back(min(span.end, today), TREND_MONTHS - 1),
        )
        attributes = population._attributes() if population else ()
        rows = self.env["cem.figure"]._sums(
            scope.base,
            start,
            span.end,
            ("month", "measure", "dimension_id", *attributes),
        )
        parts = {
            name: defaultdict(lambda: NONE) for name in ("now", "before", "months")
        }
        for (month, measure, dimension_id, *groups), sums in rows.items():
            key = (dimension_id, measure, tuple(groups))
            names = ["months"]
            if not span.start or span.start <= month <= span.end:
                names.append("now")
            elif span.before_start <= month <= span.before_end:
                names.append("before")
            for name in names:
                place = (month, *key[1:]) if name == "months" else key
                parts[name][place] = parts[name][place].plus(sums)
        if population:
            found = self._weigh_parts(parts, population)
        else:
            found = {
                name: {key[:2]: sums for key, sums in part.items()}
                for name, part in parts.items()
            } | {"problems": {}}
        for name in ("now", "before"):
            found[name] = {
                (measure, dimension_id): sums
                for (dimension_id, measure), sums in found[name].items()
            }
        return found

    @api.model
    def _part_period(self, span, key):
        """``key``, and the days of the period and of the one before as text."""
        return {
            "key": key,
            "name": self._span_name(span.start, span.end),
            "before": self._span_name(span.before_start, span.before_end),
        }

    @api.model
    def _span_name(self, start, end):
        if not start:
            return ""
        first, last = (
            self._month_name(day, self._month_pattern()) for day in (start, end)
        )
        return first if first == last else f"{first} – {last}"

    @api.model
    def _month_pattern(self):
        """How the reader's language writes a month: Dec 2025, 2025年12月."""
        locale = babel_locale_parse(get_lang(self.env).code)
        return locale.datetime_skeletons["yMMM"].pattern

    @api.model
    def _month_name(self, day, pattern):
        return format_date(self.env, day, date_format=pattern)

    @api.model
    def _part_figures(self, scope, sums):
        """Rows of ``name``, ``unit`` and a figure, each with what opens its records."""
        figure = self.env["cem.figure"]
        rows = []
        for name in ("nps", "csat", "ces", "experience"):
            measure = FIGURES[name][1]
            now, before = (
                figures.together(
                    s for (m, _dimension), s in sums[part].items() if m == measure
                )
                for part in ("now", "before")
            )
            row = figure._figure(name, now, before)
            rows.append(
                {
                    "name": name,
                    "model": "cem.score",
                    "domain": scope.records(("measure", "=", measure)),
                    **row,
                }
            )
            if name == "ces" and not row["hidden"] and now.count:
                rows[-1]["mean"] = figure._figure("ces_mean", now)["value"]
        kept = figure._retention_rows(scope.base, scope.span)
        times = figure._times(scope.base, scope.span)
        return [*rows, *self._rates(scope), *kept, *times]

    @api.model
    def _part_trend(self, scope, sums, today):
        """``months`` (names), their first ``days``, and a figure's ``series``.

        ``changes`` says of each figure since when a question is asked differently.
        """
        span = scope.span
        known = [month for month, _measure in sums["months"]]
        if not known:
            return {"months": [], "days": [], "series": {}, "changes": {}}
        last = max(known)
        first = max(min(known), periods.months_back(last, 35))
        if span.start:
            end = min(span.end, today)
            first = min(span.start, periods.months_back(end, TREND_MONTHS - 1))
            last = end
        months = periods.months(first, last)
        figure = self.env["cem.figure"]
        short = self._month_pattern().replace("y", "yy")
        series = {}
        for name in TREND:
            measure = FIGURES[name][1]
            parts = {month: sums["months"].get((month, measure)) for month in months}
            parts = {month: found or NONE for month, found in parts.items()}
            shown = self._shown_months(
                {
                    month: found.answers
                    for (month, kind), found in sums["months"].items()
                    if kind == measure
                },
                months,
                span,
            )
            series[name] = [
                figure._figure(name, found, shown=month in shown)
                for month, found in parts.items()
            ]
        changes = self._trend_changes(scope, months[0], months[-1])
        return {
            "months": [self._month_name(month, short) for month in months],
            "days": [fields.Date.to_string(month) for month in months],
            "series": series,
            "changes": {name: changes.get(FIGURES[name][1], []) for name in TREND},
        }

    @api.model
    def _shown_months(self, answers, months, span):
        """Months that may show a figure beside those of the period and the one before.

        What the page says of a period, and of the change to the one before, tells of
        both totals: no month may follow from its others.

        :param answers: mapping of month to number of answers, of all months read
        :param months: those on the page
        """
        counts = dict.fromkeys(months, 0) | answers
        hidden = set(counts) - set(months)
        parts = {
            "now": [
                month
                for month in counts
                if not span.start or span.start <= month <= span.end
            ],
            "before": [
                month
                for month in counts
                if span.start and span.before_start <= month <= span.before_end
            ],
        }
        for name, part in parts.items():
            counts[name] = sum(answers.get(month, 0) for month in part)
        return suppression.shown_figures(
            counts, list(parts.items()), self.env["cem.figure"]._minimum(), hidden
        )

    @api.model
    def _part_dimensions(self, scope, sums):
        """Steps 2 to 4 per reason to come, with chart and waterfall.

        ``rows`` in the order of the dimensions; ``cross`` where the cross-hair of the
        importance-performance chart stands and by which rule; ``waterfall`` the rows'
        ids with where each bar begins and ends.
        """
        dimensions = self.env["cem.dimension"].search([("kind", "=", "driver")])
        now, before = (
            {
                (dimension, measure): found
                for (measure, dimension), found in sums[part].items()
            }
            for part in ("now", "before")
        )
        found = self.env["cem.figure"]._dimension_figures(now, before, dimensions.ids)
        rows = [
            {
                "id": dimension.id,
                "name": dimension.name,
                "domain": scope.records(
                    ("dimension_id", "=", dimension.id),
                    ("measure", "in", ["experience", "expectation", "importance"]),
                ),
                **found[dimension.id],
            }
            for dimension in dimensions
            if dimension.id in found
        ]
        rule = self.env["ir.config_parameter"]._cem_text("cross_hair", "mean")
        points = {
            row["id"]: (row["experience"]["value"], row["importance"]["value"])
            for row in rows
            if None not in (row["experience"]["value"], row["importance"]["value"])
        }
        cross = figures.cross_hair(points.values(), rule)
        for row in rows:
            point = points.get(row["id"])
            row["quadrant"] = point and figures.quadrant(point[1], point[0], cross)
        return {
            "rows": rows,
            "cross": {"rule": rule, "experience": cross[0], "importance": cross[1]},
            "waterfall": [
                {"id": key, "from": start, "to": end}
                for key, start, end in figures.waterfall(
                    {
                        row["id"]: row["weighted_gap"]["value"]
                        for row in rows
                        if row["weighted_gap"]["value"]
                    }
                )
            ],
        }


class Scope:
    """What is looked at: a domain on scores and a period."""

    def __init__(self, dashboard, base, span):
        self.env, self.base, self.span = dashboard.env, base, span

    def records(self, *conditions):
        """Domain of the scores behind a figure, as a client reads it."""
        domain = [_plain(part) for part in self.base]
        if self.span.start:
            domain.append(["date", ">=", fields.Date.to_string(self.span.start)])
            domain.append(["date", "<=", fields.Date.to_string(self.span.end)])
        return [*domain, *(list(condition) for condition in conditions)]


def _plain(part):
    """A part of a domain without Python's own types."""
    if not isinstance(part, tuple):
        return part
    name, operator, value = part
    if isinstance(value, Domain):
        value = [_plain(inner) for inner in value]
    elif not isinstance(value, (str, int, float, bool, type(None))):
        value = list(value) if hasattr(value, "__iter__") else str(value)
    return [name, operator, value]
