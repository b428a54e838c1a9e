from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import (
    AccessError,
    ConcurrencyError,
    MissingError,
    UserError,
    ValidationError,
)
from odoo.tools import email_normalize

from .cem_activity_opinion import EMOTIONS

MOST_JOBS = 200
LONGEST_TEXT = 200


class CemActivity(models.Model):
    """What the page of the day asks of an activity.

    The page works without a network for a while: it sends what was entered as jobs,
    each with a key of its own, and sends them again until they are answered. A job
    that arrives twice counts once.
    """

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
            "base_url": self.get_base_url(),
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

    # ------------------------------------------------------------------
    # What the devices send
    # ------------------------------------------------------------------

    def save_desk(self, jobs):
        """Do what a device at the desk has noted, each job once.

        :param jobs: list of dict: ``key`` (a text of the device's own), ``kind``
            (``sign_in``, ``walk_in``, ``opinion``, ``lead``, ``purchase``,
            ``step_done``) and what the kind needs; a participant is named by ``id``,
            or by ``person_key``, the key of the walk-in job that made it
        :return: list of dict in the same order: ``key``, and either ``result`` or
            ``error`` (in words: the job is refused and need not be sent again)
        """
        self.ensure_one()
        self.check_access("read")
        return self._run_jobs(jobs, self._desk_job)

    @api.model
    def _run_jobs(self, jobs, run):
        if not isinstance(jobs, list) or len(jobs) > MOST_JOBS:
            raise UserError(self.env._("Too much was sent at once."))
        return [self._run_job(job, run) for job in jobs]

    def _run_job(self, job, run):
        """One bad job does not keep the others from being done."""
        key = job.get("key") if isinstance(job, dict) else None
        if not isinstance(key, str) or not 8 <= len(key) <= 80:
            return {"key": key, "error": self.env._("What was sent cannot be read.")}
        try:
            with self.env.cr.savepoint():
                result = run(key, job)
                self.env.flush_all()
            return {"key": key, "result": result}
        except IntegrityError as error:
            # Another device has just written the same: begin anew and find it there.
            raise ConcurrencyError(str(error)) from error
        except (UserError, ValidationError, AccessError, MissingError) as error:
            return {"key": key, "error": str(error)}
        except (KeyError, TypeError, ValueError, OverflowError):
            return {"key": key, "error": self.env._("What was sent cannot be read.")}

    def _desk_job(self, key, job):
        kinds = {
            "sign_in": self._job_sign_in,
            "walk_in": self._job_walk_in,
            "opinion": self._job_opinion,
            "lead": self._job_lead,
            "purchase": self._job_purchase,
            "step_done": self._job_step_done,
        }
        if self.state == "done" and job["kind"] != "opinion":
            raise UserError(self.env._("The activity has been closed."))
        return kinds[job["kind"]](key, job)

    def _person(self, job):
        """The participant that a job is about."""
        registrations = self.env["event.registration"].sudo()
        domain = [("event_id", "=", self.event_id.id)]
        if job.get("id"):
            domain.append(("id", "=", int(job["id"])))
        else:
            domain.append(("cem_key", "=", str(job["person_key"])))
        # The activity is the user's to read; its participants are signed in by staff.
        person = registrations.with_context(active_test=False).search(domain, limit=1)
        if not person and not job.get("id"):
            person = self._known_walk_in(str(job["person_key"]))
        if not person:
            raise UserError(self.env._("This participant is not registered any more."))
        return person

    def _known_walk_in(self, key):
        """Whom a walk-in turned out to be who had been registered already."""
        alias = self.env["cem.activity.alias"].sudo()
        return alias.search(
            [("activity_id", "=", self.id), ("key", "=", key)], limit=1
        ).registration_id

    def _job_sign_in(self, _key, job):
        person = self._person(job)
        if person.state == "cancel":
            raise UserError(self.env._("This registration has been cancelled."))
        already = person.state == "done"
        values = self._person_values(job)
        if values:
            person.write(values)
        if not already:
            person.action_set_done()
        person._cem_link_partner()
        return {"person": person._desk_row(), "already": already}

    def _job_walk_in(self, key, job):
        registrations = self.env["event.registration"].sudo()
        known = registrations.search([("cem_key", "=", key)], limit=1)
        known = known or self._known_walk_in(key)
        if known:
            return {"person": known._desk_row(), "already": True}
        values = self._person_values(job)
        if not values.get("name"):
            raise UserError(self.env._("A walk-in needs a name."))
        person_key = self._person_key(values)
        known = person_key and self._find_registered(values)
        if known:
            self.env["cem.activity.alias"].sudo().create(
                {"activity_id": self.id, "key": key, "registration_id": known.id}
            )
            return self._job_sign_in(key, {**job, "id": known.id})
        person = registrations.create(
            {
                **values,
                "event_id": self.event_id.id,
                "state": "done",
                "cem_is_walk_in": True,
                "cem_key": key,
                "cem_person_key": person_key,
            }
        )
        person._cem_link_partner()
        return {"person": person._desk_row(), "already": False}

    def _person_values(self, job):
        """Checked values of a registration; what is missing stays as it is."""
        values = {}
        for name in ("name", "email", "phone", "company_name"):
            if name in job:
                values[name] = str(job[name] or "").strip()[:LONGEST_TEXT] or False
        if "consent" in job:
            values["cem_consent"] = bool(job["consent"])
            values["cem_consent_date"] = (
                fields.Datetime.now() if job["consent"] else False
            )
            if not job["consent"] and job["kind"] == "walk_in":
                # Who does not agree leaves no address.
                values.update(email=False, phone=False)
        if values.get("email") and not email_normalize(values["email"]):
            raise UserError(
                self.env._("“%s” is no e-mail address.", values["email"])
            )
        if "zone" in job:
            zone = self.zone_ids.filtered(lambda z: z.id == job["zone"])
            values["cem_zone_id"] = zone.id
        if "segment" in job:
            segment = self.segment_ids.filtered(lambda s: s.id == job["segment"])
            values["cem_segment_id"] = segment.id
        return values

    @api.model
    def _person_key(self, values):
        email = email_normalize(values.get("email") or "")
        digits = "".join(c for c in values.get("phone") or "" if c.isdigit())
        return email or (len(digits) > 5 and digits) or False

    def _find_registered(self, values):
        """A registration of the same e-mail address or phone number."""
        registrations = self.env["event.registration"].sudo()
        event = [("event_id", "=", self.event_id.id), ("state", "!=", "cancel")]
        person_key = self._person_key(values)
        found = registrations.search(
            [*event, ("cem_person_key", "=", person_key)], limit=1
        )
        email = email_normalize(values.get("email") or "")
        if not found and email:
            found = registrations.search([*event, ("email", "=ilike", email)], limit=1)
        if not found and values.get("phone"):
            found = registrations.search([*event, ("phone", "=", values["phone"])], limit=1)
        return found

    def _job_opinion(self, key, job, device="staff"):
        person = self._person(job)
        step = self.step_ids.filtered(lambda s: s.id == int(job["step"]))
        if not step or not step.is_rated:
            raise UserError(self.env._("No opinions are recorded at this step."))
        # Staff and participants write opinions through here only.
        opinion = (
            self.env["cem.activity.opinion"]
            .sudo()
            ._record(person, step.sudo(), {**job, "key": key}, device)
        )
        return {"opinion": opinion.id}

    def _job_lead(self, key, job):
        person = self._person(job)
        # As for opinions: whoever notes a lead at the desk need not be in Sales.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        known = leads.search([("cem_key", "=", key)], limit=1)
        if known:
            return {"lead": known.id}
        if not person.cem_consent:
            raise UserError(
                self.env._(
                    "%s has not agreed to be contacted. Ask, and tick it first.",
                    person.name or "",
                )
            )
        user = person.partner_id.user_id
        lead = leads.create(
            {
                "name": f"{self.name}: {person.name or ''}",
                "contact_name": person.name,
                "partner_id": person.partner_id.id,
                "email_from": person.email,
                "phone": person.phone,
                "description": str(job.get("note") or "")[:4000] or False,
                "user_id": user.id,
                "company_id": self.company_id.id,
                "campaign_id": person.utm_campaign_id.id,
                "source_id": person.utm_source_id.id,
                "medium_id": person.utm_medium_id.id,
                "cem_activity_id": self.id,
                "cem_registration_id": person.id,
                "cem_key": key,
            }
        )
        return {"lead": lead.id}

    def _job_purchase(self, key, job):
        person = self._person(job)
        purchases = self.env["cem.activity.purchase"].sudo()
        known = purchases.search([("key", "=", key)], limit=1)
        known = known or purchases.create(
            {
                "activity_id": self.id,
                "registration_id": person.id,
                "partner_id": person.cem_consent and person.partner_id.id,
                "name": str(job.get("name") or "")[:LONGEST_TEXT] or False,
                "amount": max(float(job.get("amount") or 0), 0.0),
                "user_id": self.env.uid,
                "key": key,
            }
        )
        return {"purchase": known.id}

    def _job_step_done(self, _key, job):
        step = self.step_ids.filtered(lambda s: s.id == int(job["step"]))
        step.sudo().is_done = bool(job["done"])
        return {"done": step.is_done}


