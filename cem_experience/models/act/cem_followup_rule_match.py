import re

from odoo import api, models
from odoo.tools import SQL

from ..score.cem_score import SATISFACTION_MEASURES

# A third of a scale is typed, and shown, with two digits.
TOLERANCE = 0.005
HISTORY_DAYS = 365


class CemFollowupRule(models.Model):
    """Which answers a rule finds, in one statement whatever their number."""

    _inherit = "cem.followup.rule"

    def _matching(self, scores):
        """The scores that this rule calls those of a dissatisfied customer."""
        self.ensure_one()
        if not scores.ids or self.kind == "silence":
            return scores.browse()
        self.env["cem.score"].flush_model()
        found = self.env.execute_query(
            SQL(
                "SELECT s.id FROM cem_score s WHERE %s AND %s",
                SQL("s.id = ANY(%s)", scores.ids),
                self._condition(),
            )
        )
        found = {score_id for [score_id] in found}
        return scores.filtered(lambda score: score.id in found)

    def _condition(self):
        """What the rule asks of a row ``s`` of cem_score, and of what came before it.

        It says the same of an old answer as it said on its day, so that the past can
        be tried.
        """
        self.ensure_one()
        parts = [*self._scope_conditions(), self._kind_condition()]
        return SQL(" AND ").join(parts)

    def _scope_conditions(self):
        parts = [self._is_satisfaction(SQL.identifier("s"))]
        if self.measure:
            parts.append(SQL("s.measure = %s", self.measure))
        if self.company_id:
            parts.append(SQL("s.company_id = %s", self.company_id.id))
        if self.touchpoint_ids:
            # Rules look at all parts, those archived since included.
            touchpoints = (
                self.env["cem.touchpoint"]
                .with_context(active_test=False)
                .search([("id", "child_of", self.touchpoint_ids.ids)])
            )
            parts.append(SQL("s.touchpoint_id = ANY(%s)", touchpoints.ids))
        for name, records in (
            ("journey_id", self.journey_ids),
            ("dimension_id", self.dimension_ids),
            ("value_tier_id", self.value_tier_ids),
        ):
            if records:
                column = SQL.identifier("s", name)
                parts.append(SQL("%s = ANY(%s)", column, records.ids))
        return parts

    @api.model
    def _is_satisfaction(self, alias):
        """An answer of the customer that says how good it was."""
        return SQL(
            "%(alias)s.active IS TRUE AND %(alias)s.measure IN %(measures)s "
            "AND %(alias)s.source <> ALL(%(company_sources)s)",
            alias=alias,
            measures=SATISFACTION_MEASURES,
            company_sources=self.env["cem.score"]._company_sources(),
        )

    def _kind_condition(self):
        return getattr(self, f"_condition_{self.kind}")()

    def _condition_score(self):
        return SQL("s.value <= %s", self.threshold + TOLERANCE)

    def _condition_fall(self):
        """Means of fewer answers than ``fall_count`` are NULL, and find nothing."""
        return SQL(
            """
            s.value <= %(tolerance)s - %(fall)s + (
                SELECT CASE WHEN COUNT(*) >= %(count)s THEN AVG(o.value) END
                  FROM cem_score o
                 WHERE o.partner_id = s.partner_id AND o.company_id = s.company_id
                   AND o.measure = s.measure AND %(satisfaction)s
                   AND o.date < s.date AND o.date >= s.date - %(days)s
            )
            """,
            tolerance=TOLERANCE,
            fall=self.fall_points,
            count=self.fall_count,
            days=HISTORY_DAYS,
            satisfaction=self._is_satisfaction(SQL.identifier("o")),
        )

    def _condition_words(self):
        """Words beside the mark; a remark on the whole is with the worst one."""
        pattern = self._word_pattern()
        return SQL(
            """
            (s.comment ~* %(pattern)s OR EXISTS (
                SELECT FROM cem_remark r
                 WHERE r.user_input_id = s.user_input_id AND r.comment ~* %(pattern)s
            ) AND s.id = (
                SELECT o.id FROM cem_score o
                 WHERE o.user_input_id = s.user_input_id AND o.active IS TRUE
                   AND %(satisfaction)s
                 ORDER BY o.value, o.id LIMIT 1
            ))
            """,
            pattern=pattern,
            satisfaction=self._is_satisfaction(SQL.identifier("o")),
        )

    def _condition_several(self):
        return SQL(
            """
            s.value <= %(threshold)s AND %(count)s <= (
                SELECT COUNT(*) FROM cem_score o
                 WHERE o.partner_id = s.partner_id AND o.company_id = s.company_id
                   AND o.journey_id = s.journey_id AND %(satisfaction)s
                   AND o.value <= %(threshold)s
                   AND o.date > s.date - %(days)s AND (o.date, o.id) <= (s.date, s.id)
            )
            """,
            threshold=self.threshold + TOLERANCE,
            count=self.several_count,
            days=self.days,
            satisfaction=self._is_satisfaction(SQL.identifier("o")),
        )

    def _condition_silence(self):
        """Neither an answer nor a follow-up in so many days after a bad mark."""
        return SQL(
            """
            s.value <= %(threshold)s AND s.partner_id IS NOT NULL
            AND s.date <= (NOW() AT TIME ZONE 'UTC')::date - %(days)s
            AND NOT EXISTS (
                SELECT FROM cem_score o
                 WHERE o.partner_id = s.partner_id AND o.company_id = s.company_id
                   AND %(satisfaction)s AND o.id <> s.id
                   AND (o.date, o.id) > (s.date, s.id) AND o.date <= s.date + %(days)s
            )
            AND (%(simulating)s OR NOT EXISTS (
                SELECT FROM cem_followup f
                 WHERE f.partner_id = s.partner_id AND f.company_id = s.company_id
                   AND (f.date_closed IS NULL OR f.date_closed >= s.date)
            ))
            """,
            # The simulation counts cases that somebody else has opened apart.
            simulating=bool(self.env.context.get("simulating")),
            threshold=self.threshold + TOLERANCE,
            days=self.days,
            satisfaction=self._is_satisfaction(SQL.identifier("o")),
        )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _word_list(self):
        lines = re.split(r"[\n,;，；、]", self.words or "")
        return [line.strip() for line in lines if line.strip()]

    def _word_pattern(self):
        """One regular expression of PostgreSQL for all words of the rule.

        Chinese has no spaces between words, so that only a letter of an alphabet with
        spaces marks the edge of a word.
        """
        alternatives = []
        for word in self._word_list():
            body = re.sub(r"([^\w\s])", r"\\\1", word)
            body = re.sub(r"\s+", r"\\s+", body)
            first, last = word[0], word[-1]
            start = r"\m" if first.isalnum() and ord(first) < 0x2E80 else ""
            end = r"\M" if last.isalnum() and ord(last) < 0x2E80 else ""
            alternatives.append(f"{start}{body}{end}")
        return "|".join(alternatives)
