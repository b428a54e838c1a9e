from odoo import api, fields, models
from odoo.tools import format_date

from ...models.show.cem_dashboard import TREND

# What a client may ask for, as of ``cem.dashboard.get_data``
ASKED = ("domain", "period", "by", "journey_id", "weighting", "against")
# Unit, digits and scale of each figure
RATES = ("csat", "ces", "response", "recovery", "retention", "churn")
TIMES = ("contact", "close", "first_response", "resolution")
UNITS = dict.fromkeys(RATES, "%") | dict.fromkeys(TIMES, "h")
DIGITS = dict.fromkeys(("experience", *TIMES), 1)
BOUNDS = {"nps": (-100, 100), "experience": (0, 10)}
DIMENSION_FIGURES = (
    "experience",
    "expectation",
    "satisfaction",
    "importance",
    "weighted_satisfaction",
)


class CemDashboardReport(models.AbstractModel):
    """The dashboard on paper: the same payload as on the screen, in words and charts."""

    _name = "report.cem_experience.cem_dashboard_report"
    _description = "Experience Dashboard (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Values of the page, seen with the rights of who prints.

        :param data: what was chosen on the dashboard, see :data:`ASKED`; ``title`` and
            ``filters`` say in words what is looked at
        """
        data = data or {}
        asked = {name: data[name] for name in ASKED if data.get(name) is not None}
        return self._values(
            self.env["cem.dashboard"].get_data(**asked),
            title=data.get("title"),
            filters=data.get("filters"),
        )

    @api.model
    def _values(self, found, title=None, filters=None):
        """:param found: payload of the dashboard"""
        chart = self.env["cem.chart"]
        return {
            "data": found,
            "title": title or self.env._("Dashboard"),
            "filters": filters or "",
            "company": self.env.company,
            "today": format_date(self.env, fields.Date.context_today(self)),
            "names": self._figure_names(),
            "followup_names": self._followup_names(),
            "figure_names": self._dimension_figure_names(),
            "text": self._figure_text,
            "number": chart._text,
            "interval": self._interval_text,
            "count": self._count_text,
            "change": self._change_text,
            "trends": self._trends(found),
            **self._dimension_charts(found["dimensions"]),
            "drivers": found["drivers"] and chart._bars(found["drivers"]["rows"]),
        }

    @api.model
    def _trends(self, found):
        chart, names = self.env["cem.chart"], self._figure_names()
        drawn = []
        for name in TREND:
            points = found["trend"]["series"].get(name, [])
            svg = chart._trend(
                found["trend"]["months"],
                points,
                BOUNDS.get(name, (0, 100)),
                UNITS.get(name, ""),
            )
            if svg:
                drawn.append({"name": names[name], "svg": svg})
        return drawn

    @api.model
    def _dimension_charts(self, dimensions):
        chart = self.env["cem.chart"]
        rows = dimensions["rows"]
        points = [
            (
                row["name"],
                row["experience"]["value"],
                row["importance"]["value"],
                row["is_key"],
            )
            for row in rows
            if row["quadrant"]
        ]
        gaps = [
            (
                row["name"],
                row["weighted_gap"]["value"],
                self._with_interval(row["weighted_gap"]),
            )
            for row in rows
            if row["weighted_gap"]["value"]
        ]
        return {
            "importance": chart._importance_performance(points),
            "cross_hair": chart._cross_hair_rule(points),
            "gaps": chart._waterfall(gaps),
            "dimension_figures": DIMENSION_FIGURES,
        }

    @api.model
    def _figure_names(self):
        return {
            "nps": self.env._("Recommendation (NPS)"),
            "csat": self.env._("Satisfaction (CSAT)"),
            "ces": self.env._("It was easy (CES)"),
            "experience": self.env._("Experience (0-10)"),
            "response": self.env._("Response rate"),
            "recovery": self.env._("Customers recovered"),
            "retention": self.env._("Customers kept"),
            "churn": self.env._("Customers lost"),
            "contact": self.env._("Time to contact (median)"),
            "close": self.env._("Time to close (median)"),
            "first_response": self.env._("First response (median)"),
            "resolution": self.env._("Resolution (median)"),
        }

    @api.model
    def _dimension_figure_names(self):
        return {
            "experience": self.env._("Experience"),
            "expectation": self.env._("Expectation"),
            "satisfaction": self.env._("Satisfaction"),
            "importance": self.env._("Importance"),
            "weighted_satisfaction": self.env._("Weighted satisfaction"),
        }

    @api.model
    def _followup_names(self):
        return {
            "overdue": self.env._("Overdue"),
            "due": self.env._("Due within two days"),
            "open": self.env._("All open"),
        }

    @api.model
    def _figure_text(self, row, name=None):
        return self.env["cem.chart"]._text(
            row["value"],
            DIGITS.get(name, 0 if name else 1),
            sign=name == "nps",
            unit=UNITS.get(name, ""),
        )

    @api.model
    def _interval_text(self, row, name=None):
        return self.env["cem.chart"]._interval(
            row, DIGITS.get(name, 0 if name else 1), UNITS.get(name, "")
        )

    @api.model
    def _with_interval(self, row):
        interval = self._interval_text(row)
        text = self.env["cem.chart"]._text(row["value"], 1)
        return f"{text} ({interval})" if interval else text

    @api.model
    def _count_text(self, row):
        if row.get("hidden"):
            return self.env._("too few to show (%s)", row["count"])
        if not row["count"]:
            return self.env._("no answers")
        if row.get("effective") is not None:
            return self.env._(
                "n = %(count)s, worth %(effective)s",
                count=row["count"],
                effective=int(row["effective"]),
            )
        return f"n = {row['count']}"

    @api.model
    def _change_text(self, row, name=None):
        found = row["change"]
        if not found:
            return ""
        text = self.env["cem.chart"]._text(
            found["value"], DIGITS.get(name, 0 if name else 1), sign=True
        )
        if found["significant"]:
            return self.env._("%(change)s, a real change", change=text)
        return self.env._("%(change)s, may be chance", change=text)
