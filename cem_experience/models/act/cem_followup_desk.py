from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...tools.base.hooks import hook
from ..base.takes import COUNT, TEXT, takes
from ..score.cem_score import SATISFACTION_MEASURES

# So many are counted; beyond that it does not matter.
MOST_COUNTED = 1000
ORDER = "next_deadline, id"
HISTORY = 12


class CemFollowup(models.Model):
    """One screen for whoever calls customers: what is due, and why they are unhappy.

    The list is one statement of the database, and costs the same whatever the number of
    cases. Dates and figures are formatted by the browser. What is done from here is in
    ``cem_followup_desk_tools.py``.
    """

    _inherit = "cem.followup"

    @api.model
    def _desk_domain(self, which):
        owner = self.env.uid if which == "mine" else False
        return Domain("user_id", "=", owner) & Domain("date_closed", "=", False)

    @api.model
    @api.readonly
    @takes(which=TEXT, limit=COUNT, offset=COUNT)
    def cem_desk_list(self, which="mine", limit=40, offset=0):
        """The open cases of the user (or, ``free``, of nobody), the most urgent first.

        :return: dict with ``rows``, ``count`` (1000 stands for more) and ``late``
        """
        domain = self._desk_domain(which)
        count, late = self._desk_counts(domain)
        return {
            "rows": self._desk_rows(domain, min(limit, 200), offset),
            "count": count,
            "late": late,
        }

    @api.model
    def _desk_counts(self, domain):
        """How many cases there are, and how many of them are late; late ones first."""
        query = self._search(domain, order=ORDER, limit=MOST_COUNTED)
        late = SQL(
            "%s < %s",
            self._field_to_sql(self._table, "next_deadline", query),
            fields.Datetime.now(),
        )
        return self.env.execute_query(
            SQL(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE is_late) FROM (%s) found",
                query.select(SQL("%s AS is_late", late)),
            )
        )[0]

    @api.model
    def _desk_rows(self, domain, limit=1, offset=0):
        """Cases as the list shows them; due dates are UTC.

        Who may read a case is told the names that it holds.
        """
        self.env["cem.followup"].flush_model()
        self.env["res.partner"].flush_model(["complete_name"])
        query = self._search(domain, order=ORDER, limit=limit, offset=offset)

        def name(model, alias):
            return self.env[model]._field_to_sql(alias, "name")

        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT f.id, p.complete_name AS customer, f.name,
                       %(touchpoint)s AS touchpoint, %(dimension)s AS dimension,
                       %(standard)s AS standard, %(tier)s AS tier, %(stage)s AS stage,
                       f.next_deadline AS due,
                       COALESCE(f.date_closed IS NULL
                                AND f.next_deadline < %(now)s, FALSE) AS late,
                       f.paused_since IS NOT NULL AS waiting,
                       f.date_contacted IS NOT NULL AS contacted,
                       f.priority::int AS priority
                  FROM (%(picked)s) picked
                  JOIN cem_followup f ON f.id = picked.id
             LEFT JOIN res_partner p ON p.id = f.partner_id
             LEFT JOIN cem_touchpoint t ON t.id = f.touchpoint_id
             LEFT JOIN cem_dimension d ON d.id = f.dimension_id
             LEFT JOIN cem_standard n ON n.id = f.standard_id
             LEFT JOIN cem_value_tier v ON v.id = f.value_tier_id
             LEFT JOIN cem_followup_stage s ON s.id = f.stage_id
                 ORDER BY f.next_deadline, f.id
                """,
                touchpoint=name("cem.touchpoint", "t"),
                dimension=name("cem.dimension", "d"),
                standard=name("cem.standard", "n"),
                tier=name("cem.value.tier", "v"),
                stage=name("cem.followup.stage", "s"),
                now=fields.Datetime.now(),
                picked=query.select(),
            )
        )
        for row in rows:
            own, *others = (
                row.pop("name"),
                row.pop("touchpoint"),
                row.pop("dimension"),
            )
            standard = row.pop("standard")
            row["about"] = own or next(filter(None, others), "")
            row["customer"] = row["customer"] or own or standard or ""
            row["due"] = fields.Datetime.to_string(row["due"]) if row["due"] else False
        return rows

    @api.readonly
    def cem_desk_detail(self):
        """Why this customer is unhappy, and what is known: ready to show."""
        self.ensure_one()
        self.check_access("read")
        # what was said to the company of the case
        partner = self.partner_id.with_company(self.company_id)
        place = [
            self.journey_id.name,
            self.touchpoint_id.stage_id.name,
            self.touchpoint_id.name,
        ]
        [row] = self._desk_rows([("id", "=", self.id)])
        return row | {
            "words": (self.customer_words or "").split("\n")
            if self.customer_words
            else [],
            "partner": {
                "id": partner.id,
                "phone": partner.phone or "",
                "email": partner.email or "",
                "nps": self._desk_label(partner, "cem_nps_group"),
                "nps_group": partner.cem_nps_group or "",
                "satisfaction": partner.cem_satisfaction,
                "satisfaction_count": partner.cem_satisfaction_count,
            },
            "place": [part for part in dict.fromkeys(place) if part],
            "source": self.source_name or "",
            "answers": self._desk_answers(),
            "cases": self._desk_cases(),
            "records": self._desk_records(),
            "causes": self.cause_ids.mapped("name"),
            "claims": self._desk_claims(),
            "owner": self.user_id.name or "",
            "closed": bool(self.date_closed),
            "contact_until": self.contact_deadline,
            "close_until": self.deadline,
            "may": self._desk_may(),
        }

    @hook
    def _desk_may(self):
        """Which actions are offered to the user, by what they ask for."""
        return {
            "write": self.has_access("write"),
            "sms": bool(self.partner_id.phone),
            "mail": bool(self.partner_id.email),
            "take": self.user_id != self.env.user,
        }

    @api.model
    def _desk_label(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    def _desk_answers(self):
        """What the customer said, the latest first, and of a day what led here.

        Those that led here are marked, and never left out for later ones.
        """
        domain = Domain("measure", "in", SATISFACTION_MEASURES) & Domain(
            "source", "not in", self.env["cem.score"]._company_sources()
        )
        scores = self.score_ids._filtered_access("read").filtered_domain(domain)
        if self.partner_id:
            scores |= self.env["cem.score"].search(
                domain
                & Domain("partner_id", "=", self.partner_id.id)
                & Domain("company_id", "=", self.company_id.id),
                order="date desc, id desc",
                limit=HISTORY,
            )
        scores = scores.sorted(
            lambda score: (score.date, score in self.score_ids, score.id), reverse=True
        )
        return [
            {
                "id": score.id,
                "date": score.date,
                "name": score._measure_label(score.measure),
                "about": score.dimension_id.name or score.touchpoint_id.name or "",
                "value": score.value,
                "width": round(10 * score.value),
                "bad": score in self.score_ids,
                "comment": score.comment or "",
            }
            for score in scores
        ]

    def _desk_cases(self):
        """Other cases of the same customer."""
        if not self.partner_id:
            return []
        cases = self.search(
            [("partner_id", "=", self.partner_id.id), ("id", "!=", self.id)],
            order="date_open desc, id desc",
            limit=5,
        )
        return [
            {
                "id": case.id,
                "date": case.date_open,
                "name": case.name or case.touchpoint_id.name or case.stage_id.name,
                "state": self._desk_label(case, "recovery_state")
                or self._desk_label(case, "outcome")
                or case.stage_id.name,
            }
            for case in cases
        ]

    @api.model
    @hook
    def _desk_open_records(self):
        """Records of a customer that say what is going on: domains of what is open.

        :return: mapping of the model's name, which has a ``partner_id``, to a domain
        """
        return {"crm.lead": [("stage_id.is_won", "=", False)]}

    def _desk_records(self):
        """What is open for the customer, as far as the user may read.

        :return: list of ``model``, ``label``, ``count`` and the latest few
        """
        groups = []
        for name, is_open in self._desk_open_records().items():
            model = self.env[name]
            if not self.partner_id or not model.has_access("read"):
                continue
            domain = Domain(is_open) & Domain(
                "partner_id", "child_of", self.partner_id.commercial_partner_id.ids
            )
            records = model.search(domain, limit=3, order="id desc")
            if records:
                groups.append(
                    {
                        "model": name,
                        "label": self.env["ir.model"]._get(name).name,
                        "count": model.search_count(domain, limit=100),
                        "rows": [
                            {"id": record.id, "name": record.display_name}
                            for record in records
                        ],
                    }
                )
        return groups

    def _desk_claims(self):
        """What the customer got, or asked for, in the last year."""
        compensations = self.env["cem.compensation"]
        if not self.partner_id:
            return ""
        [(count, cost)] = compensations._read_group(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("to_approve", "approved", "done")),
                (
                    "create_date",
                    ">=",
                    fields.Datetime.subtract(fields.Datetime.now(), years=1),
                ),
            ],
            [],
            ["__count", "company_amount:sum"],
        )
        if not count:
            return ""
        return self.env._(
            "%(count)s in a year, cost %(cost)s",
            count=count,
            cost=formatLang(self.env, cost, currency_obj=self.company_id.currency_id),
        )
