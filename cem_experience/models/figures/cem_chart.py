from markupsafe import Markup

from odoo import api, models
from odoo.tools.misc import formatLang

from ...tools.figures import charts, figures


class CemChart(models.AbstractModel):
    """Charts on paper, in the words of the reader; ``tools/figures/charts.py`` draws them.

    Each method gives markup to be put into a page, or None where there is nothing to
    draw.
    """

    _name = "cem.chart"
    _description = "Charts on Paper"

    @api.model
    def _text(self, value, digits=2, sign=False, unit=""):
        """A figure as the reader writes it, with a minus that cannot be overlooked."""
        if value is None:
            return "—"
        text = formatLang(
            self.env,
            value,
            digits=digits,
            rounding_method="HALF-UP",  # as the web client rounds
        )
        text = text.replace("-", "−")
        if sign and round(value, digits) > 0:
            text = f"+{text}"
        return f"{text} {unit}" if unit else text

    @api.model
    def _interval(self, found, digits=1, unit=""):
        """The interval of a figure in words, or an empty text."""
        if found["low"] is None:
            return ""
        return self.env._(
            "%(low)s to %(high)s",
            low=self._text(found["low"], digits, unit=unit),
            high=self._text(found["high"], digits, unit=unit),
        )

    @api.model
    def _figure(self, found, digits=1, sign=False):
        """A figure with its interval in words; ``found``: ``value``, ``low``, ``high``."""
        if found.value is None:
            return "–"
        value = self._text(found.value, digits, sign)
        if found.low is None:
            return value
        return self.env._(
            "%(value)s (%(low)s to %(high)s)",
            value=value,
            low=self._text(found.low, digits, sign),
            high=self._text(found.high, digits, sign),
        )

    @api.model
    def _waterfall(self, gaps):
        """Weighted gaps, most negative first.

        :param gaps: list of (name, weighted gap, text at the bar)
        """
        steps = figures.waterfall({i: gap for i, (_n, gap, _t) in enumerate(gaps)})
        if not steps:
            return None
        return Markup(
            charts.waterfall(
                [(gaps[i][0], start, end, gaps[i][2]) for i, start, end in steps]
            )
        )

    @api.model
    def _importance_performance(self, points):
        """A chart; None of fewer than two dimensions, for one lies on its own mean.

        :param points: list of (name, performance, importance, is_key)
        """
        if len(points) < 2:
            return None
        return Markup(
            charts.importance_performance(
                points,
                self._cross_hair(points),
                self._quadrants(),
                (self.env._("Experience (0-10)"), self.env._("Importance (0-10)")),
            )
        )

    @api.model
    def _cross_hair(self, points):
        rule = self.env["ir.config_parameter"]._cem_text("cross_hair", "mean")
        return figures.cross_hair([point[1:3] for point in points], rule)

    @api.model
    def _cross_hair_rule(self, points):
        """Where the cross-hair stands, and by which rule, in words."""
        rule = self.env["ir.config_parameter"]._cem_text("cross_hair", "mean")
        names = {
            "middle": self.env._("middle of the scale"),
            "mean": self.env._("mean of the dimensions"),
            "median": self.env._("median of the dimensions"),
        }
        across, up = self._cross_hair(points)
        return self.env._(
            "Cross-hair: %(rule)s (experience %(experience)s, importance %(importance)s).",
            rule=names.get(rule, rule),
            experience=self._text(across, 1),
            importance=self._text(up, 1),
        )

    @api.model
    def _quadrants(self):
        return {
            "concentrate": self.env._("Concentrate here"),
            "keep": self.env._("Keep up the good work"),
            "low": self.env._("Low priority"),
            "overkill": self.env._("Possible overkill"),
        }

    @api.model
    def _trend(self, months, points, bounds, unit=""):
        """:param points: figures as of ``cem.figure``, one a month"""
        if not any(point["value"] is not None for point in points):
            return None
        rows = [(point["value"], point["low"], point["high"]) for point in points]
        return Markup(
            charts.trend(months, rows, bounds, lambda v: self._text(v, 0, unit=unit))
        )

    @api.model
    def _bars(self, rows):
        """:param rows: of ``name``, ``share``, ``low``, ``high`` (%), ``significant``"""
        if not rows:
            return None
        return Markup(
            charts.bars(
                [
                    (
                        row["name"],
                        row["share"],
                        row["low"],
                        row["high"],
                        f"{self._text(row['share'], 0, unit='%')}"
                        f" ({self._interval(row, 0, '%')})",
                        row["significant"],
                    )
                    for row in rows
                ]
            )
        )
