import math

import psycopg2

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ConcurrencyError, ValidationError

from ...tools.base.typed import NO_TEXT
from ...tools.intake.moments import read_day
from ..score.cem_score import MEASURES

ANSWER_KEYS = {
    "key",
    "touchpoint_id",
    "measure",
    "answer",
    "dimension",
    "comment",
    "partner_id",
    "email",
    "date",
}
MOST_ANSWERS = 1000
LONGEST_KEY = 200
LONGEST_COMMENT = 5000
LARGEST_NUMBER = 2**31 - 1


class CemScore(models.Model):
    """The entrance for other programs, through Odoo's own JSON-2 API."""

    _inherit = "cem.score"

    api_key = fields.Char(
        string="Key of the Sender",
        readonly=True,
        help="By which the program that sent the answer knows it. The same key is "
        "stored once.",
    )

    _api_key_uniq = models.UniqueIndex(
        "(company_id, api_key) WHERE api_key IS NOT NULL",
        "An answer with this key has been stored already.",
    )

    @api.model
    def cem_answer(self, answers):
        """Store opinions that another program gathered, each of them once.

        Sent again with the same keys, say after a connection broke, the same answers
        are stored once. Either all answers of a call are stored or, if one of them
        is wrong, none.

        :param answers: list of dicts, at most 1,000, with

            - ``key`` (required): what the sender calls this answer, unique in the
              company; at most 200 characters
            - ``touchpoint_id`` (required): id of the touchpoint it is about
            - ``measure`` (required): experience, expectation, importance, nps, csat,
              ces or emotion
            - ``answer`` (required): number on the scale of the measure (NPS 0-10, CSAT
              1-5, CES 1-7, emotion -2..2, the others 0-10)
            - ``dimension``: code of a dimension, such as ``service``
            - ``comment``: text, at most 5,000 characters
            - ``partner_id`` or ``email``: the customer; without, it is anonymous
            - ``date``: ``YYYY-MM-DD``, or a moment such as ``2026-10-31T17:30:00Z``,
              which counts on the company's day; left out, it is now
        :return: list of dicts in the same order: ``key``, ``id`` of the score, and
            ``stored`` (False if it had been stored before)
        :raise AccessError: the user is in no group that may send answers
        :raise ValidationError: a wrong answer; the message names its place in the list
        """
        if not (
            self.env.user.has_group("cem_experience.group_cem_api")
            or self.has_access("create")
        ):
            raise AccessError(
                self.env._("You may not send answers. Ask for the role “Send Answers”.")
            )
        self._check_answers(answers)
        # The role may send answers and nothing else, not even read what it sent.
        # Everything it names is checked to belong to its companies. Which company it
        # sends for is asked before, for with all rights any of the context would do.
        scores = self.with_company(self.env.company).sudo()
        vals_list = [
            scores._answer_values(answer, number)
            for number, answer in enumerate(answers, 1)
        ]
        known = scores._known_answers(vals_list)
        fresh = [
            vals
            for vals in vals_list
            if (vals["company_id"], vals["api_key"]) not in known
        ]
        try:
            with self.env.cr.savepoint():
                created = scores.create(fresh)
        except psycopg2.errors.UniqueViolation as error:
            # The same call, twice in the same moment: look again, now that the other
            # one has been committed.
            raise ConcurrencyError("The same answers are being stored") from error
        for score in created:
            known[score.company_id.id, score.api_key] = score.id
        new = set(created.ids)
        result = []
        for vals in vals_list:
            score_id = known[vals["company_id"], vals["api_key"]]
            result.append(
                {"key": vals["api_key"], "id": score_id, "stored": score_id in new}
            )
        return result

    @api.model
    def _check_answers(self, answers):
        if not isinstance(answers, list) or not all(
            isinstance(answer, dict) for answer in answers
        ):
            raise ValidationError(self.env._("Send a list of answers."))
        if len(answers) > MOST_ANSWERS:
            raise ValidationError(
                self.env._("Send at most %s answers at a time.", MOST_ANSWERS)
            )
        keys = [answer.get("key") for answer in answers]
        for number, key in enumerate(keys, 1):
            if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
                self._refuse(number, self.env._("“key” is missing or too long."))
        for number, answer in enumerate(answers, 1):
            for name, value in answer.items():
                self._check_plain(number, name, value)
        if len(set(keys)) != len(keys):
            raise ValidationError(self.env._("Two answers have the same key."))

    @api.model
    def _check_plain(self, number, name, value):
        """Refuse what is no text or number that could be stored."""
        name = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", name)[:LONGEST_KEY]
        if isinstance(value, str):
            if NO_TEXT.search(value):
                self._refuse(
                    number,
                    self.env._("“%s” holds a character that cannot be stored.", name),
                )
        elif isinstance(value, dict | list):
            self._refuse(number, self.env._("“%s” is neither text nor number.", name))
        elif isinstance(value, int | float) and (
            not math.isfinite(value) or abs(value) > LARGEST_NUMBER
        ):
            self._refuse(number, self.env._("“%s” is too large a number.", name))

    @api.model
    def _refuse(self, number, problem):
        raise ValidationError(
            self.env._("Answer %(number)s: %(problem)s", number=number, problem=problem)
        )

    @api.model
    def _answer_values(self, answer, number):
        """Values for :meth:`create`, all of them checked."""
        if unknown := set(answer) - ANSWER_KEYS:
            names = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", ", ".join(sorted(unknown)))
            self._refuse(number, self.env._("“%s” is not known.", names[:LONGEST_KEY]))
        measure, value = answer.get("measure"), answer.get("answer")
        if measure not in dict(MEASURES):
            self._refuse(number, self.env._("“measure” is none."))
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse(number, self.env._("“answer” is no number."))
        comment = answer.get("comment") or ""
        if not isinstance(comment, str) or len(comment) > LONGEST_COMMENT:
            self._refuse(
                number,
                self.env._("“comment” has more than %s characters.", LONGEST_COMMENT),
            )
        touchpoint = self._answer_touchpoint(answer, number)
        company = touchpoint.company_id or self.env.company
        date = self._answer_day(answer, number, company)
        vals = {
            "api_key": answer["key"],
            "touchpoint_id": touchpoint.id,
            "company_id": company.id,
            "measure": measure,
            "raw_value": value,
            "dimension_id": self._answer_dimension(answer, number).id,
            "partner_id": self._answer_partner(answer, number).id,
            "comment": comment or False,
            "source": "api",
            "date": date,
        }
        try:
            self._complete_value(vals)
        except ValidationError as error:
            self._refuse(number, error.args[0])
        return vals

    @api.model
    def _answer_day(self, answer, number, company):
        """The company's day of an answer."""
        given = answer.get("date")
        try:
            date = fields.Date.to_date(given)
        except (TypeError, ValueError):
            date = None
        if given and not date:
            self._refuse(number, self.env._("“date” is not like 2026-12-31."))
        if isinstance(given, str) and len(given) > 10:
            # moments without a zone are those of Odoo's own API: UTC
            date = read_day(given, None, "UTC", company._cem_zone()) or date
        if date and (reason := self._cem_implausible(date)):
            self._refuse(number, reason)
        return date or company._cem_today()

    @api.model
    def _answer_touchpoint(self, answer, number):
        wanted = answer.get("touchpoint_id")
        companies = self.env.user.company_ids
        touchpoint = self.env["cem.touchpoint"].search(
            [
                ("id", "=", wanted if type(wanted) is int else 0),
                ("company_id", "in", [*companies.ids, False]),
            ]
        )
        if not touchpoint:
            self._refuse(number, self.env._("there is no such touchpoint."))
        return touchpoint

    @api.model
    def _answer_dimension(self, answer, number):
        code = answer.get("dimension")
        dimension = self.env["cem.dimension"]
        if code:
            dimension = dimension.search([("code", "=", str(code))], limit=1)
            if not dimension:
                self._refuse(number, self.env._("there is no such dimension."))
        return dimension

    @api.model
    def _answer_partner(self, answer, number):
        partner = self.env["res.partner"]
        companies = [("company_id", "in", [*self.env.user.company_ids.ids, False])]
        if "partner_id" in answer:
            wanted = answer["partner_id"]
            wanted = wanted if type(wanted) is int else 0
            partner = partner.search([("id", "=", wanted), *companies])
        elif "email" in answer:
            address = tools.email_normalize(str(answer["email"]))
            if address:
                partner = partner.search(
                    [("email_normalized", "=", address), *companies], limit=2
                )
            if len(partner) > 1:
                self._refuse(
                    number,
                    self.env._(
                        "several customers have this address. Send “partner_id”."
                    ),
                )
        else:
            return partner
        if not partner:
            self._refuse(number, self.env._("there is no such customer."))
        return partner

    @api.model
    def _known_answers(self, vals_list):
        scores = self.with_context(active_test=False).search(
            [("api_key", "in", [vals["api_key"] for vals in vals_list])]
        )
        return {(score.company_id.id, score.api_key): score.id for score in scores}
