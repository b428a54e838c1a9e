from datetime import timedelta

from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import (
    AccessError,
    ConcurrencyError,
    MissingError,
    UserError,
    ValidationError,
)
from odoo.tools import email_normalize

from odoo.addons.cem_experience.models.base.takes import takes

MOST_JOBS = 200
LONGEST_TEXT = 200
# A job that says it is older comes from a device whose clock was put
OLDEST_JOB = timedelta(days=7)


class CemActivity(models.Model):
    """What tablets and phones send to an activity.

    They work without a network for a while: what was entered is sent as jobs, each
    with a key of its own, and sent again until it is answered. A job that arrives
    twice counts once.
    """

    _inherit = "cem.activity"

    @takes(one=True)
    def save_desk(self, jobs):
        """Do what a device at the desk has noted, each job once.

        :param jobs: list of dict: ``key`` (a text of the device's own), ``kind``
            (``sign_in``, ``walk_in``, ``opinion``, ``lead``, ``purchase``,
            ``step_done``) and what the kind needs; a participant is named by ``id``,
            or by ``person_key``, the key of the walk-in job that made it; ``age`` is
            how many seconds ago it was entered
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
        except UniqueViolation as error:
            # Another device has just written the same: begin anew and find it there.
            raise ConcurrencyError(str(error)) from error
        except (UserError, ValidationError, AccessError, MissingError) as error:
            return {"key": key, "error": str(error)}
        except (KeyError, TypeError, ValueError, OverflowError, IntegrityError):
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

    @api.model
    def _entered(self, job):
        """When a job was entered: now less its age, by the device's own count.

        Devices tell an age and not a time, for their clocks may be wrong. What cannot
        be (from the future, a week old) counts as entered now.
        """
        now = fields.Datetime.now()
        age = job.get("age")
        if not isinstance(age, (int, float)):
            return now
        if not 0 < age < OLDEST_JOB.total_seconds():
            return now
        return now - timedelta(seconds=int(age))

    def _person(self, job):
        """The participant that a job is about."""
        # Who signs people in need not see all events; these are of the user's activity.
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
        # which device named whom is written by this page alone
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
        if person.cem_consent and values.get("cem_consent"):
            # The day on which it was given stays.
            del values["cem_consent"], values["cem_consent_date"]
        if not already:
            values["date_closed"] = self._entered(job)
        if values:
            person.write(values)
        if not already:
            person.action_set_done()
        person._cem_link_partner()
        return {"person": person._desk_row(), "already": already}

    def _job_walk_in(self, key, job):
        # as in _person()
        registrations = self.env["event.registration"]._cem_sudo()
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
            # as in _known_walk_in()
            self.env["cem.activity.alias"].sudo().create(
                {"activity_id": self.id, "key": key, "registration_id": known.id}
            )
            return self._job_sign_in(key, {**job, "id": known.id})
        person = registrations.create(
            {
                **values,
                "event_id": self.event_id.id,
                "state": "done",
                "date_closed": self._entered(job),
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
            values["cem_consent_date"] = job["consent"] and self._entered(job)
            if not job["consent"] and job["kind"] == "walk_in":
                # Who does not agree leaves no address.
                values.update(email=False, phone=False)
        if values.get("email") and not email_normalize(values["email"]):
            raise UserError(self.env._("“%s” is no e-mail address.", values["email"]))
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
        # as in _person()
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
            found = registrations.search(
                [*event, ("phone", "=", values["phone"])], limit=1
            )
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
            ._record(
                person, step.sudo(), {**job, "key": key}, device, self._entered(job)
            )
        )
        return {"opinion": opinion.id}

    def _job_lead(self, key, job):
        person = self._person(job)
        # As for opinions: whoever notes a lead at the desk need not be in Sales.
        leads = self.env["crm.lead"]._cem_sudo().with_context(active_test=False)
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
        # a device adds purchases, and does not read those of others
        purchases = self.env["cem.activity.purchase"].sudo()
        known = purchases.search([("key", "=", key)], limit=1)
        known = known or purchases.create(
            {
                "activity_id": self.id,
                "registration_id": person.id,
                "partner_id": person.cem_consent and person.partner_id.id,
                "name": str(job.get("name") or "")[:LONGEST_TEXT] or False,
                "amount": max(float(job.get("amount") or 0), 0.0),
                "date": self._entered(job),
                "user_id": self.env.uid,
                "key": key,
            }
        )
        return {"purchase": known.id}

    def _job_step_done(self, _key, job):
        step = self.step_ids.filtered(lambda s: s.id == int(job["step"]))
        # whoever runs the day ticks steps off, and changes nothing else of the plan
        step.sudo().is_done = bool(job["done"])
        return {"done": step.is_done}
