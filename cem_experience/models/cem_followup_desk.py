from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime
from odoo.tools.misc import formatLang

from .cem_score import COMPANY_SOURCES, SATISFACTION_MEASURES

# So many are counted; beyond that it does not matter.
MOST_COUNTED = 1000
HISTORY = 12
# Records of a customer that say what is going on, by model: what is still open.
# Apps that are not installed are left out.
OPEN_RECORDS = (
    ("helpdesk.ticket", (("closed", "=", False), ("stage_id.fold", "=", False))),
    ("sale.order", (("state", "in", ("sent", "sale")),)),
    ("crm.lead", (("stage_id.is_won", "=", False),)),
)


class CemFollowup(models.Model):
    """One screen for whoever calls customers: what is due, and why they are unhappy.

    Rows come ready to show; each of the two calls costs the same whatever the number
    of cases.
    """

    # One model in the files of what changes together.
    _inherit = "cem.followup"

    @api.model
    def _desk_domain(self, which):
        owner = self.env.uid if which == "mine" else False
        return Domain("user_id", "=", owner) & Domain("date_closed", "=", False)

    @api.model
    @api.readonly
    def cem_desk_open(self, which="mine", limit=40, current=None):
        """The list, and in the same call everything about one case of it.

        :param current: id of the case that was shown; the first one if it has gone
        :return: what :meth:`cem_desk_list` returns, with ``detail`` (None if there is
            nothing to do)
        """
        result = self.cem_desk_list(which, limit)
        ids = [row["id"] for row in result["rows"]]
        shown = current if current in ids else next(iter(ids), None)
        detail = self.browse(shown).cem_desk_detail() if shown else None
        return {**result, "detail": detail}

    @api.model
    @api.readonly
    def cem_desk_list(self, which="mine", limit=40, offset=0):
        """The open cases of the user (or, ``free``, of nobody), the most urgent first.

        :return: dict with ``rows``, ``count`` (1000 stands for more) and ``late``
        """
        domain = self._desk_domain(which)
        cases = self.search(
            domain, order="next_deadline, id", limit=min(limit, 200), offset=offset
        )
        late = domain & Domain("next_deadline", "<", fields.Datetime.now())
        return {
            "rows": [case._desk_row() for case in cases],
            "count": self.search_count(domain, limit=MOST_COUNTED),
            "late": self.search_count(late, limit=MOST_COUNTED),
        }

    def _desk_row(self):
        self.ensure_one()
        due = self.next_deadline
        return {
            "id": self.id,
            "customer": self.partner_id.display_name or self.display_name,
            "about": self.name
            or self.touchpoint_id.name
            or self.dimension_id.name
            or "",
            "tier": self.value_tier_id.name or "",
            "worst": formatLang(self.env, self.worst_value, digits=1)
            if self.worst_score_id
            else "",
            "due": fields.Datetime.to_string(due) if due else False,
            "due_text": self._desk_due_text(due),
            "late": self.is_overdue,
            "waiting": bool(self.paused_since),
            "contacted": bool(self.date_contacted),
            "priority": int(self.priority),
            "stage": self.stage_id.name,
        }

    def _desk_due_text(self, due):
        if not due:
            return self.env._("Waiting for the customer") if self.paused_since else ""
        local = fields.Datetime.context_timestamp(self, due)
        today = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        if local.date() == today.date():
            return format_datetime(self.env, due, dt_format="HH:mm")
        return format_date(self.env, local.date(), date_format="d MMM")

    @api.readonly
    def cem_desk_detail(self):
        """Why this customer is unhappy, and what is known: ready to show."""
        self.ensure_one()
        self.check_access("read")
        partner = self.partner_id
        place = [
            self.journey_id.name,
            self.touchpoint_id.stage_id.name,
            self.touchpoint_id.name,
        ]
        return self._desk_row() | {
            "words": (self.customer_words or "").split("\n")
            if self.customer_words
            else [],
            "partner": {
                "id": partner.id,
                "phone": partner.phone or "",
                "email": partner.email or "",
                "nps": self._desk_label(partner, "cem_nps_group"),
                "nps_group": partner.cem_nps_group or "",
                "satisfaction": formatLang(self.env, partner.cem_satisfaction, digits=1)
                if partner.cem_satisfaction_count
                else "",
                "satisfaction_count": partner.cem_satisfaction_count,
                "since": format_date(self.env, partner.create_date) if partner else "",
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
            "contact_until": self._desk_moment(self.contact_deadline),
            "close_until": self._desk_moment(self.deadline),
            "may": {
                "write": self.has_access("write"),
                "sms": "sms.composer" in self.env and bool(partner.phone),
                "mail": bool(partner.email),
                "ticket": hasattr(self, "action_open_ticket")
                and self.env["helpdesk.ticket"].has_access("create"),
                "take": self.user_id != self.env.user,
            },
        }

    @api.model
    def _desk_label(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    def _desk_moment(self, moment):
        return format_datetime(self.env, moment, dt_format="short") if moment else ""

    def _desk_answers(self):
        """What the customer said, the latest first; those that led here are marked."""
        scores = self.env["cem.score"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("partner_id", "!=", False),
                ("company_id", "=", self.company_id.id),
                ("measure", "in", SATISFACTION_MEASURES),
                ("source", "not in", COMPANY_SOURCES),
            ],
            order="date desc, id desc",
            limit=HISTORY,
        )
        return [
            {
                "id": score.id,
                "date": format_date(self.env, score.date),
                "name": score._measure_label(score.measure),
                "about": score.dimension_id.name or score.touchpoint_id.name or "",
                "value": formatLang(self.env, score.value, digits=1),
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
                "date": format_date(self.env, case.date_open),
                "name": case.name or case.touchpoint_id.name or case.stage_id.name,
                "state": self._desk_label(case, "recovery_state")
                or self._desk_label(case, "outcome")
                or case.stage_id.name,
            }
            for case in cases
        ]

    def _desk_records(self):
        """Open tickets, orders and so on of the customer, as far as the user may read.

        :return: list of ``model``, ``label``, ``count`` and the latest few
        """
        groups = []
        for name, conditions in OPEN_RECORDS:
            if not self.partner_id or name not in self.env:
                continue
            model = self.env[name]
            if not model.has_access("read"):
                continue
            domain = Domain(
                "partner_id", "child_of", self.partner_id.commercial_partner_id.ids
            )
            for field, operator, value in conditions:
                if field.split(".")[0] in model._fields:
                    domain &= Domain(field, operator, value)
                    break
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

    # ------------------------------------------------------------------
    # From the desk, with Odoo's own tools
    # ------------------------------------------------------------------

    def action_write_mail(self):
        """Odoo's composer, to the customer, on this case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_subject": self.name or self.company_id.name,
            },
        }

    def action_write_sms(self):
        """The composer of the SMS app."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send SMS"),
            "res_model": "sms.composer",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_composition_mode": "comment",
                "default_recipient_single_number_itf": self.partner_id.phone,
                "default_recipient_single_description": self.partner_id.display_name,
                "default_number_field_name": "partner_phone",
            },
        }

    def action_meet(self):
        """Plan a meeting with the customer in Odoo's calendar."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "calendar.action_calendar_event"
        )
        partners = self.partner_id | self.env.user.partner_id
        action["context"] = {
            "default_res_model": self._name,
            "default_res_id": self.id,
            "default_partner_ids": partners.ids,
            "default_name": self.display_name,
        }
        return action

    def action_close_dialog(self):
        """Cause and outcome, and then it is closed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close: %s", self.partner_id.display_name or self.name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("cem_experience.cem_followup_view_form_close").id, "form")
            ],
            "target": "new",
        }

    def cem_desk_note(self, text):
        """Keep what was said on the phone."""
        self.ensure_one()
        self.check_access("write")
        if text and text.strip():
            self.message_post(body=text.strip(), subtype_xmlid="mail.mt_note")
