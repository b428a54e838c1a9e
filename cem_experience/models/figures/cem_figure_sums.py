from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ...tools.figures import figures, periods
from ...tools.figures.figures import Sums
from .cem_score_rollup import BINS, KEYS

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
GROUPS = (*KEYS, *LINKED)


class CemFigure(models.AbstractModel):
    """The sums that figures are made of: read from the rollup where it can answer."""

    _inherit = "cem.figure"

    @api.model
    def _sums(self, domain, start=None, end=None, group_by=()):
        """Answers summed up, in one statement: of the sums or of the scores.

        Days that fill no month, at the ends of a period, are read from the scores, and
        the months between them from the sums. What is kept back from staff is taken
        off these.

        :param domain: on ``cem.score``; the company's own view is opinions too, so say if it counts
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
        if self._rollup_can_group(group_by):
            if not self._rollup_can_answer(summed):
                rule, kept_back = self._rule_and_own_work()
                summed = domain & rule
            if self._rollup_can_answer(summed):
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
    def _rule_and_own_work(self):
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
    def _hides_own_work(self):
        """Whether answers about the user's own work are not in the figures."""
        _rule, kept_back = self._rule_and_own_work()
        return kept_back is not None and not kept_back.is_false()

    @api.model
    def _rollup_can_answer(self, domain):
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
    def _rollup_can_group(self, group_by):
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
