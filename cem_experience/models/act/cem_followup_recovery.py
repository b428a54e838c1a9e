from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..score.cem_score import SATISFACTION_MEASURES


class CemFollowup(models.Model):
    """The customer is asked again: was it put right?"""

    _inherit = "cem.followup"

    recovery_state = fields.Selection(
        [
            ("no_answer", "No answer yet"),
            ("recovered", "Recovered"),
            ("not_recovered", "Still dissatisfied"),
        ],
        string="Recovery",
        compute="_compute_recovery",
        store=True,
        help="What the customer answered when asked again after closing.",
    )
    is_recovered = fields.Boolean(
        compute="_compute_recovery",
        store=True,
        help="The customer's next answers after closing are no longer dissatisfied by "
        "the rules. Computed, never typed.",
    )
    reopened_score_id = fields.Many2one(
        "cem.score",
        string="Reopened By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The bad answer that the customer gave when asked again.",
    )
    reopen_count = fields.Integer(string="Times Reopened", readonly=True, copy=False)

    # ------------------------------------------------------------------
    # Asking again
    # ------------------------------------------------------------------

    def _ask_again(self):
        """Plan the recovery survey of cases that have just been closed.

        What was closed long ago, say in an import, is history.
        """
        oldest = fields.Datetime.now() - timedelta(
            days=self.env["cem.score"]._followup_max_age()
        )
        for company, cases in self.grouped("company_id").items():
            touchpoint = company.cem_recovery_touchpoint_id
            cases = cases.filtered(
                lambda case: (
                    case.partner_id
                    and case.stage_id.kind == "closed"
                    and case.date_closed >= oldest
                )
            )
            if cases and touchpoint.active and touchpoint.survey_id:
                self.env["cem.invitation"]._plan(
                    touchpoint, cases, delay=24 * company.cem_recovery_days
                )

    # ------------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------------

    @api.depends("date_closed", "stage_id", "partner_id", "company_id")
    def _compute_recovery(self):
        closed = self.filtered(
            lambda case: case.date_closed and case.stage_id.kind != "cancelled"
        )
        answers = closed._answers_after_closing()
        said = self.env["cem.score"].union(*answers.values())
        rules = self.env["cem.followup.rule"].search([("active", "=", True)])
        rules |= closed.rule_id
        bad = said.browse()
        for rule in rules:
            # Others compare with what was said before, which was bad.
            if said and rule.kind in ("score", "words"):
                bad |= rule._matching(said)
        for case in self:
            mine = answers.get(case.id)
            if case in closed:
                state = "no_answer"
                if mine:
                    state = "not_recovered" if mine & bad else "recovered"
            else:
                again = not case.date_closed and case.reopened_score_id
                state = "not_recovered" if again else False
            case.recovery_state = state
            case.is_recovered = state == "recovered"

    def _answers_after_closing(self):
        """What customers said on the first occasion after their case was closed.

        A corrected answer of a sheet that led to the case is not a new one.

        :return: dict of ``cem.score`` by id of the case, from one statement
        """
        if not self:
            return {}
        self.flush_model(["closed_score_id", "company_id", "partner_id", "score_ids"])
        self.env["cem.score"].flush_model()
        days = [
            fields.Datetime.context_timestamp(
                case.with_context(tz=case.company_id.partner_id.tz or "UTC"),
                case.date_closed,
            ).date()
            for case in self
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT case_id, ARRAY_AGG(id) FROM (
                    SELECT closed.case_id, s.id,
                           RANK() OVER (PARTITION BY closed.case_id ORDER BY s.date)
                             AS occasion
                      FROM UNNEST(%(cases)s::int[], %(days)s::date[])
                        AS closed (case_id, day)
                      JOIN cem_followup f ON f.id = closed.case_id
                      JOIN cem_score s ON s.partner_id = f.partner_id
                       AND s.company_id = f.company_id
                     WHERE s.active IS TRUE AND s.measure IN %(measures)s
                       AND s.source <> ALL(%(company_sources)s)
                       AND (s.date > closed.day OR (
                            s.date = closed.day AND s.id > f.closed_score_id))
                       AND NOT EXISTS (
                           SELECT FROM cem_followup_score_rel rel
                             JOIN cem_score old ON old.id = rel.cem_score_id
                            WHERE rel.cem_followup_id = f.id
                              AND old.user_input_id = s.user_input_id)
                ) answers WHERE occasion = 1 GROUP BY case_id
                """,
                cases=self.ids,
                days=days,
                measures=SATISFACTION_MEASURES,
                company_sources=self.env["cem.score"]._company_sources(),
            )
        )
        return {case_id: self.env["cem.score"].browse(ids) for case_id, ids in rows}

    @api.model
    def _refresh_recovery(self, partners):
        """Look again at closed follow-ups of customers who have answered."""
        self.flush_model(["partner_id", "date_closed"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cem_followup
                 WHERE partner_id = ANY(%s) AND date_closed IS NOT NULL
                """,
                list(partners.ids),
            )
        )
        # Whoever answers, has no right on follow-ups.
        cases = self.sudo().browse(case_id for (case_id,) in rows)
        for name in ("recovery_state", "is_recovered"):
            self.env.add_to_compute(self._fields[name], cases)

    # ------------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------------

    @api.model
    def _reopen_by_answers(self, partner, company, scores, matches):
        """Let bad second answers reopen the case that they are about.

        :return: the ``cem.score`` that have found their place in a case
        """
        placed = scores.browse()
        bad = scores.browse().union(*(scores & found for found in matches.values()))
        second = bad.filtered(lambda score: score.res_model == self._name)
        for case_id, mine in second.grouped("res_id").items():
            case = self.browse(case_id).exists()
            if case._reopen_for(partner, company, mine):
                placed |= mine
        return placed

    def _reopen_for(self, partner, company, scores):
        """Reopen a closed case, unless the customer has another one of that cause.

        :return: whether the answers have found their place
        """
        if (
            not self
            or not self.date_closed
            or self.partner_id != partner
            or self.company_id != company
            or self.stage_id.kind == "cancelled"
            or self._case_of(self._open_cases(partner, company), self.rule_cause_id)
        ):
            return False
        worst = scores.sorted(lambda score: (score.value, score.id))[:1]
        owner = self.user_id
        if not company._cem_is_staff(owner):
            owner = company._cem_fallback_user()
        case = self.with_context(lang=owner.lang or self.env.lang)
        kinds = ["working", "todo"] if self.date_contacted else ["todo", "working"]
        case.write({"stage_id": case.stage_id._first(*kinds).id, "user_id": owner.id})
        case.write(
            {
                "score_ids": [fields.Command.link(score_id) for score_id in scores.ids],
                "reopened_score_id": worst.id,
                "reopen_count": self.reopen_count + 1,
            }
        )
        case.message_post(
            body=case._score_list(
                case.env._("Asked again, the customer is still dissatisfied:"), scores
            ),
            subtype_xmlid="mail.mt_note",
        )
        case._note_news("again")
        return True
