from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.figures import figures, intervals, suppression

# What a figure is made of: how, and of which measure.
FIGURES = {
    "nps": (figures.NPS, "nps"),
    "csat": (figures.SHARE, "csat"),
    "ces": (figures.SHARE, "ces"),
    "ces_mean": (figures.MEAN, "ces"),
    "experience": (figures.MEAN, "experience"),
    "expectation": (figures.MEAN, "expectation"),
    "importance": (figures.MEAN, "importance"),
}


class CemFigure(models.AbstractModel):
    """Every figure of opinions, in one place: read here, and nowhere else.

    A figure is asked for with a domain on ``cem.score`` and a period. Whoever asks sees
    what their record rules on scores let them see. Where the domain, those rules and the
    period speak only of what the sums of ``cem.score.rollup`` tell apart, the sums are
    read; else the scores themselves (``cem_figure_sums.py``). Both give the same figures.
    """

    _name = "cem.figure"
    _description = "Figures of Opinions"

    # ------------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------------

    @api.model
    def _minimum(self):
        """Fewest answers that a figure may be shown of; at least 1."""
        return self.env["ir.config_parameter"]._cem_minimum_group_size()

    @api.model
    def _least(self, figure):
        """Least bin that counts as good in a share."""
        if figure == "csat":
            boxes = self.env["ir.config_parameter"]._cem_number("csat_boxes", 2)
            return figures.CSAT_TOP.get(boxes, figures.CSAT_TOP[2])
        return figures.CES_EASY if figure == "ces" else None

    # ------------------------------------------------------------------
    # Figures, ready to display
    # ------------------------------------------------------------------

    @api.model
    def _figure(self, name, now, before=None, shown=True):
        """A figure with count, interval and change.

        :param name: of :data:`FIGURES`
        :param now: :class:`Sums`, or :class:`~..tools.weighting.Weighted`
        :param before: those of the period (or group) to compare with, None for none
        :param shown: False where showing it would reveal a small group
        :return: dict of ``value``, ``low``, ``high`` (95 %), ``count``, ``effective``
            (what weighted answers are worth, None for others), ``hidden``
            (there are answers, but too few to show) and ``change``: None, or a dict of
            ``value``, ``low``, ``high``, ``p_value`` and ``significant`` (5 %)
        """
        kind, _measure = FIGURES[name]
        least, minimum = self._least(name), self._minimum()
        if not shown or now.answers < minimum:
            return hidden(now.answers)
        change = None
        if before and before.answers >= minimum:
            change = figures.change(kind, before, now, least)
        found = displayed(figures.figure(kind, now, least), change)
        # weighted answers are worth less than they are many
        effective = None if now.whole else now.effective
        return found | {"count": now.answers, "effective": effective}

    @api.model
    def _shown(self, groups, never=()):
        """Which groups of one whole may show their figures, the whole being shown.

        :param groups: mapping of group to :class:`Sums`; all that the whole is made of
        :param never: those that are not on the page
        """
        counts = {key: sums.answers for key, sums in groups.items() if sums.answers}
        whole = object()
        return suppression.shown_figures(
            {**counts, whole: sum(counts.values())},
            [(whole, list(counts))],
            self._minimum(),
            never,
        ) - {whole}

    # ------------------------------------------------------------------
    # Figures of what is done, not said
    # ------------------------------------------------------------------

    @api.model
    def _domain_for(self, model, domain):
        """The same domain on another model; None where that model cannot tell."""
        kept = []
        for part in Domain(domain):
            if isinstance(part, tuple) and part[0] == "source":
                # where an opinion came from says nothing of an invitation
                part = (1, "=", 1)
            elif isinstance(part, tuple) and isinstance(part[0], str):
                name = part[0].split(".")[0]
                field, other = model._fields.get(name), self.env["cem.score"]._fields
                if not field or field.comodel_name != other[name].comodel_name:
                    return None
            elif not isinstance(part, (str, tuple)):
                return None
            kept.append(part)
        return Domain(kept)

    @api.model
    def _response_rate(self, domain, start, end):
        """Share (%) of the invitations sent in the period that were answered.

        :return: tuple (answered, sent), or None if the domain cannot be applied
        """
        invitations = self.env["cem.invitation"]
        domain = self._domain_for(invitations, domain)
        if domain is None:
            return None
        sent = ("sent", "opened", "answered", "expired")
        domain &= Domain("state", "in", sent) & between("sent_date", start, end)
        counts = dict(invitations._read_group(domain, ["state"], ["__count"]))
        return counts.get("answered", 0), sum(counts.values())

    @api.model
    def _rate(self, now, before=None):
        """A share of cases as :meth:`_figure` gives figures of answers.

        :param now: tuple (how many, of how many)
        """
        if now[1] < self._minimum():
            return hidden(now[1])
        change = None
        if before and before[1] >= self._minimum():
            change = percent(intervals.share_difference(before, now))
        return displayed(percent(intervals.wilson(*now)), change)

    @api.model
    def _date(self, value):
        """A date that came from a browser, where it may be anything."""
        try:
            return fields.Date.to_date(value or None)
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("%(value)s is not a date.", value=value)
            ) from error


def between(name, start, end):
    """Days, both included, as a domain on a moment."""
    domain = Domain(name, "!=", False)
    if start:
        domain &= Domain(name, ">=", start)
    if end:
        domain &= Domain(name, "<", end + relativedelta(days=1))
    return domain


def percent(found):
    names = ("value", "low", "high")
    return found._replace(
        **{
            name: 100 * getattr(found, name)
            for name in names
            if getattr(found, name) is not None
        }
    )


def displayed(found, change=None):
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "count": found.count,
        "hidden": False,
        "change": None
        if change is None or change.value is None
        else {
            **change._asdict(),
            "significant": change.p_value is not None and change.p_value < 0.05,
        },
    }


def hidden(count):
    return {
        "value": None,
        "low": None,
        "high": None,
        "count": count,
        "hidden": bool(count),
        "change": None,
    }
