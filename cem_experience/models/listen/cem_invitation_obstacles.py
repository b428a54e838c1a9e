from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.base.hooks import hook

# The customer has been, or is just being, written to.
ASKED_STATES = ("sending", "sent", "opened", "answered", "expired")
UNREACHABLE_REASONS = (
    "no_customer",
    "no_address",
    "no_phone",
    "opted_out",
    "company_excluded",
    "blacklisted",
    "phone_blacklisted",
)
# What also speaks against a reminder: the quiet time and the quota do not.
REMINDER_REASONS = (
    *UNREACHABLE_REASONS,
    "record_gone",
    "condition_wrong",
    "condition_false",
)


class CemInvitation(models.Model):
    """Who is not asked, and why: the rules, in their order.

    The rules are SQL and looked at for all rows at once, whether one invitation is
    about to be sent or a hundred thousand have just been planned.
    """

    _inherit = "cem.invitation"

    def _note_obstacles(self, planned=False):
        """Set apart those that cannot be sent as things stand now."""
        # The address to look at is that of the channel.
        self._choose_channel()
        by_reason = defaultdict(list)
        for invitation, reason in self._obstacles(planned=planned).items():
            by_reason[reason].append(invitation.id)
        for reason, ids in by_reason.items():
            self.browse(ids)._not_sent(reason)

    def _not_sent(self, reason, note=None):
        vals = {"state": "not_sent", "reason": reason, "next_reminder_date": False}
        if note:
            vals["note"] = note
        self.write(vals)

    def _obstacles(self, planned=False, only=None, ranked=True):
        """The first reason against sending each invitation: dict by invitation.

        Invitations without an obstacle are left out.

        :param planned: "checked" if the rows have just been made for records that
            meet the condition, "broken" if nobody could tell whether they do
        :param only: reasons to look for, instead of all
        :param ranked: whether a more important question stands in the way
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        records = {} if planned else self._record_obstacles()
        if planned == "broken":
            records["condition_wrong"] = self.ids
        rules = self._obstacle_rules(records, planned, ranked)
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", condition, reason)
            for reason, condition in rules
            if only is None or reason in only
        )
        rows = self.env.execute_query(
            SQL(
                """
            SELECT judged.id, judged.reason
              FROM (
                    SELECT i.id, CASE %s END AS reason
                      FROM cem_invitation i
                      JOIN cem_touchpoint t ON t.id = i.touchpoint_id
                 LEFT JOIN survey_survey s ON s.id = i.survey_id
                 LEFT JOIN res_partner p ON p.id = i.partner_id
                 LEFT JOIN res_partner c ON c.id = p.commercial_partner_id
                     WHERE i.id = ANY(%s)
                   ) judged
             WHERE judged.reason IS NOT NULL
                """,
                cases,
                self.ids,
            )
        )
        return {self.browse(row_id): reason for row_id, reason in rows}

    def _obstacle_rules(self, records, planned, ranked):
        """Pairs of reason and SQL, in the order in which they are looked at.

        The SQL speaks of the invitation ``i``, its touchpoint ``t``, survey ``s``,
        customer ``p`` and the customer's company ``c``.
        """
        now = fields.Datetime.now()
        days = self.env["ir.config_parameter"]._cem_number("fatigue_days", 30)
        since = fields.Datetime.subtract(now, days=days)
        until = fields.Datetime.add(now, days=days)

        def among(reason):
            return SQL("i.id = ANY(%s::int[])", records.get(reason, []))

        # What is to be sent later is looked at later.
        due = SQL("i.scheduled_date <= %s", now)
        tired = SQL(
            "%s AND NOT COALESCE(t.ask_ignore_fatigue, FALSE) AND %s AND NOT (%s)",
            due,
            days > 0,
            self._fatigue_exemption(),
        )
        rules = [
            ("no_customer", SQL("i.partner_id IS NULL")),
            ("no_survey", NO_SURVEY),
            *self._address_rules(),
            ("opted_out", OPTED_OUT),
            ("company_excluded", SQL("c.cem_company_no_survey")),
            *self._blacklist_rules(),
            ("record_gone", among("record_gone")),
            ("duplicate", DUPLICATE),
            ("condition_wrong", among("condition_wrong")),
            ("condition_false", among("condition_false")),
        ]
        if planned:
            rules.append(("sampled_out", SAMPLED_OUT))
        rules += [
            ("too_soon", SQL("%s AND %s", due, SQL(TOO_SOON, now=now))),
            ("contacted_lately", SQL("%s AND %s", tired, SQL(ASKED, since=since))),
        ]
        if ranked and days > 0 and self._are_ranked():
            doomed = self._rivals_not_sent(until)
            rules.append(
                (
                    "outranked",
                    SQL("%s AND %s", tired, SQL(RIVAL, until=until, doomed=doomed)),
                )
            )
        full = [t.id for t, left in self._quota_left(now).items() if left <= 0]
        rules.append(("quota_full", SQL("%s AND t.id = ANY(%s::int[])", due, full)))
        return rules

    @api.model
    @hook
    def _fatigue_exemption(self):
        """SQL: which invitations ``i`` go out however lately the customer was asked."""
        return SQL("FALSE")

    def _record_obstacles(self):
        """Ids of invitations by what is wrong with the record they are about."""
        found = defaultdict(list)
        groups = self.env.execute_query(
            SQL(
                """
            SELECT touchpoint_id, res_model, array_agg(id), array_agg(res_id)
              FROM cem_invitation WHERE id = ANY(%s) GROUP BY 1, 2
                """,
                self.ids,
            )
        )
        for touchpoint_id, res_model, ids, res_ids in groups:
            if res_model not in self.env:
                found["record_gone"] += ids
                continue
            # the rule is the company's, and not of whoever sets it off
            records = self.env[res_model].sudo().browse(res_ids).exists()
            touchpoint = self.env["cem.touchpoint"].sudo().browse(touchpoint_id)
            wanted = touchpoint._ask_filter(records)
            there = set(records.ids)
            good = there if wanted is None else set(wanted.ids)
            for invitation_id, res_id in zip(ids, res_ids, strict=True):
                if res_id not in there:
                    found["record_gone"].append(invitation_id)
                elif wanted is None:
                    found["condition_wrong"].append(invitation_id)
                elif res_id not in good:
                    found["condition_false"].append(invitation_id)
        return found

    @api.model
    def _are_ranked(self):
        """Whether some touchpoint is more important than another."""
        # of all companies: it only says whether to look closer
        groups = (
            self.env["cem.touchpoint"]
            .sudo()
            ._read_group([("survey_id", "!=", False)], ["ask_priority"])
        )
        return len(groups) > 1

    def _rivals_not_sent(self, until):
        """Ids of more important questions that will not be asked themselves."""
        rows = self.env.execute_query(
            SQL(
                """
            SELECT DISTINCT o.id
              FROM cem_invitation i
              JOIN cem_touchpoint t ON t.id = i.touchpoint_id
              JOIN cem_invitation o ON %s
             WHERE i.id = ANY(%s)
                """,
                SQL(RIVALS, until=until),
                self.ids,
            )
        )
        rivals = self.browse(row_id for (row_id,) in rows)
        return [rival.id for rival in rivals._obstacles(ranked=False)]

    def _quota_left(self, now):
        """How many more each touchpoint with a quota may ask: dict by touchpoint."""
        # a quota counts what was sent to anybody, also what staff may not see
        groups = self.sudo()._read_group(
            [("id", "in", self.ids), ("touchpoint_id.ask_quota", ">", 0)],
            ["touchpoint_id"],
        )
        left = {}
        for (touchpoint,) in groups:
            sent = self.sudo().search_count(
                [
                    ("touchpoint_id", "=", touchpoint.id),
                    ("sent_date", ">=", touchpoint._quota_period_start(now)),
                ]
            )
            left[touchpoint] = touchpoint.ask_quota - sent
        return left


NO_SURVEY = SQL(
    """
    s.id IS NULL OR NOT s.active OR NOT EXISTS (
        SELECT FROM survey_question q
         WHERE q.survey_id = s.id AND NOT COALESCE(q.is_page, FALSE)
    )
    """
)
# Whoever opted out, under whatever contact.
OPTED_OUT = SQL(
    """
    p.cem_no_survey IS TRUE OR EXISTS (
        SELECT FROM res_partner same
         WHERE same.cem_no_survey IS TRUE
           AND same.email_normalized = i.email_normalized
    )
    """
)
# Of several that wait for the same record, the first goes. A customer is no event:
# the same one may be asked again later, and the quiet time sees to it that this is not
# too soon.
DUPLICATE = SQL(
    """
    EXISTS (
        SELECT FROM cem_invitation o
         WHERE o.res_model = i.res_model AND o.res_id = i.res_id
           AND o.touchpoint_id = i.touchpoint_id AND o.id != i.id
           AND (o.state = 'waiting' AND o.id < i.id
                OR o.state = 'sending'
                OR o.state IN %s AND t.ask_once AND i.res_model != 'res.partner')
    )
    """,
    ASKED_STATES,
)
TOO_SOON = """
    t.ask_min_days > 0 AND EXISTS (
        SELECT FROM cem_invitation o
         WHERE o.res_model = i.res_model AND o.res_id = i.res_id
           AND o.touchpoint_id = i.touchpoint_id AND o.id != i.id
           AND o.sent_date > %(now)s - t.ask_min_days * INTERVAL '1 day'
    )
