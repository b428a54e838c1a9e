"""What only the server writes is written by nobody else, by whatever way."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.base import guards
from .guard_attacks import GuardAttacks
from .writable_fields import WRITABLE

# Computed with all rights and not stored: what they rest on cannot be pretended.
WITH_ALL_RIGHTS = {
    # counts of what belongs to the activity as it is in the database
    "cem.activity.lead_count": "the record's own id",
    "cem.activity.participant_count": "its event, which is a link",
    "cem.activity.registered_count": "its event, which is a link",
    "cem.activity.walk_in_count": "its event, which is a link",
    "cem.activity.won_count": "the record's own id",
    "cem.contact.lead_lost_reason": "its leads, which are links",
    "cem.contact.lead_state": "its leads, which are links",
    "cem.followup.partner_nps_group": "what was said to the company of the case",
    "cem.followup.partner_score_count": "how often it was said",
    "cem.source.host": "the name of the server in a hidden address",
    "cem.webhook.host": "the name of the server in a hidden address",
    "cem.touchpoint.embed_code": "the key, which is the server's",
    "cem.touchpoint.link_qr": "the key, which is the server's",
    "cem.touchpoint.link_url": "the key, which is the server's",
    "event.registration.cem_activity_id": "its event, which is Odoo's own link",
}


@tagged("post_install", "-at_install")
class TestGuards(GuardAttacks):
    module = "cem_experience"
    writable = WRITABLE
    elsewhere = ("cem.source",)

    def test_each_field_is_declared(self):
        self._check_declared()

    def test_the_guard_is_before_all_methods(self):
        self._check_installed()

    def test_write(self):
        self._check_write()

    def test_create(self):
        self._check_create()

    def test_defaults(self):
        self._check_defaults()

    def test_copy(self):
        self._check_copy()

    def test_onchange(self):
        self._check_onchange()

    def test_lines_of_a_parent(self):
        self.assertGreater(self._check_lines(), 50)

    def test_the_mark_of_the_server_cannot_be_sent(self):
        for mark in ("server", True, 1, {"cem_server": "server"}, str(guards.SERVER)):
            env = self.env(user=self.manager.id, context={"cem_server": mark})
            self.assertFalse(env["cem.followup"]._cem_is_server())
        server = self.env["cem.followup"].with_user(self.manager)._cem_as_server()
        self.assertTrue(server._cem_is_server())
        self.assertFalse(server.env.su)

    def test_marks_in_a_context_are_not_believed(self):
        score = self._score(comment="It rattles.")
        score.with_user(self.manager).with_context(cem_reading=True).write(
            {"sentiment": "negative"}
        )
        self.assertEqual(score.text_corrected_by_id, self.manager)
        partner = self.customer.with_user(self.manager)
        partner.with_context(cem_consent_how="page").cem_no_survey = True
        noted = self.env["cem.consent"].search([("partner_id", "=", partner.id)])
        self.assertEqual(noted.how, "staff")
        self.assertEqual(noted.user_id, self.manager)

    def test_automation_rules_leave_the_guard_in_place(self):
        automations = self.env["base.automation"]
        automations._unregister_hook()
        automations._register_hook()
        self._check_installed()

    def test_nobody_points_at_what_he_may_not_read(self):
        """Fields that look through a link read with all rights."""
        hidden = self.env["cem.followup"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_two.id,
                "user_id": False,
            }
        )
        forged = {"followup_id": hidden.id, "kind": "gift"}
        with self.assertRaises(AccessError):
            self._rpc(self.staff, "cem.compensation", "create", forged)
        got = self._rpc(
            self.staff,
            "cem.compensation",
            "onchange",
            [],
            forged,
            ["followup_id"],
            {"followup_id": {}, "partner_id": {"fields": {"display_name": {}}}},
        )
        self.assertFalse(got.get("value", {}).get("partner_id"))
        got = self._rpc(
            self.staff,
            "cem.compensation",
            "onchange",
            [],
            {},
            [],
            {"followup_id": {}, "partner_id": {"fields": {"display_name": {}}}},
            context={"default_followup_id": hidden.id},
        )
        self.assertFalse(got["value"].get("partner_id"))

    def test_however_a_number_is_written(self):
        """The database takes more for a number than the guard of links would look at."""
        journey = self.env["cem.journey"].create(
            {"name": "Theirs", "company_id": self.company_two.id}
        )
        hidden = self.env["cem.touchpoint"].create(
            {"name": "Their counter", "journey_id": journey.id}
        )
        number = hidden.id
        ways = (
            *(number, str(number), f" {number}", f"{number}\n", float(number)),
            *([number], [str(number), "x"], {"id": str(number)}, f"{number}.0"),
            *(f"0{number}", f"+{number}", f"{hex(number)}", f"{number}e0", True),
        )
        case = {"partner_id": self.customer.id}
        for value in ways:
            with (
                self.subTest(value=value),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                forged = {**case, "touchpoint_id": value}
                self._rpc(self.staff, "cem.followup", "create", forged)
        result = {"name": "Typed", "kind": "typed"}
        for value in ways:
            for command in (
                [4, value],
                [6, 0, [value]],
                ["4", value],
                [4.0, value],
                value,
            ):
                with self.subTest(command=command), self.env.cr.savepoint():
                    forged = {**result, "touchpoint_ids": [command]}
                    try:
                        with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                            made = self._rpc(
                                self.manager, "cem.result", "create", forged
                            )
                            self.env.flush_all()
                    except Exception:
                        self.env.invalidate_all()
                        continue
                    result_made = self.env["cem.result"].browse(made)
                    result_made.invalidate_recordset()
                    self.assertNotIn(hidden, result_made.touchpoint_ids)
        group = {"share": 100.0}
        team = self.env["crm.team"].create(
            {"name": "Their team", "company_id": self.company_two.id}
        )
        for number in (team.id, f" {team.id}", f"0{team.id}", f"+{team.id}"):
            share = [(0, 0, {**group, "group_ref": f"crm.team,{number}"})]
            with (
                self.subTest(reference=number),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                forged = {"name": "Known", "share_ids": share}
                self._rpc(self.manager, "cem.population", "create", forged)

    def test_company_of_what_has_a_history(self):
        manager = self.manager
        manager.sudo().company_ids |= self.company_two
        journey = self.env["cem.journey"].create(
            {"name": "Rental", "company_id": self.company.id}
        )
        self._rpc(
            manager,
            "cem.journey",
            "write",
            journey.ids,
            {"company_id": self.company_two.id},
        )
        self.assertEqual(journey.company_id, self.company_two)
        self.env["cem.journey.stage"].create(
            {"name": "Booking", "journey_id": journey.id, "phase": "before"}
        )
        with self.assertRaises(UserError):
            self._rpc(
                manager,
                "cem.journey",
                "write",
                journey.ids,
                {"company_id": self.company.id},
            )
        case = self.env["cem.followup"].create({"partner_id": self.customer.id})
        with self.assertRaises(AccessError):
            self._rpc(
                manager,
                "cem.followup",
                "write",
                case.ids,
                {"company_id": self.company_two.id},
            )

    def test_every_company_is_looked_at(self):
        """A model with a company of its own is one whose company cannot be moved."""
        for model_class in self._tables():
            field = model_class._fields.get("company_id")
            if (
                not field
                or not field.store
                or "company_id" not in model_class._cem_own_fields
            ):
                continue
            model = self.env[model_class._name]
            record = model.search([], limit=1)
            if record and "company_id" not in model._cem_guarded:
                with self.subTest(model=model._name):
                    self.assertIn(record, record._cem_companies({"company_id": 0}))

    # ------------------------------------------------------------------
    # Fields that look with all rights
    # ------------------------------------------------------------------

    def test_fields_that_look_with_all_rights(self):
        """Computed with all rights and shown at once: each is one that was thought of.

        Stored ones and related ones follow from links, which is tried below.
        """
        found = {
            f"{model}.{name}"
            for model, model_class in self.env.registry.items()
            for name, field in model_class._fields.items()
            if guards._is_ours(field)
            and field.compute
            and field.compute_sudo
            and not field.store
            and not field.related
            and not model_class._abstract
        }
        self.assertLessEqual(found, set(WITH_ALL_RIGHTS))

    def test_no_form_looks_through_a_link(self):
        """Each related field of ours, by a form that pretends the link."""
        hidden = self._hidden()
        tried = set()
        stranger = self.env(user=self.manager_two.id, context={})
        for model, model_class in self.env.registry.items():
            if model_class._abstract or not model_class._cem_own_fields:
                continue
            for field in model_class._fields.values():
                first = (field.related or "").split(".")[0]
                link = model_class._fields.get(first)
                if not link or first not in model_class._cem_own_fields:
                    continue
                secret = hidden.get(link.comodel_name)
                if not secret or link.type != "many2one":
                    continue
                self.assertFalse(
                    secret.with_env(stranger).has_access("read"), link.comodel_name
                )
                records = stranger[model]
                self.assertNotIn(
                    first, records._cem_possible({first: secret.id}), f"{model}.{first}"
                )
                self.assertNotIn(
                    first,
                    records.with_context(**{f"default_{first}": secret.id}).default_get(
                        [first]
                    ),
                    f"{model}.{first}",
                )
                if not model_class._transient and first not in records._cem_guarded:
                    with self.assertRaises(AccessError):
                        records.create({first: secret.id})
                tried.add((model, first))
        self.assertGreater(len(tried), 10, tried)

    def _hidden(self):
        """Records of a company that the manager of the other one does not see."""
        company = {"company_id": self.company.id}
        journey = self.env["cem.journey"].create({"name": "Hidden", **company})
        touchpoint = self.env["cem.touchpoint"].create(
            {"name": "Hidden", "journey_id": journey.id}
        )
        assessment = self.env["cem.assessment"].create(
            {
                "name": "Hidden",
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
                **company,
            }
        )
        requirement = self.env["cem.requirement"].create({"name": "Hidden", **company})
        case = self.env["cem.followup"].create(
            {"partner_id": self.customer.id, **company}
        )
        score = self._score(**company)
        records = [
            journey,
            touchpoint,
            assessment,
            assessment.line_ids[:1],
            requirement,
            case,
            score,
        ]
        return {record._name: record for record in records}
