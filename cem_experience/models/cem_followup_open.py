import logging
from collections import Counter

import psycopg2
from markupsafe import Markup

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL, mute_logger

_logger = logging.getLogger(__name__)

BATCH = 200
# A customer whose case is being changed by somebody else is tried again in the same
# run, one who fails otherwise in the next.
TRIES = 3


class CustomerBusy(Exception):
    """Another process is at work on the open case of this customer."""


class CemFollowup(models.Model):
    """From bad scores to one open case per customer and company."""

    # One model in the files of what changes together.
    _inherit = "cem.followup"

    @api.model
    def _cron_open(self):
        """Let the rules look at new scores; dissatisfied customers get a follow-up.

        A score is looked at once: its mark is taken off in the transaction that opens
        the case. So a crash neither loses nor doubles anything. A customer who makes
        trouble keeps the marks, is logged, and tried again at the next run until the
        answers are too old to be followed up.
        """
        self._forget_old()
        tries = Counter()
        while looked := self._open_batch(tries):
            remaining = self._count_pending(self._given_up(tries))
            time_left = self.env["ir.cron"]._commit_progress(
                looked, remaining=remaining
            )
            if not remaining or not time_left:
                return
        # Nothing is left but what other processes are at work on.
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _given_up(self, tries):
        return [score_id for score_id, tried in tries.items() if tried >= TRIES]

    @api.model
    def _open_batch(self, tries, limit=BATCH):
        """Look at some pending scores, all those of a customer together.

        :param tries: Counter of failures by score id, kept by the caller
        :param limit: how many scores to begin with; nothing is committed
        :return: number of scores looked at; 0 when there are no more
        """
        scores = self._lock_pending(limit, self._given_up(tries))
        if not scores:
            return 0
        matches = {}
        for rule in self.env["cem.followup.rule"].search([("active", "=", True)]):
            matched = rule._matching(scores)
            if matched:
                matches[rule] = matched
        corrections = self._corrections(scores)
        bad = scores.browse().union(*matches.values())
        customers = scores.grouped(lambda score: (score.partner_id, score.company_id))
        fine = scores.browse()
        for (partner, company), mine in customers.items():
            if not (mine & bad) and not any(new in corrections for new in mine):
                fine |= mine
                continue
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    self._deal_with(partner, company, mine, matches, corrections)
                    mine.write({"followup_pending": False})
            except (psycopg2.OperationalError, psycopg2.IntegrityError, CustomerBusy):
                # Another process has just opened or changed the case. This one sees it
                # in its next transaction only.
                tries.update(mine.ids)
                if any(tries[score_id] >= TRIES for score_id in mine.ids):
                    _logger.warning(
                        "Follow-up of customer %s: others are at work, next run",
                        partner.id,
                    )
            except Exception:
                tries.update(dict.fromkeys(mine.ids, TRIES))
                _logger.warning(
                    "Follow-up of customer %s could not be opened; tried again at the "
                    "next run",
                    partner.id,
                    exc_info=True,
                )
        fine.write({"followup_pending": False})
        return len(scores)

    # ------------------------------------------------------------------
    # Which scores
    # ------------------------------------------------------------------

    @api.model
    def _forget_old(self):
        """Answers that could not be dealt with become history like all others.

        So do those of customers who have been deleted meanwhile.
        """
        self.env["cem.score"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cem_score SET followup_pending = FALSE
                 WHERE followup_pending AND active
                   AND (partner_id IS NULL
                        OR date < (NOW() AT TIME ZONE 'UTC')::date - %s - 1)
             RETURNING partner_id
                """,
                self.env["cem.score"]._followup_max_age(),
            )
        )
        forgotten = {partner_id for [partner_id] in self.env.cr.fetchall()}
        self.env["cem.score"].invalidate_model(["followup_pending"])
        forgotten.discard(None)
        if forgotten:
            _logger.warning(
                "Answers of customers %s are too old now to be followed up",
                sorted(forgotten),
            )

    @api.model
    def _lock_pending(self, limit, skip):
        """Pending scores, complete customers, that no other process is at work on."""
        Score = self.env["cem.score"]
        Score.flush_model()
        # Two statements, the first on the partial index of pending rows, the second
        # on that of customers: the cost is that of the batch, whatever is waiting.
        customers = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM cem_score
                 WHERE followup_pending AND active AND id <> ALL(%(skip)s)
                   AND partner_id IS NOT NULL
                 ORDER BY id LIMIT %(limit)s
                """,
                skip=skip,
                limit=limit,
            )
        )
        if not customers:
            return Score
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cem_score
                 WHERE followup_pending AND active AND id <> ALL(%(skip)s)
                   AND partner_id = ANY(%(partners)s)
                 ORDER BY id LIMIT %(most)s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                skip=skip,
                partners=list({partner_id for [partner_id] in customers}),
                # Thousands of answers of one customer do not fit in the memory; the
                # rest joins the case later.
                most=10 * limit,
            )
        )
        Score.invalidate_model(["followup_pending", "active"])
        return Score.browse(score_id for [score_id] in rows)

    @api.model
    def _count_pending(self, skip):
        return self.env["cem.score"].search_count(
            [("followup_pending", "=", True), ("id", "not in", skip)], limit=50 * BATCH
        )

    @api.model
    def _corrections(self, scores):
        """By new score: the answers it corrects that opened a case still open."""
        old = (
            self.env["cem.score"]
            .with_context(active_test=False)
            .search([("superseded_by_id", "in", scores.ids)])
        )
        if not old:
            return {}
        cases = self.search([("score_ids", "in", old.ids), ("date_closed", "=", False)])
        known = cases.score_ids
        return {
            new.with_env(self.env): olds & known
            for new, olds in old.grouped("superseded_by_id").items()
            if olds & known
        }

    # ------------------------------------------------------------------
    # One customer
    # ------------------------------------------------------------------

    @api.model
    def _deal_with(self, partner, company, scores, matches, corrections):
        """Open or enlarge the case of one customer, from all new scores."""
        case = self._open_case(partner, company)
        bad = scores.browse().union(*(scores & found for found in matches.values()))
        if bad:
            rule = next(rule for rule, found in matches.items() if found & bad)
            if case:
                case._join(rule, bad)
            else:
                case = self._open(rule, bad, matches[rule] & bad)
        for new in scores - bad:
            if case and new in corrections:
                case._note_correction(corrections[new], new)

    @api.model
    def _open_case(self, partner, company):
        """The customer's open case, locked; the one made by the rules if there is."""
        cases = self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("date_closed", "=", False),
            ],
            order="id",
        )
        case = (cases.filtered("case_key") or cases)[:1]
        if case and not case.try_lock_for_update(allow_referencing=True):
            raise CustomerBusy
        return case

    @api.model
    def _open(self, rule, scores, matched):
        """A new case of one customer.

        :param scores: all bad answers; ``matched``: those that the rule fits
        """
        worst = matched.sorted(lambda score: (score.value, score.id))[0]
        partner, company = worst.partner_id, worst.company_id
        owner, passed_over = rule._owner(worst)
        case = (
            self.with_company(company)
            .with_context(
                lang=owner.lang or self.env.lang,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
            )
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "user_id": owner.id,
                    "rule_id": rule.id,
                    "case_key": self._key(partner, company),
                    "priority": rule.priority,
                    "deadline": rule._deadline(company),
                    "score_ids": [Command.set(scores.ids)],
                }
            )
        )
        body = case._score_list(
            case.env._("Opened by the rule “%s”:", rule.with_env(case.env).name),
            scores,
        )
        if passed_over:
            body += Markup("<p>%s</p>") % case.env._(
                "Passed over as owner, because they have left or have no access to "
                "the follow-ups of this company: %s",
                ", ".join(passed_over.mapped("name")),
            )
        case.message_post(body=body, subtype_xmlid="mail.mt_note")
        return case

    def _join(self, rule, scores):
        """New bad answers of a customer whose case is open already.

        The owner is told once; the deadline stays where it was.
        """
        self.ensure_one()
        new = scores - self.score_ids
        if not new:
            return
        vals = {"score_ids": [Command.link(score_id) for score_id in new.ids]}
        if not self.case_key:
            # Made by hand: from now on it is the one case of this customer.
            vals["case_key"] = self._key(self.partner_id, self.company_id)
            vals["rule_id"] = rule.id
        if rule.priority > self.priority:
            vals["priority"] = rule.priority
        self.write(vals)
        self._take_worst(self.score_ids.filtered("active"))
        case = self.with_context(lang=self.user_id.lang or self.env.lang)
        case.message_post(
            body=case._score_list(
                case.env._("The customer is dissatisfied again:"), new
            ),
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _note_correction(self, old, new):
        """Keep the case of a customer whose corrected answer is good, and say so."""
        case = self.with_context(lang=self.user_id.lang or self.env.lang)
        case.message_post(
            body=case.env._(
                "The customer has corrected an answer, which is no longer bad: "
                "%(old)s became %(new)s.",
                old=", ".join(old.with_env(case.env).mapped("display_name")),
                new=new.with_env(case.env).display_name,
            ),
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _score_list(self, title, scores):
        lines = []
        for score in scores.with_env(self.env).sorted(lambda one: (one.value, one.id)):
            line = f"{score.date}: {score.display_name}"
            lines.append(f"{line} – “{score.comment}”" if score.comment else line)
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        return Markup("<p>%s</p><ul>%s</ul>") % (title, items)