"""
# Somebody who was asked anything within the quiet time, under whatever contact.
ASKED = """
    (EXISTS (
        SELECT FROM cem_invitation o
         WHERE o.partner_id = i.partner_id AND o.id != i.id AND o.sent_date > %(since)s
    ) OR EXISTS (
        SELECT FROM cem_invitation o
         WHERE o.email_normalized = i.email_normalized AND o.id != i.id
           AND o.sent_date > %(since)s
    ))
"""
# The first eight hexadecimal digits of the hash, as a share of all such numbers.
SAMPLED_OUT = SQL(
    """
    NOT COALESCE(i.by_hand, FALSE) AND t.ask_share < 100 AND
    ('x' || left(md5(t.id || ':' || i.res_model || ',' || i.res_id), 8))
    ::bit(32)::bigint >= COALESCE(t.ask_share, 100) / 100 * 4294967296
    """
)
# A more important question that waits for the same person.
RIVALS = """
    o.state = 'waiting' AND o.id != i.id
    AND (o.partner_id = i.partner_id OR o.email_normalized = i.email_normalized)
    AND o.scheduled_date <= %(until)s
    AND EXISTS (
        SELECT FROM cem_touchpoint r
         WHERE r.id = o.touchpoint_id AND r.ask_priority > t.ask_priority
           AND NOT COALESCE(r.ask_ignore_fatigue, FALSE)
    )
"""
RIVAL = (
    "EXISTS (SELECT FROM cem_invitation o WHERE "
    + RIVALS
    + " AND NOT o.id = ANY(%(doomed)s::int[]))"
)
