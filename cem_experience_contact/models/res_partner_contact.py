from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cem_experience.models.score.cem_score import SATISFACTION_MEASURES

SHOWN = 5
TONES = {"-2": "bad", "-1": "bad", "0": "fair", "1": "good", "2": "good"}
STAFF = "cem_experience.group_cem_user"


class ResPartner(models.Model):
    """Contacts and needs of a customer, and what is known when the phone rings."""

    _inherit = "res.partner"

    cem_contact_ids = fields.One2many(
        "cem.contact", "partner_id", string="Customer Contacts", groups=STAFF
    )
    cem_contact_count = fields.Integer(
        string="Contact Count", compute="_compute_cem_contact_count", groups=STAFF
    )
    cem_need_count = fields.Integer(
        string="Needs", compute="_compute_cem_contact_count", groups=STAFF
    )

    def _compute_cem_contact_count(self):
        counts = {
            partner: (count, needs)
            for partner, count, needs in self.env["cem.contact"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["__count", "need_id:count_distinct"],
            )
        }
        for partner in self:
            partner.cem_contact_count, partner.cem_need_count = counts.get(
                partner, (0, 0)
            )

    def action_cem_contacts(self):
        self.ensure_one()
        return self.env["cem.contact"]._action_open(
            [("partner_id", "=", self.id)],
            {"search_default_group_by_need": 1, "default_partner_id": self.id},
        )

    def action_cem_wrap_up(self):
        self.ensure_one()
        return self.env["cem.contact"]._action_desk(partner_id=self.id)

    @api.readonly
    def cem_desk_customer(self):
        """What staff should know of a customer before they speak: ready to show."""
        self.ensure_one()
        self.check_access("read")
        contacts = self.env["cem.contact"].search(
            [("partner_id", "=", self.id)], limit=SHOWN
        )
        stage = self._cem_desk_stage()
        promised = self.env["cem.contact"].search(
            [("partner_id", "=", self.id), ("callback_open", "=", True)],
            order="callback_date",
            limit=SHOWN,
        )
        groups = self.env["cem.contact"]._read_group(
            [("partner_id", "=", self.id), ("need_id", "!=", False)],
            ["need_id"],
            ["__count"],
            order="__count desc",
            limit=SHOWN,
        )
        labels = dict(self._fields["cem_nps_group"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.display_name,
            "phone": self.phone or "",
            "email": self.email or "",
            "city": self.city or "",
            "tier": self.cem_value_tier_id.name or "",
            "segment": self.cem_lifecycle_segment_id.name or "",
            "salesperson": self.user_id.name or "",
            "nps": labels.get(self.cem_nps_group, ""),
            "nps_group": self.cem_nps_group or "",
            "satisfaction": self.cem_satisfaction,
            "satisfaction_count": self.cem_satisfaction_count,
            "stage": {"id": stage.id, "name": stage.name} if stage else False,
            "journey_id": stage.journey_id.id or contacts.journey_id[:1].id,
            "product": self._cem_desk_product(),
            "needs": [{"name": need.name, "count": count} for need, count in groups],
            "contacts": [one._desk_row() for one in contacts],
            "promised": [one._desk_row() for one in promised],
            "followups": self._cem_desk_followups(),
            "marks": self._cem_desk_marks(),
            "records": self.env["cem.followup"]
            .new({"partner_id": self.id})
            ._desk_records(),
        }

    def _cem_desk_stage(self):
        """Stage of the last contact, else of what the customer judged last."""
        contact = self.env["cem.contact"].search(
            [("partner_id", "=", self.id), ("stage_id", "!=", False)], limit=1
        )
        if contact:
            return contact.stage_id
        score = self.env["cem.score"].search(
            [
                ("partner_id", "=", self.id),
                ("touchpoint_id", "!=", False),
                ("source", "not in", self.env["cem.score"]._company_sources()),
            ],
            limit=1,
        )
        return score.touchpoint_id.stage_id

    def _cem_desk_product(self):
        """What the customer last talked about."""
        contact = self.env["cem.contact"].search(
            [("partner_id", "=", self.id), ("product_name", "!=", False)], limit=1
        )
        return contact.product_name or ""

    def _cem_desk_followups(self):
        cases = self.env["cem.followup"].search(
            Domain("partner_id", "=", self.id) & Domain("date_closed", "=", False),
            limit=SHOWN,
        )
        return [
            {
                "id": case.id,
                "name": case.name or case.touchpoint_id.name or case.stage_id.name,
                "owner": case.user_id.name or "",
            }
            for case in cases
        ]

    def _cem_desk_marks(self):
        scores = self.env["cem.score"].search(
            [
                ("partner_id", "=", self.id),
                ("measure", "in", SATISFACTION_MEASURES),
                ("source", "not in", self.env["cem.score"]._company_sources()),
            ],
            limit=SHOWN,
        )
        return [
            {
                "id": score.id,
                "date": fields.Date.to_string(score.date),
                "name": score._measure_label(score.measure),
                "about": score.dimension_id.name or score.touchpoint_id.name or "",
                "value": score.value,
                "comment": score.comment or "",
            }
            for score in scores
        ]

    # ------------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------------

    @api.model
    def _cem_timeline_kinds(self):
        kinds = super()._cem_timeline_kinds()
        return {**kinds, "contact": ("cem.contact", self.env._("Calls and Chats"))}

    def _cem_timeline_contact(self, offset, limit):
        contacts = self._cem_timeline_search(
            "cem.contact", [], "date desc, id desc", offset, limit
        )
        channels = dict(contacts._fields["channel"]._description_selection(self.env))
        return [
            self._cem_timeline_row(
                one,
                one.date,
                ": ".join(filter(None, (channels[one.channel], one.need_id.name))),
                " · ".join(
                    filter(None, (one.product_name, one.barrier_id.name, one.question))
                ),
                text=(one.note or "")[:500],
                tone=TONES.get(one.feeling, ""),
            )
            for one in contacts
        ]
