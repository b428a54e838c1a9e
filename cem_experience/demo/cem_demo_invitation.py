from datetime import timedelta

from odoo import api, fields, models

# Answers of the last weeks that an invitation has led to; the others came by phone
ANSWERED_DAYS = 45


class CemDemo(models.AbstractModel):
    """Whom the developer asked, whom not and why."""

    # Files by what they tell, each short enough to hold in the head.
    _inherit = "cem.demo"

    @api.model
    def _load_invitations(self, rng):
        asked = self._invitations_answered(rng).partner_id
        buyers = self._in_segments("prospect", "signed") - asked
        self._invitations_expired(rng, buyers[:18])
        residents = self._in_segments("settling_in", "settled") - asked
        portal = self._ref("res_partner_customer")
        self._invitations_open(rng, portal | residents[:6])
        self._invitations_not_sent(residents[6:11])
        self._invitations_relationship(residents[11:25])

    @api.model
    def _in_segments(self, *names):
        """Customers of the developer, without the one who logs in to the portal."""
        segments = [
            self.env.ref(f"cem_experience.res_partner_category_{name}").id
            for name in names
        ]
        return self.env["res.partner"].search(
            [
                ("category_id", "=", self._ref("res_partner_category_harbour").id),
                ("cem_lifecycle_segment_id", "in", segments),
                ("id", "!=", self._ref("res_partner_customer").id),
            ],
            order="id",
        )

    @api.model
    def _invitation(self, touchpoint, partner, sent, **vals):
        """Values of an invitation that went out at ``sent``."""
        record = partner
        if record._name != "res.partner":
            partner = record.partner_id
        user = record.user_id or partner.user_id
        return {
            "partner_id": partner.id,
            "email": partner.email,
            "touchpoint_id": touchpoint.id,
            "journey_id": touchpoint.journey_id.id,
            "stage_id": touchpoint.stage_id.id,
            "survey_id": touchpoint.survey_id.id,
            "company_id": self.env.company.id,
            "res_model": record._name,
            "res_id": record.id,
            "res_name": record.display_name,
            "user_id": user.id,
            "team": "team_id" in record and record.team_id.name,
            "value_tier_id": partner.cem_value_tier_id.id,
            "segment_id": partner.cem_lifecycle_segment_id.id,
            "scheduled_date": sent,
            "create_date": sent - timedelta(minutes=5),
            "sent_date": sent,
            "deadline": sent + timedelta(days=14),
        } | vals

    @api.model
    def _invitations_answered(self, rng):
        touchpoints = {
            touchpoint.survey_id: touchpoint
            for touchpoint in (
                self._ref(f"cem_touchpoint_{name}")
                for name in ("visit", "daily_life", "call_back")
            )
        }
        sheets = self.env["survey.user_input"].search(
            [
                ("survey_id", "in", [survey.id for survey in touchpoints]),
                ("cem_by_phone", "=", False),
                (
                    "end_datetime",
                    ">",
                    fields.Datetime.now() - timedelta(days=ANSWERED_DAYS),
                ),
            ]
        )
        return self.env["cem.invitation"].create(
            [
                self._invitation(
                    touchpoints[sheet.survey_id],
                    sheet.partner_id,
                    sheet.start_datetime - timedelta(hours=rng.randint(1, 70)),
                    user_input_id=sheet.id,
                    state="answered",
                )
                for sheet in sheets
            ]
        )

    @api.model
    def _invitations_expired(self, rng, partners):
        touchpoint = self._ref("cem_touchpoint_visit")
        now = fields.Datetime.now()
        self.env["cem.invitation"].create(
            [
                self._invitation(
                    touchpoint,
                    partner,
                    now - timedelta(days=rng.randint(31, 50)),
                    state="expired",
                    reminder_count=1,
                )
                for partner in partners
            ]
        )

    @api.model
    def _invitations_open(self, rng, partners):
        """The first one is not answered yet; two have been looked at."""
        touchpoint = self._ref("cem_touchpoint_daily_life")
        now = fields.Datetime.now()
        invitations = self.env["cem.invitation"].create(
            [
                self._invitation(
                    touchpoint,
                    partner,
                    now - timedelta(days=rng.randint(2, 8), hours=3),
                    reminder_count=1,
                    state="sent",
                )
                for partner in partners
            ]
        )
        for invitation in invitations:
            invitation.user_input_id = invitation._create_answer_sheet()
            invitation.user_input_id.deadline = invitation.deadline
        invitations[2:4].user_input_id.write(
            {"state": "in_progress", "start_datetime": now - timedelta(hours=20)}
        )

    @api.model
    def _invitations_not_sent(self, partners):
        """Each of these has another reason; the reasons are found by the real code."""
        invitations = self.env["cem.invitation"]
        touchpoint = self._ref("cem_touchpoint_daily_life")
        unwilling, without_mail, blacklisted, cancelled, failed = partners
        unwilling.cem_no_survey = True
        without_mail.email = False
        self.env["mail.blacklist"]._load_records(
            [
                {
                    "xml_id": "cem_experience.mail_blacklist_demo",
                    "noupdate": True,
                    "values": {"email": blacklisted.email},
                }
            ]
        )
        lately = invitations.search([("state", "=", "sent")], limit=2).partner_id
        for partner in (unwilling, without_mail, blacklisted, *lately):
            invitations._plan(touchpoint, partner)
        # Waiting for tomorrow: one is taken back by a colleague
        waiting = invitations._plan(touchpoint, cancelled | failed, delay=20)
        waiting[0].with_user(self._ref("res_users_manager")).action_cancel()
        invitations.create(
            self._invitation(
                self._ref("cem_touchpoint_call_back"),
                failed,
                fields.Datetime.now() - timedelta(days=40),
                sent_date=False,
                state="failed",
                reason="mail_error",
                note="550 5.1.1 mailbox unavailable",
            )
        )

    @api.model
    def _invitations_relationship(self, partners):
        """A ready-made way to listen is on: some wait for tomorrow, some are left out."""
        setup = self.env.ref("cem_experience.cem_listen_setup_relationship")
        setup.action_set_up()
        touchpoint = setup.touchpoint_ids
        touchpoint.write(
            {"ask_share": 80, "user_id": self._ref("res_users_manager").id}
        )
        touchpoint.action_start_listening()
        self.env["cem.invitation"]._plan(touchpoint, partners, delay=26)
