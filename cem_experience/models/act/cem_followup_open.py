import logging
from collections import Counter

import psycopg2
from markupsafe import Markup

from odoo import api, models
from odoo.fields import Command
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)

BATCH = 200
# A customer whose case is being changed by somebody else is tried again in the same
# run, one who fails otherwise in the next.
TRIES = 3


class CustomerBusy(Exception):
    """Another process is at work on the open case of this customer."""


class CemFollowup(models.Model):
    """From bad scores to one open case per customer, company and cause."""

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
        if (
            self._open_pending()
            and self._open_silent_customers()
            and self._review_reasons()
        ):
            self._notify_owners()
            # Nothing is left but what other processes are at work on.
            self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _open_pending(self):
        """Let the rules look at all new scores, batch by batch.

        :return: whether there is time left
        """
        tries = Counter()
        while looked := self._open_batch_again(tries):
            remaining = self._count_pending(self._given_up(tries))
            # what comes after the last batch remains, too
            if not self.env["ir.cron"]._commit_progress(
                looked, remaining=remaining + 1
            ):
                return False
            if not remaining:
                break
        return True

    @api.model
    def _open_batch_again(self, tries):
        """A batch, in a new transaction if another process was quicker.

        PostgreSQL does not let a transaction lock what was changed after it began.
        """
        for _try in range(TRIES):
            try:
                with mute_logger("odoo.sql_db"):
                    return self._open_batch(tries)
            except psycopg2.errors.SerializationFailure:
                # Nothing of it is lost: the batch before has been committed.
                self.env.cr.rollback()
        return self._open_batch(tries)

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
                    self._process_customer(partner, company, mine, matches, corrections)
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
    # One customer
    # ------------------------------------------------------------------

    @api.model
    def _process_customer(self, partner, company, scores, matches, corrections):
        """Reopen, open or enlarge the cases of one customer, from all new scores."""
        # What a second answer says belongs to its own case, and opens no other.
        placed = self._reopen_by_answers(partner, company, scores, matches)
        scores -= placed
        if not scores:
            return
        matches = {rule: found - placed for rule, found in matches.items()}
        cases = self._open_cases(partner, company)
        bad = scores.browse()
        for cause, (rule, found) in self._by_cause(scores, matches).items():
            bad |= found
            case = self._case_of(cases, cause)
            if case:
                case._join(rule, found, cause)
            else:
                cases |= self._open(rule, found, matches[rule] & found, cause)
        for new in scores - bad:
            for case in cases:
                if new in corrections and corrections[new] & case.score_ids:
                    case._note_correction(corrections[new], new)

    @api.model
    def _by_cause(self, scores, matches):
        """Bad answers by likely cause: dict of (first rule, scores).

        Those of unknown cause come last, because they join any case that is open.
        """
        groups = {}
        for score in scores:
            rules = [rule for rule, found in matches.items() if score in found]
            if rules:
                cause = rules[0]._likely_cause(score)
                groups.setdefault(cause, []).append((rules[0], score))
        order = {rule: position for position, rule in enumerate(matches)}
        result = {}
        for cause in sorted(groups, key=lambda cause: (not cause, cause.id)):
            rule = min((rule for rule, _score in groups[cause]), key=order.get)
            ids = [score.id for _rule, score in groups[cause]]
            result[cause] = (rule, scores.browse(ids))
        return result

    @api.model
    def _case_of(self, cases, cause):
        """Which of the customer's open cases answers of this cause join."""
        cases = cases.sorted(lambda case: (not case.case_key, case.id))
        same = cases.filtered(lambda case: case.rule_cause_id == cause)
        if cause:
            return (same or cases.filtered(lambda case: not case.rule_cause_id))[:1]
        return (same or cases)[:1]

    @api.model
    def _open_cases(self, partner, company):
        """The customer's open cases, locked."""
        cases = self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("date_closed", "=", False),
            ],
            order="id",
        )
        if len(cases.try_lock_for_update(allow_referencing=True)) < len(cases):
            raise CustomerBusy
        return cases

    @api.model
    def _open(self, rule, scores, matched, cause):
        """A new case of one customer.

        :param scores: all bad answers; ``matched``: those that the rule fits
        :param cause: the likely one; empty if nobody can say
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
                # told at the end of the run, see cem_followup_news.py
                mail_auto_subscribe_no_notify=True,
                cem_news_later=True,
            )
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "user_id": owner.id,
                    "rule_id": rule.id,
                    "case_key": self._key(partner, company, cause),
                    "rule_cause_id": cause.id,
                    "cause_ids": [Command.set(cause.ids)],
                    "priority": rule.priority,
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
                "Passed over as owner, because they are away, have left or have no "
                "access to the follow-ups of this company: %s",
                ", ".join(passed_over.mapped("name")),
            )
        case.message_post(body=body, subtype_xmlid="mail.mt_note")
        case._note_news("new")
        # whoever goes on with the case, goes on as always
        return self.browse(case.id)

    def _join(self, rule, scores, cause):
        """New bad answers of a customer whose case is open already.

        The owner is told once; the deadline stays where it was.
        """
        self.ensure_one()
        new = scores - self.score_ids
        if not new:
            return
        vals = {"score_ids": [Command.link(score_id) for score_id in new.ids]}
        adopts = cause and not self.rule_cause_id
        if adopts:
            vals["rule_cause_id"] = cause.id
            vals["cause_ids"] = [Command.link(cause.id)]
        if not self.case_key:
            # Made by hand: from now on it is the one case of this customer.
            vals["rule_id"] = rule.id
        if adopts or not self.case_key:
            vals["case_key"] = self._key(
                self.partner_id, self.company_id, cause or self.rule_cause_id
            )
        if rule.priority > self.priority:
            vals["priority"] = rule.priority
        self.write(vals)
        self._adopt_worst_answer(self.score_ids.filtered("active"))
        case = self.with_context(lang=self.user_id.lang or self.env.lang)
        case.message_post(
            body=case._score_list(
                case.env._("The customer is dissatisfied again:"), new
            ),
            subtype_xmlid="mail.mt_note",
        )
        self._note_news("again")

    def _note_correction(self, old, new):
        """Say on the case that an answer that led to it is not bad any more."""
        case = self.with_context(lang=self.user_id.lang or self.env.lang)
        case.message_post(
            body=case.env._(
                "The customer has corrected an answer, which is no longer bad: "
                "%(old)s became %(new)s.",
                old=", ".join(old.with_env(case.env).mapped("display_name")),
                new=new.with_env(case.env).display_name,
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _score_list(self, title, scores):
        lines = []
        for score in scores.with_env(self.env).sorted(lambda one: (one.value, one.id)):
            line = f"{score.date}: {score.display_name}"
            lines.append(f"{line} – “{score.comment}”" if score.comment else line)
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        return Markup("<p>%s</p><ul>%s</ul>") % (title, items)
