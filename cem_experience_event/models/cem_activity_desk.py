from odoo import models
from odoo.tools import format_time

from .cem_activity_opinion import EMOTIONS


class CemActivity(models.Model):
    """What the page of the day shows of an activity."""

    _inherit = "cem.activity"

    def action_desk(self):
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "cem_activity_desk",
            "name": self.name,
            "target": "fullscreen",
            "context": {"active_id": self.id},
        }

    def get_desk(self):
        """All that the page needs, so that it can go on without a network.

        :return: dict of ``activity``, ``steps``, ``zones``, ``segments``,
            ``emotions``, ``people`` and ``draws``
        """
        self.ensure_one()
        self.check_access("read")
        emotions = dict(
            self.env["cem.activity.opinion"]
            ._fields["emotion"]
            ._description_selection(self.env)
        )
        return {
            "activity": {
                "id": self.id,
                "name": self.name,
                "theme": self.theme or "",
                "goal": self.participant_goal,
                "currency": self.currency_id.symbol or "",
                "is_open": self.state != "done",
            },
            "user_id": self.env.uid,
            "steps": [step._desk_row() for step in self.step_ids],
            "zones": [
                {"id": zone.id, "name": zone.name, "segments": zone.segment_ids.ids}
                for zone in self.zone_ids
            ],
            "segments": [{"id": s.id, "name": s.name} for s in self.segment_ids],
            "emotions": [
                {"value": int(value), "label": emotions[value]}
                for value, _label in EMOTIONS
            ],
            "people": self._desk_people(),
            "draws": self._desk_draws(),
        }

    def _desk_draws(self):
        return [
            {
                "id": draw.id,
                "name": draw.name,
                "state": draw.state,
                "commitment": draw.commitment,
                "digest": draw.digest or "",
                "count": draw.entry_count,
                "prizes": [
                    {"name": prize.name, "quantity": prize.quantity}
                    for prize in draw.prize_ids
                ],
                "winners": draw._winner_rows(),
            }
            for draw in self.draw_ids
        ]

    def get_draws(self):
        """The draws as they are now, for the page."""
        self.ensure_one()
        self.check_access("read")
        return self._desk_draws()

    def _desk_people(self):
        registrations = self.env["event.registration"].search_fetch(
            [("event_id", "=", self.event_id.id), ("state", "!=", "cancel")],
            order="name, id",
        )
        opinions = self.env["cem.activity.opinion"].search_fetch(
            [("activity_id", "=", self.id)],
            ["registration_id", "step_id", "emotion", "has_mark", "mark", "comment"],
        )
        by_person = {}
        for opinion in opinions:
            by_person.setdefault(opinion.registration_id.id, {})[opinion.step_id.id] = {
                "emotion": int(opinion.emotion) if opinion.emotion else None,
                "mark": opinion.mark if opinion.has_mark else None,
                "comment": opinion.comment or "",
            }
        bought = self._desk_counts("cem.activity.purchase", "registration_id")
        # Whoever runs the desk need not see all leads; only their number is told.
        leads = self.sudo()._desk_counts("crm.lead", "cem_registration_id", "cem_")
        return [
            {
                **registration._desk_row(),
                "opinions": by_person.get(registration.id, {}),
                "purchases": bought.get(registration.id, 0),
                "leads": leads.get(registration.id, 0),
            }
            for registration in registrations
        ]

    def _desk_counts(self, model, field, prefix=""):
        return {
            registration.id: count
            for registration, count in self.env[model]._read_group(
                [(f"{prefix}activity_id", "=", self.id)], [field], ["__count"]
            )
            if registration
        }


class CemActivityStep(models.Model):
    _inherit = "cem.activity.step"

    def _clock(self, moment):
        """Time of day as the clock at the venue shows it."""
        zone = self.activity_id.date_tz or "UTC"
        return format_time(self.env, moment, tz=zone, time_format="short")

    def _desk_row(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "rated": self.is_rated,
            "start": self._clock(self.date_start),
            "stop": self._clock(self.date_stop),
            "zone": self.zone_id.id,
            "zone_name": self.zone_id.name or "",
            # Colleagues' names are shown to whoever runs the day.
            "who": " · ".join(
                name for name in (self.role, self.sudo().user_id.name) if name
            ),
            "key_points": self.key_points or "",
            "execution_points": self.execution_points or "",
            "items": [f"{i.quantity} × {i.name}" for i in self.item_ids],
            "done": self.is_done,
        }


class EventRegistration(models.Model):
    _inherit = "event.registration"

    def _desk_row(self):
        self.ensure_one()
        return {
            "id": self.id,
            "key": self.cem_key or "",
            "name": self.name or "",
            "email": self.email or "",
            "phone": self.phone or "",
            "barcode": self.barcode or "",
            "fingerprint": self._cem_fingerprint(),
            "here": self.state == "done",
            "zone": self.cem_zone_id.id,
            "segment": self.cem_segment_id.id,
            "consent": self.cem_consent,
            "walk_in": self.cem_is_walk_in,
        }
