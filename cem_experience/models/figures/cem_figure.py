from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ...tools.figures import figures, intervals, periods, suppression
from ...tools.figures.figures import Sums
from .cem_score_rollup import BINS

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
# Groups that lie one step away: the link, the table, its column, what it shows
LINKED = {
    "channel_id": ("touchpoint_id", "cem_touchpoint", "channel_id", "cem.channel"),
    "segment_id": (
        "partner_id",
        "res_partner",
        "cem_lifecycle_segment_id",
        "res.partner.category",
    ),
    "state_id": ("partner_id", "res_partner", "state_id", "res.country.state"),
    "team_id": ("user_id", "res_users", "sale_team_id", "crm.team"),
}
GROUPS = (
    "month",
    "company_id",
    "measure",
    "source",
    "dimension_id",
    "touchpoint_id",
    "journey_id",
    "value_tier_id",
    *LINKED,
)


class CemFigure(models.AbstractModel):
    """Every figure of opinions, in one place: read here, and nowhere else.

    A figure is asked for with a domain on ``cem.score`` and a period. Whoever asks sees
    what their record rules on scores let them see. Where the domain, those rules and the
    period speak only of what the sums of ``cem.score.rollup`` tell apart, the sums are
    read; else the scores themselves. Both give the same figures.
    """

    _name = "cem.figure"
    _description = "Figures of Opinions"

    # ------------------------------------------------------------------
    # Sums
    # ------------------------------------------------------------------

    @api.model
    def _sums(self, domain, start=None, end=None, group_by=()):
        """Answers summed up, in one statement: of the sums or of the scores.

        Days that fill no month, at the ends of a period, are read from the scores, and
        the months between them from the sums. What is kept back from staff is taken
        off these.

        :param domain: on ``cem.score``; audits are opinions too, so say if they count
        :param start: first day, None for no limit
        :param end: last day, included
        :param group_by: names of :data:`GROUPS`; ``month`` is a month's first day
        :return: mapping of a tuple (one value per name, None where empty) to
            :class:`~..tools.figures.Sums`; groups without answers are not in it
        """
        unknown = set(group_by) - set(GROUPS)
        if unknown:
            raise ValueError(f"Scores cannot be summed up by {sorted(unknown)}.")
        scores = self.env["cem.score"]
        scores.check_access("read")
        scores.flush_model()
        self._flush_linked(group_by)
        domain = Domain(domain)
        summed, kept_back = domain & self._rule(), None
        whole, edges = None, [(start, end)]
        if self._groups_told_apart(group_by):
            if not self._is_told_apart(summed):
                rule, kept_back = self._rule_and_kept_back()
                summed = domain & rule
            if self._is_told_apart(summed):
                whole, edges = periods.whole_months(start, end)
        queries = [(self._score_query(domain, *days), 1) for days in edges]
        if whole:
            queries.append((self._rollup_query(summed, *whole), 1))
        if whole and kept_back:
            kept_back = self._score_query(summed & kept_back, *whole, bypass=True)
            queries.append((kept_back, -1))
        size, result = len(group_by), {}
        for (columns, query), sign in queries:
            keys = [columns(name) for name in group_by]
            query.groupby = SQL(", ").join(keys) if keys else None
            for row in self.env.execute_query(query.select(*keys, *columns(None))):
                sums = Sums(row[size], row[size + 1], row[size + 2], row[size + 3 :])
                if sums.count:
                    found = result.get(row[:size], Sums())
                    result[row[:size]] = found.plus(sums.times(sign))
        return {key: sums for key, sums in result.items() if sums.count}

    @api.model
    def _rule(self):
        if self.env.su:
            return Domain.TRUE
        return Domain(self.env["ir.rule"]._compute_domain("cem.score", "read"))

    @api.model
    def _rule_and_kept_back(self):
        """What staff may see, as all answers but those that are kept back.

        These are few, and read one by one; the sums tell of all the others.

        :return: tuple (domain of the other record rules, domain of what the rule about
            one's own work keeps back; None if there is none)
        """
        # As Odoo does it: whom a rule concerns may not read the rule itself.
        rules = self.env["ir.rule"]._get_rules("cem.score").sudo()
        own = self.env.ref("cem_experience.cem_score_rule_own_work", False)
        own = rules & (own or rules.browse())
        if not own:
            return self._rule(), None
        values = self.env["ir.rule"]._eval_context()
        of_all, of_groups, kept_back = [], [], None
        for rule in rules:
            domain = Domain(safe_eval(rule.domain_force or "[]", values))
            if rule == own:
                kept_back = ~domain
            else:
                (of_groups if rule.groups else of_all).append(domain)
        if of_groups:
            of_all.append(Domain.OR(of_groups))
        rule = Domain.AND(of_all).optimize(self.env["cem.score"])
        return rule, kept_back.optimize(self.env["cem.score"])

    @api.model
    def _keeps_back(self):
        """Whether answers about the user's own work are not in the figures."""
        _rule, kept_back = self._rule_and_kept_back()
        return kept_back is not None and not kept_back.is_false()

    @api.model
    def _is_told_apart(self, domain):
        """Whether the sums can answer a domain on scores."""
        known = set(self.env["cem.score.rollup"]._fields) - {"folded", "id"}
        known -= {"display_name", "answers", "total", "squares"}
        for part in domain:
            if isinstance(part, str):
                continue
            # anything but a plain condition has an SQL of its own
            name = part[0] if isinstance(part, tuple) else None
            if name in (0, 1):
                continue
            if not isinstance(name, str) or name.split(".")[0] not in known:
                return False
        return True

    @api.model
    def _groups_told_apart(self, group_by):
        """Whether the sums know these groups, or what leads to them."""
        known = self.env["cem.score.rollup"]._fields
        return all(LINKED.get(name, (name,))[0] in known for name in group_by)

    @api.model
    def _flush_linked(self, names):
        fields_of_scores = self.env["cem.score"]._fields
        for name in set(names) & set(LINKED):
            link, _table, column, _model = LINKED[name]
            self.env[fields_of_scores[link].comodel_name].flush_model([column])

    @api.model
    def _linked_sql(self, query, name):
        """Column of a group that lies one step away from a score, or from its sums."""
        link, table, column, _model = LINKED[name]
        alias = query.left_join(query.table, link, table, "id", link)
        return SQL.identifier(alias, column)

    @api.model
    def _rollup_query(self, domain, start, end):
        if start:
            domain &= Domain("month", ">=", start)
        if end:
            domain &= Domain("month", "<=", end)
        rollup = self.env["cem.score.rollup"]
        # The rules of scores are in the domain already; nobody but administrators may
        # read the sums as such.
        query = rollup._search(domain, bypass_access=True)

        def column(name):
            if name in LINKED:
                return self._linked_sql(query, name)
            if name:
                return rollup._field_to_sql(query.table, name, query)
            return [
                SQL("SUM(%s)", SQL.identifier(query.table, name))
                for name in ("answers", "total", "squares", *BINS)
            ]

        return column, query

    @api.model
    def _score_query(self, domain, start, end, bypass=False):
        """Statement on the scores that the user may read.

        :param bypass: the domain says already which those are
        """
        if start:
            domain &= Domain("date", ">=", start)
        if end:
            domain &= Domain("date", "<=", end)
        scores = self.env["cem.score"]
        query = scores._search(domain, bypass_access=bypass)

        def column(name):
            if name == "month":
                date = scores._field_to_sql(query.table, "date", query)
                return SQL("DATE_TRUNC('month', %s)::date", date)
            if name in LINKED:
                return self._linked_sql(query, name)
            if name:
                return scores._field_to_sql(query.table, name, query)
            value = scores._field_to_sql(query.table, "value", query)
            square = SQL(
                "CASE WHEN %(value)s > 1e-9 THEN %(value)s * %(value)s ELSE 0 END",
                value=value,
            )
            return [
                SQL("COUNT(*)"),
                SQL("SUM(%s)", value),
                SQL("SUM(%s)", square),
                *(
                    SQL("COUNT(*) FILTER (WHERE FLOOR(%s + 0.5) = %s)", value, number)
                    for number in range(figures.BINS)
                ),
            ]

        return column, query

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