class CemActivityAlias(models.Model):
    """Key of a walk-in who turned out to be registered already."""

    _name = "cem.activity.alias"
    _description = "Walk-in Already Registered"

    activity_id = fields.Many2one(
        "cem.activity", required=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True)
    registration_id = fields.Many2one(
        "event.registration", required=True, index=True, ondelete="cascade"
    )

    _key_uniq = models.UniqueIndex("(activity_id, key)")


class CemActivityStep(models.Model):
    _inherit = "cem.activity.step"

    def _desk_row(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "rated": self.is_rated,
            "start": fields.Datetime.to_string(self.date_start),
            "stop": fields.Datetime.to_string(self.date_stop),
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
            "token": self.cem_token or "",
            "here": self.state == "done",
            "zone": self.cem_zone_id.id,
            "segment": self.cem_segment_id.id,
            "consent": self.cem_consent,
            "walk_in": self.cem_is_walk_in,
        }

    def _cem_link_partner(self):
        """Find or make the contact of a participant who agreed to be contacted."""
        self.ensure_one()
        if self.partner_id or not self.cem_consent or not (self.email or self.phone):
            return
        # Desk staff need not be contact managers; only this one contact is made.
        partners = self.env["res.partner"].sudo()
        email = email_normalize(self.email or "")
        own = [("company_id", "in", [self.company_id.id, False])]
        partner = partners
        if email:
            partner = partners.search([*own, ("email_normalized", "=", email)], limit=1)
        elif self.phone:
            partner = partners.search([*own, ("phone", "=", self.phone)], limit=1)
        partner = partner or partners.create(
            {
                "name": self.name or email or self.phone,
                "email": self.email,
                "phone": self.phone,
                "lang": self.event_id.lang or self.env.lang,
            }
        )
        if self.cem_segment_id:
            partner.category_id |= self.cem_segment_id
        self.partner_id = partner
