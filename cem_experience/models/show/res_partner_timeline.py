from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_amount

from ...tools.score import scales
from ..base.takes import COUNTS, ONE_RECORD, TEXTS, WHOLE, takes

PAGE = 30
MOST = 200
TONES = {"promoter": "good", "passive": "fair", "detractor": "bad"}
# As an invitation stands that the customer has got, or will get
ASKED = ("waiting", "sent", "opened", "answered", "expired")


class ResPartner(models.Model):
    """The journey so far: all that was asked, said and done, the latest first."""

    _inherit = "res.partner"

    @api.readonly
    @api.model
    @takes(partner_id=ONE_RECORD, kinds=TEXTS, offsets=COUNTS, limit=WHOLE)
    def cem_get_timeline(self, partner_id, kinds=None, offsets=None, limit=PAGE):
        """One page of a customer's timeline, as the user may see it.

        Each kind of event is read with the user's own rights, the newest first, so that
        a page costs the same however long the history is.

        :param partner_id: the customer; of a company, its contacts count too
        :param kinds: names of :meth:`_cem_timeline_kinds`, None for all
        :param offsets: mapping of kind to the number of events shown already
        :param limit: number of events, at most 200
        :return: dict of ``events`` (display-ready rows), ``offsets`` for the next page,
            ``more`` and ``kinds`` (mapping of name to label)
        :raise AccessError: the user has no role, or may not read the customer
        """
        if not self.env.user.has_group("cem_experience.group_cem_user"):
            raise AccessError(
                self.env._("The journey of a customer is for the experience team.")
            )
        partner = self.browse(partner_id)
        partner.check_access("read")
        limit = max(1, min(limit, MOST))
        labels = {
            name: label
            for name, (model, label) in self._cem_timeline_kinds().items()
            if self.env[model].has_access("read")
        }
        wanted = [name for name in labels if not kinds or name in kinds]
        offsets = {name: (offsets or {}).get(name, 0) for name in wanted}
        found = []
        for name in wanted:
            rows = getattr(partner, f"_cem_timeline_{name}")(offsets[name], limit + 1)
            found += [{"kind": name, "tone": "", **row} for row in rows]
        # what happened on one day stands in the order of the kinds
        found.sort(key=lambda row: row["date"][:10], reverse=True)
        shown = found[:limit]
        for row in shown:
            offsets[row["kind"]] += 1
        return {
            "events": shown,
            "offsets": offsets,
            "more": len(found) > limit,
            "kinds": labels,
        }

    @api.model
    def _cem_timeline_kinds(self):
        """Kinds of events: name to (model that must be readable, label)."""
        return {
            "answer": ("cem.score", self.env._("Opinions")),
            "followup": ("cem.followup", self.env._("Follow-ups")),
            "closed": ("cem.followup", self.env._("Closed Follow-ups")),
            "compensation": ("cem.compensation", self.env._("Compensations")),
            "invitation": ("cem.invitation", self.env._("Invitations")),
            "lifecycle": ("cem.lifecycle.date", self.env._("Lifecycle")),
            "tier": ("cem.value.change", self.env._("Value Tier")),
            "won": ("crm.lead", self.env._("Won Opportunities")),
        }

    def _cem_timeline_domain(self):
        """The customer, and of a company its contacts."""
        self.ensure_one()
        operator = "child_of" if self.is_company else "="
        return [("partner_id", operator, self.id)]

    def _cem_timeline_search(self, model, domain, order, offset, limit):
        return self.env[model].search(
            [*self._cem_timeline_domain(), *domain],
            order=order,
            offset=offset,
            limit=limit,
        )

    @api.model
    def _cem_timeline_row(self, record, date, title, detail="", **more):
        """A display-ready row; ``date`` is a day or a moment (UTC)."""
        return {
            "id": f"{record._name},{record.id}",
            "date": fields.Datetime.to_string(date)
            if hasattr(date, "hour")
            else fields.Date.to_string(date),
            "title": title,
            "detail": detail or "",
            "model": record._name,
            "res_ids": record.ids,
            **more,
        }

    # ------------------------------------------------------------------
    # Kinds
    # ------------------------------------------------------------------

    def _cem_timeline_answer(self, offset, limit):
        """One event a sheet: what was said about one contact on one day."""
        scores = self.env["cem.score"]
        scores.flush_model()
        query = scores._search(
            [
                *self._cem_timeline_domain(),
                ("source", "not in", scores._company_sources()),
            ]
        )

        def column(name):
            return scores._field_to_sql(query.table, name, query)

        keys = [column(name) for name in ("date", "user_input_id", "touchpoint_id")]
        query.groupby = SQL(", ").join(keys)
        query.order = SQL("%s DESC, MAX(%s) DESC", keys[0], column("id"))
        query.offset, query.limit = offset, limit
        rows = self.env.execute_query(
            query.select(
                keys[0],
                keys[2],
                keys[1],
                SQL(
                    "AVG(%s) FILTER (WHERE %s IN ('experience', 'csat', 'ces'))",
                    column("value"),
                    column("measure"),
                ),
                SQL(
                    "MIN(%s) FILTER (WHERE %s = 'nps')",
                    column("value"),
                    column("measure"),
                ),
                SQL(
                    "STRING_AGG(%s, E'\\n' ORDER BY %s)",
                    column("comment"),
                    column("id"),
                ),
                SQL("ARRAY_AGG(%s ORDER BY %s)", column("id"), column("id")),
            )
        )
        touchpoints = self.env["cem.touchpoint"].browse(
            {row[1] for row in rows if row[1]}
        )
        # Not everybody may read every touchpoint; the event is told all the same.
        names = {one.id: one.name for one in touchpoints._filtered_access("read")}
        # with the reader's rights, as the scores
        said = self.env["cem.remark"].search(
            [("user_input_id", "in", [row[2] for row in rows if row[2]])], order="id"
        )
        remarks = {
            sheet.id: "\n".join(of_it.mapped("comment"))
            for sheet, of_it in said.grouped("user_input_id").items()
        }
        return [self._cem_timeline_sheet(row, names, remarks) for row in rows]

    @api.model
    def _cem_timeline_sheet(self, row, names, remarks):
        date, touchpoint_id, sheet_id, mean, nps, comment, ids = row
        details = []
        if nps is not None:
            details.append(self.env._("would recommend: %(mark)s", mark=f"{nps:g}"))
        if mean is not None:
            details.append(self.env._("satisfied: %(mark)s", mark=f"{mean:.1f}"))
        details.append(
            self.env._("1 answer")
            if len(ids) == 1
            else self.env._("%(count)s answers", count=len(ids))
        )
        mark = mean if mean is not None else nps
        return {
            "id": f"cem.score,{ids[0]}",
            "date": fields.Date.to_string(date),
            "title": names.get(touchpoint_id) or self.env._("Opinion"),
            "detail": " · ".join(details),
            "text": "\n".join(filter(None, (comment, remarks.get(sheet_id))))[:500],
            "mark": None if mark is None else round(mark, 1),
            "tone": "" if mark is None else TONES[scales.nps_group(round(mark))],
            "model": "cem.score",
            "res_ids": ids,
        }

    def _cem_timeline_invitation(self, offset, limit):
        invitations = self._cem_timeline_search(
            "cem.invitation",
            [("state", "in", ASKED)],
            "scheduled_date desc, id desc",
            offset,
            limit,
        )
        states = dict(invitations._fields["state"]._description_selection(self.env))
        return [
            self._cem_timeline_row(
                one,
                one.scheduled_date,
                self.env._("Asked: %(what)s", what=one.touchpoint_id.name or ""),
                states[one.state],
            )
            for one in invitations
        ]

    def _cem_timeline_followup(self, offset, limit):
        cases = self._cem_timeline_search(
            "cem.followup", [], "create_date desc, id desc", offset, limit
        )
        return [
            self._cem_timeline_row(
                case,
                case.create_date,
                self.env._("Follow-up opened: %(what)s", what=_about(case)),
                ", ".join(
                    filter(
                        None,
                        (case.user_id.name, ", ".join(case.cause_ids.mapped("name"))),
                    )
                ),
                tone="bad",
            )
            for case in cases
        ]

    def _cem_timeline_closed(self, offset, limit):
        cases = self._cem_timeline_search(
            "cem.followup",
            [("date_closed", "!=", False)],
            "date_closed desc, id desc",
            offset,
            limit,
        )
        states = dict(cases._fields["recovery_state"]._description_selection(self.env))
        return [
            self._cem_timeline_row(
                case,
                case.date_closed,
                self.env._("Follow-up closed: %(what)s", what=_about(case)),
                states.get(case.recovery_state, ""),
                tone="good" if case.is_recovered else "",
            )
            for case in cases
        ]

    def _cem_timeline_compensation(self, offset, limit):
        given = self._cem_timeline_search(
            "cem.compensation",
            [("state", "in", ("approved", "done")), ("date_decided", "!=", False)],
            "date_decided desc, id desc",
            offset,
            limit,
        )
        kinds = dict(given._fields["kind"]._description_selection(self.env))
        return [
            self._cem_timeline_row(
                one,
                one.date_decided,
                self.env._("Compensated: %(what)s", what=one.name or kinds[one.kind]),
                format_amount(self.env, one.amount, one.currency_id),
            )
            for one in given
        ]

    def _cem_timeline_lifecycle(self, offset, limit):
        dates = self._cem_timeline_search(
            "cem.lifecycle.date", [], "date desc, id desc", offset, limit
        )
        return [
            self._cem_timeline_row(one, one.date, one.event_id.name, one.note)
            for one in dates
        ]

    def _cem_timeline_tier(self, offset, limit):
        changes = self._cem_timeline_search(
            "cem.value.change", [], "date desc, id desc", offset, limit
        )
        reasons = dict(changes._fields["reason"]._description_selection(self.env))
        return [
            self._cem_timeline_row(
                one,
                one.date,
                self.env._("Value tier: %(tier)s", tier=one.tier_to_id.name or "–"),
                reasons[one.reason],
                tone={"up": "good", "down": "bad"}.get(one.direction, ""),
            )
            for one in changes
        ]

    def _cem_timeline_won(self, offset, limit):
        leads = self._cem_timeline_search(
            "crm.lead",
            [("stage_id.is_won", "=", True), ("date_closed", "!=", False)],
            "date_closed desc, id desc",
            offset,
            limit,
        )
        return [
            self._cem_timeline_row(
                lead,
                lead.date_closed,
                self.env._("Bought: %(what)s", what=lead.name),
                format_amount(self.env, lead.expected_revenue, lead.company_currency),
            )
            for lead in leads
        ]


def _about(case):
    """What a case is about, as its own page names it."""
    about = case.name or case.touchpoint_id.name or case.dimension_id.name
    return about or ", ".join(case.cause_ids.mapped("name")) or case.display_name
