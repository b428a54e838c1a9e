from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

WEEKS_AHEAD = 4
FIRST_HOUR = 10


class CemActivityBuilder(models.AbstractModel):
    """Makes the plan of an activity from its description in a file."""

    _name = "cem.activity.builder"
    _inherit = ["cem.journey.builder"]
    _description = "Activity Builder"

    @api.model
    def _build(self, spec, event=None, date_begin=None):
        """Create the plan, all of it or nothing, in all languages installed.

        :param spec: description of the activity, as in ``data/activity_templates``
        :param event: the event to plan; a new one is made if there is none
        :param date_begin: beginning of the new event, UTC
        :return: the ``cem.activity``
        """
        with self.env.cr.savepoint():
            todo = []
            # The source of translated terms is English, whatever the user speaks.
            builder = self.with_context(
                lang=None,
                tracking_disable=True,
                mail_create_nosubscribe=True,
                cem_build_cache={},
            )
            event = event and event.with_env(builder.env)
            event = event or builder._build_event(spec, date_begin, todo)
            activity = builder._build_activity(spec, event, todo)
            builder._translate(todo)
        return self.env["cem.activity"].browse(activity.id)

    def _build_event(self, spec, date_begin, todo):
        begin = date_begin or self._next_begin()
        company = self.env.company
        return self._create_rows(
            "event.event",
            [
                (
                    {
                        "date_begin": begin,
                        "date_end": begin + timedelta(hours=spec["hours"]),
                        "date_tz": self.env.user.tz or "UTC",
                        "user_id": self.env.uid,
                        "company_id": company.id,
                    },
                    {"name": spec["name"]},
                )
            ],
            todo,
        )

    def _next_begin(self):
        """Ten o'clock of the user's own day, some weeks ahead, in UTC."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        day = fields.Date.context_today(self) + timedelta(weeks=WEEKS_AHEAD)
        local = zone.localize(datetime.combine(day, time(FIRST_HOUR)))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _build_activity(self, spec, event, todo):
        segments = self._segments(spec["segments"], todo)
        journey, touchpoints = self._journey_of(spec, event, todo)
        activity = self._create_rows(
            "cem.activity",
            [
                (
                    {
                        "event_id": event.id,
                        "template_code": spec["code"],
                        "journey_id": journey.id,
                        "segment_ids": [(6, 0, segments.ids)],
                        "participant_goal": spec["participants"],
                        "lead_goal": spec["leads"],
                    },
                    {name: spec[name] for name in ("background", "purpose", "theme")},
                )
            ],
            todo,
        )
        zones = self._build_zones(spec, activity, segments, todo)
        self._build_design(spec, activity, touchpoints, todo)
        self._build_steps(spec, activity, touchpoints, zones, todo)
        self._build_money(spec, activity, todo)
        return activity

    def _journey_of(self, spec, event, todo):
        """The template's journey in the company and its touchpoints by key.

        Copies share them, so that the same step can be compared between events.
        """
        prefix = f"activity:{spec['code']}"
        company = event.company_id or self.env.company
        known = self.env["cem.touchpoint"].search(
            [
                ("template_key", "=like", f"{prefix}/%"),
                ("company_id", "in", [company.id, False]),
            ]
        )
        journey = known.journey_id[:1]
        touchpoints = {
            touchpoint.template_key.removeprefix(f"{prefix}/"): touchpoint
            for touchpoint in known
            if touchpoint.journey_id == journey
        }
        if not journey:
            journey = self._create_rows(
                "cem.journey",
                [({"company_id": company.id}, {"name": spec["name"]})],
                todo,
            )
        missing = [t for t in spec["touchpoints"] if t["key"] not in touchpoints]
        records = self._create_rows(
            "cem.touchpoint",
            [
                (
                    {
                        "journey_id": journey.id,
                        "company_id": company.id,
                        "sequence": number * 10,
                        "template_key": f"{prefix}/{item['key']}",
                        **self._touchpoint_values(item),
                    },
                    self._side_texts(item),
                )
                for number, item in enumerate(missing, start=1)
            ],
            todo,
        )
        for item, record in zip(missing, records, strict=True):
            touchpoints[item["key"]] = record
            self.env["cem.touchpoint.weight"].create(self._weight_values(record, item))
        return journey, touchpoints

    def _build_zones(self, spec, activity, segments, todo):
        zones = self._create_rows(
            "cem.activity.zone",
            [
                (
                    {
                        "activity_id": activity.id,
                        "sequence": number * 10,
                        "capacity": zone["capacity"],
                        "color": number,
                        "segment_ids": [
                            (4, segments[place].id) for place in zone["segments"]
                        ],
                        "user_id": activity.user_id.id,
                    },
                    {"name": zone["name"], "look": zone["look"]},
                )
                for number, zone in enumerate(spec["zones"], start=1)
            ],
            todo,
        )
        return {
            zone["key"]: record
            for zone, record in zip(spec["zones"], zones, strict=True)
        }

    def _build_design(self, spec, activity, touchpoints, todo):
        rows = []
        for number, item in enumerate(spec["modules"], start=1):
            values = {
                "activity_id": activity.id,
                "sequence": number * 10,
                "module": item["module"],
            }
            if "waived" in item:
                rows.append(
                    ({**values, "is_waived": True}, {"waive_reason": item["waived"]})
                )
                continue
            senses = self.env["cem.sense"].union(
                *(self._by_code("cem.sense", code) for code in item.get("senses", ()))
            )
            values |= {
                "touchpoint_id": touchpoints[item["touchpoint"]].id,
                "sense_ids": [(6, 0, senses.ids)],
            }
            rows.append((values, {"meets": item["meets"], "effect": item["effect"]}))
        self._create_rows("cem.activity.module", rows, todo)
        self._create_rows(
            "cem.activity.rule",
            [
                (
                    {
                        "activity_id": activity.id,
                        "sequence": number * 10,
                        "kind": rule["kind"],
                    },
                    {"action": rule["action"]},
                )
                for number, rule in enumerate(spec["rules"], start=1)
            ],
            todo,
        )
