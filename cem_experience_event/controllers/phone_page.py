import json
from datetime import timedelta

import qrcode
import qrcode.image.svg

from odoo import fields, http
from odoo.http import request
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.cem_experience.controllers.listen.answer_page import (
    AnswerPages,
    page_route,
)
from odoo.addons.cem_experience.tools.base import tokens
from odoo.addons.cem_experience.tools.base.typed import cleaned

from ..models.cem_activity_opinion import EMOTIONS

FACES = dict(zip((value for value, _label in EMOTIONS), "😡😞😐😊😍", strict=True))
# After the event, for whoever had no network or no time
OPEN_FOR = timedelta(days=30)
# The script of the page sends no more at once.
MOST_JOBS = 50
# Long enough to scan it, too short to be of use to whoever keeps a picture of it
PASS_HOURS = 10 / 60
PASS_SCOPE = "cem_experience_event.pass"
SCRIPT = "/cem_experience_event/static/src/phone_page/phone_page.js"


class PhonePage(AnswerPages, http.Controller):
    """A participant's own page: what I think of each step, and “please call me”.

    The token in the address is the key. Nothing is stored before a person has pressed
    something: opening the page, or fetching it ahead, changes nothing.
    """

    def _registration(self, token):
        token = tokens.canonical(token)
        # Superuser, for the token is the only key.
        registrations = request.env["event.registration"].sudo()
        if not token:
            return registrations
        person = registrations.search([("cem_token", "=", token)], limit=1)
        activity = person.cem_activity_id
        if person.state == "cancel" or not activity:
            return registrations
        if fields.Datetime.now() > activity.date_end + OPEN_FOR:
            return registrations
        return person

    def _lang(self, person):
        lang = person.partner_id.lang or person.event_id.lang
        return lang if lang in self._installed() else self._browser_lang()

    def _show(self, person, message=None):
        self._speak(self._lang(person))
        person = person.with_context(lang=request.env.context.get("lang"))
        activity = person.cem_activity_id
        opinions = person.env["cem.activity.opinion"].search(
            [("registration_id", "=", person.id)]
        )
        steps = activity.step_ids.filtered(
            lambda step: (
                step.is_rated
                and (
                    not step.zone_id
                    or step.zone_id == (person.cem_zone_id or step.zone_id)
                )
            )
        )
        labels = dict(
            person.env["cem.activity.opinion"]
            ._fields["emotion"]
            ._description_selection(person.env)
        )
        return self._render(
            "cem_experience_event.page_activity",
            {
                "look": activity.company_id._cem_page_branding(),
                "activity_name": activity.name,
                "person_name": person.name,
                "steps": [
                    {"id": step.id, "name": step.name, "key_points": step.key_points}
                    for step in steps
                ],
                "opinions": {
                    opinion.step_id.id: {
                        "emotion": opinion.emotion,
                        "mark": opinion.mark if opinion.has_mark else None,
                        "comment": opinion.comment or "",
                    }
                    for opinion in opinions
                },
                "faces": [
                    (value, face, labels[value]) for value, face in FACES.items()
                ],
                "may_ask": person.cem_consent,
                "form": self._sign(person.cem_token),
                "page_path": f"/cem/activity/{person.cem_token}",
                "place": person.id,
                "message": message,
                "module_script": SCRIPT,
            },
        )

    @page_route("/cem/activity/<string:token>", methods=["GET"], readonly=True)
    def activity_page(self, token, **_kwargs):
        person = self._registration(token)
        return self._show(person) if person else self._missing()

    @http.route(
        "/cem_experience_event/registration/<int:registration_id>/code.svg",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def activity_code(self, registration_id, **_kwargs):
        """A code that opens the page, for the tablet at the desk.

        It is good for some minutes, and who showed it is noted: the page's own address
        is for the participant only.
        """
        person = request.env["event.registration"].browse(registration_id).exists()
        if not person or not request.env.user.has_group(
            "cem_experience.group_cem_user"
        ):
            raise request.not_found()
        person.check_access("read")
        person.cem_activity_id.sudo(False).check_access("read")
        # nobody reads the token, and the note is the system's
        person = person.sudo()
        person.write(
            {
                "cem_code_user_id": request.env.uid,
                "cem_code_date": fields.Datetime.now(),
            }
        )
        message = [person.id, person._cem_fingerprint()]
        sign = hash_sign(person.env, PASS_SCOPE, message, expiration_hours=PASS_HOURS)
        url = f"{person.get_base_url()}/cem/activity/open/{sign}"
        image = qrcode.make(url, image_factory=qrcode.image.svg.SvgPathImage, border=2)
        return request.make_response(
            image.to_string(),
            [("Content-Type", "image/svg+xml"), ("Cache-Control", "no-store")],
        )

    @page_route("/cem/activity/open/<string:sign>", methods=["GET"], readonly=True)
    def activity_open(self, sign, **_kwargs):
        """What the code at the desk holds: leads on to the participant's own page."""
        try:
            # The secret of the database is not readable by the public.
            message = verify_hash_signed(request.env(su=True), PASS_SCOPE, sign)
        except (ValueError, IndexError):
            message = None
        # Superuser, for the signature is the key.
        registrations = request.env["event.registration"].sudo()
        person = registrations.browse(message and message[0]).exists()
        if not person or person._cem_fingerprint() != message[1]:
            return self._missing()
        return request.redirect(f"/cem/activity/{person.cem_token}")

    @page_route("/cem/activity/<string:token>", methods=["POST"])
    def activity_answer(self, token, key=None, **post):
        """One form of the page, where the phone runs no scripts."""
        person = self._registration(token)
        if not person:
            return self._missing()
        signed = self._signed(person.cem_token, post.get("form"))
        if not signed:
            return self._show(person)
        kind = "lead" if post.get("kind") == "lead" else "opinion"
        job = {"key": f"{signed[0]}.{post.get('step', kind)}", "kind": kind, **post}
        [answer] = self._save(person, [{**job, "kind": kind}])
        return self._show(person, answer.get("error") or "thanks")

    @page_route("/cem/activity/<string:token>/save", methods=["POST"])
    def activity_save(self, token, **_kwargs):
        """What the script of the page has kept: a list of jobs, each done once."""
        person = self._registration(token)
        if not person:
            return self._missing()
        try:
            jobs = cleaned(json.loads(request.httprequest.get_data())["jobs"])
        except (ValueError, KeyError, TypeError, RecursionError):
            jobs = None
        if not isinstance(jobs, list):
            return self._json({"error": "unreadable"}, 400)
        if len(jobs) > MOST_JOBS:
            # A phone has a few steps to judge; its script sends what waits in parts.
            return self._json({"error": "too much"}, 413)
        self._speak(self._lang(person))
        return self._json({"answers": self._save(person, jobs)})

    def _json(self, data, status=200):
        return self._guarded(request.make_json_response(data, status=status))

    def _save(self, person, jobs):
        activity = person.cem_activity_id.with_context(
            lang=request.env.context.get("lang")
        )

        def run(key, job):
            # About the own registration only, whatever the phone has sent.
            job = {**job, "id": person.id}
            if job["kind"] == "lead":
                return activity._job_lead(f"phone.{person.id}.lead", job)
            if job["kind"] != "opinion":
                raise ValueError(job["kind"])
            return activity._job_opinion(f"phone.{person.id}.{key}", job, "phone")

        return activity._run_jobs(jobs, run)
