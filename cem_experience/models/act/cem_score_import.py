from collections import defaultdict
from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.tools import SQL

from ..score.cem_score import SATISFACTION_MEASURES
from .cem_followup_reason import COMPARING_KINDS

# What an answer is asked by the rules, and its type in the database.
ASKED = {
    "id": "bigint",
    "partner_id": "int",
    "measure": "varchar",
    "value": "float8",
    "date": "date",
    "comment": "text",
    "touchpoint_id": "int",
    "journey_id": "int",
    "dimension_id": "int",
    "value_tier_id": "int",
}
# Rules that compare answers with each other see those of the file, too, up to so many.
MOST_COMPARED = 5000


class CemScoreImport(models.Model):
    """The follow-ups that an import would open, and what becomes of them when undone."""

    _inherit = "cem.score.import"

    # ------------------------------------------------------------------
    # Before
    # ------------------------------------------------------------------

    def _foresee(self, checked, foreseen):
        """Note the answers that the rules would look at."""
        result = super()._foresee(checked, foreseen)
        answers, newcomers = self._batch_answers(checked), checked["newcomers"]
        scores = self.env["cem.score"]
        source = answers["source"]
        if source in scores._company_sources():
            return result
        oldest = fields.Date.context_today(self) - timedelta(
            days=scores._followup_max_age()
        )
        partners = answers["partner_id"]
        tiers = scores._frozen_partner_values(
            [{"partner_id": partner} for partner in set(partners) - {None}]
        )
        comments = answers["comment"] or [None] * len(partners)
        for n, partner in enumerate(partners):
            # who is not known yet, is told from others by what the row says
            customer = partner or newcomers.get(int(answers["import_row"][n]))
            measure, date = answers["measure"][n], answers["date"][n]
            if not customer or measure not in SATISFACTION_MEASURES or date < oldest:
                continue
            foreseen.append(
                {
                    "customer": customer,
                    "measure": measure,
                    "value": float(answers["value"][n]),
                    "date": date,
                    "comment": comments[n],
                    "touchpoint_id": answers["touchpoint_id"][n] or None,
                    "journey_id": answers["journey_id"][n] or None,
                    "dimension_id": answers["dimension_id"][n] or None,
                    "value_tier_id": tiers.get(partner, {}).get("value_tier_id")
                    or None,
                }
            )
        return result

    def _foreseen_values(self, foreseen):
        return {
            **super()._foreseen_values(foreseen),
            "followup_count": self._count_cases(foreseen),
        }

    def _count_cases(self, foreseen):
        """How many cases the rules would open for these answers, and join to none."""
        if not foreseen:
            return 0
        # The rules are carried out for whoever imports, who need not read all of them;
        # only a number is told.
        rules = (
            self.env["cem.followup.rule"]
            .sudo()
            .search([("active", "=", True), ("kind", "!=", "silence")])
        )
        last = self.env["cem.followup"]._last_score_id()
        strangers = {}
        for n, answer in enumerate(foreseen, start=1):
            customer = answer["customer"]
            answer["id"] = last + n
            answer["partner_id"] = (
                customer
                if isinstance(customer, int)
                else strangers.setdefault(customer, -1 - len(strangers))
            )
        by_id = {answer["id"]: answer for answer in foreseen}
        first, causes = {}, {}
        for rule in rules:
            for score_id in self._found(rule, foreseen):
                first.setdefault(score_id, rule)
        wanted = defaultdict(set)
        for score_id, rule in first.items():
            answer = by_id[score_id]
            key = rule.id, answer["touchpoint_id"]
            if key not in causes:
                about = self.env["cem.score"].new(
                    {"touchpoint_id": answer["touchpoint_id"]}
                )
                causes[key] = rule._likely_cause(about).id
            wanted[answer["partner_id"]].add(causes[key])
        open_causes = self._open_causes(wanted)
        return sum(
            _new_cases(mine, open_causes.get(partner, []))
            for partner, mine in wanted.items()
        )

    def _found(self, rule, answers):
        """Ids of the answers that a rule would find if they were stored."""
        columns = [[answer[name] for answer in answers] for name in ASKED]
        rows = SQL(
            "SELECT u.*, TRUE AS active, %s::varchar AS source, %s AS company_id "
            "FROM UNNEST(%s) AS u (%s)",
            self._score_source(),
            self.company_id.id,
            SQL(", ").join(
                SQL("%s::%s[]", cells, SQL(kind))
                for cells, kind in zip(columns, ASKED.values(), strict=True)
            ),
            SQL(", ").join(SQL.identifier(name) for name in ASKED),
        )
        compared = rule.kind in COMPARING_KINDS and len(answers) <= MOST_COMPARED
        known = SQL()
        if compared:
            # What the rule takes for all answers are those stored and those of the file.
            names = [*ASKED, "active", "source", "company_id"]
            known = SQL(
                ", cem_score AS (SELECT %(names)s FROM cem_score "
                "WHERE partner_id = ANY(%(partners)s) "
                "UNION ALL SELECT %(names)s FROM s)",
                names=SQL(", ").join(SQL.identifier(name) for name in names),
                partners=[p for p in set(columns[1]) if p > 0],
            )
        return [
            score_id
            for [score_id] in self.env.execute_query(
                SQL(
                    "WITH s AS (%s)%s SELECT s.id FROM s WHERE %s",
                    rows,
                    known,
                    rule._condition(),
                )
            )
        ]

    def _open_causes(self, partner_ids):
        """By customer the causes of the cases that are open, None where unknown."""
        # as above: only their number is told
        cases = (
            self.env["cem.followup"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", [p for p in partner_ids if p > 0]),
                    ("company_id", "=", self.company_id.id),
                    ("date_closed", "=", False),
                ],
                ["partner_id", "rule_cause_id"],
            )
        )
        found = defaultdict(list)
        for case in cases:
            found[case.partner_id.id].append(case.rule_cause_id.id)
        return found


class CemScoreImportBrought(models.AbstractModel):
    """What becomes of follow-ups when answers of others are taken back."""

    _inherit = "cem.score.import.brought"

    def _after_undo(self):
        """Look at once at the cases that have lost their reason, if they are few."""
        result = super()._after_undo()
        # The software withdraws cases, whoever has undone the import.
        cases = self.env["cem.followup"].with_user(SUPERUSER_ID)
        for case in cases._doubted([]):
            case._review_reason()
        return result

    def _counts_as_use(self, table, column):
        if table == "cem_followup" and column == "dimension_id":
            # a case that has lost its reason keeps saying what it was about
            return SQL("reason_gone IS NOT TRUE")
        return super()._counts_as_use(table, column)

    def _before_removing(self, partners):
        """Cases that nobody has worked on are only of the import, as their customers."""
        result = super()._before_removing(partners)
        # as above
        cases = (
            self.env["cem.followup"]
            .with_user(SUPERUSER_ID)
            .search([("partner_id", "in", partners.ids)])
        )
        for case in cases.filtered("reason_check"):
            case._review_reason()
        root = self.env.ref("base.user_root")
        cases.filtered(
            lambda case: (
                case.reason_gone
                and case.stage_id.kind == "cancelled"
                and not case.date_contacted
                and not case.message_ids.create_uid - root
            )
        ).unlink()
        return result


def _new_cases(causes, open_causes):
    """How many of these causes get a case of their own, as the rules open them."""
    cases, new = list(open_causes), 0
    for cause in sorted(causes, key=lambda cause: not cause):
        if cause and cause not in cases and False in cases:
            # a case of unknown cause takes on the first one that is known
            cases[cases.index(False)] = cause
        elif (cause and cause not in cases) or not cases:
            cases.append(cause)
            new += 1
    return new
