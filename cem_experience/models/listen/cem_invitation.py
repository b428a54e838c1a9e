import uuid

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

STATES = [
    ("waiting", "Waiting"),
    ("sending", "Being Sent"),
    ("sent", "Sent"),
    ("opened", "Opened"),
    ("answered", "Answered"),
    ("expired", "Expired"),
    # the e-mail came back: the customer was not asked
    ("bounced", "Bounced"),
    ("not_sent", "Not Sent"),
    ("failed", "Failed"),
]
REASONS = [
    # Why the customer is not asked
    ("no_customer", "The record names no customer"),
    ("no_address", "The customer has no valid e-mail address"),
    ("no_phone", "The customer has no valid phone number"),
    ("opted_out", "The customer does not want to be asked"),
    ("company_excluded", "The customer's company does not want to be asked"),
    ("blacklisted", "The e-mail address is blacklisted"),
    ("phone_blacklisted", "The phone number is blacklisted"),
    ("sampled_out", "The record is not in the share that is asked about"),
    ("contacted_lately", "The customer was asked about something else lately"),
    ("outranked", "A more important question to the customer comes first"),
    ("quota_full", "As many customers as allowed have been asked in this period"),
    ("duplicate", "The customer has been asked about this record already"),
    ("too_soon", "The customer was asked about this record a short time ago"),
    ("condition_false", "The record no longer meets the condition"),
    ("condition_wrong", "The condition of the touchpoint does not fit the record"),
    ("record_gone", "The record has been deleted"),
    ("no_survey", "The touchpoint has no open survey"),
    ("too_late", "It could not be sent in time"),
    ("cancelled", "Cancelled by a colleague"),
    # Why the message did not go out
    ("mail_error", "The e-mail could not be sent"),
    ("sms_error", "The SMS could not be sent"),
    ("interrupted", "Sending was interrupted: the e-mail may or may not have gone out"),
]
# What a colleague may have sent again
AGAIN = ("failed", "not_sent", "bounced")
# An answer settles everything.
ANSWERED = {"state": "answered", "reason": None, "next_reminder_date": None}


class CemInvitation(models.Model):
    """One wanted question: whom to ask, about what, and what became of it.

    What is not sent is kept too, with its one reason: "why was this customer not
    asked?" has an answer for every record.
    """

    _name = "cem.invitation"
    _description = "Invitation to Give an Opinion"
    _order = "create_date desc, id desc"
    # All else is read-only: invitations are made by what happens, not by hand.
    _cem_server_fields = frozenset({"access_token", "thank_due", "try_count"})

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        readonly=True,
        # that somebody was asked stays true, and counts, when the contact is gone
        ondelete="set null",
    )
    email = fields.Char(readonly=True)
    email_normalized = fields.Char(
        string="Address",
        compute="_compute_email_normalized",
        store=True,
        index="btree_not_null",
        help="Contacts who share an address count as one person.",
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", required=True, index=True, readonly=True, ondelete="restrict"
    )
    journey_id = fields.Many2one(
        "cem.journey", readonly=True, index="btree_not_null", ondelete="set null"
    )
    survey_id = fields.Many2one(
        "survey.survey", index="btree_not_null", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    res_model = fields.Char(string="About Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="About Record", model_field="res_model", readonly=True, aggregator=None
    )
    res_name = fields.Char(
        string="About",
        readonly=True,
        help="The record as it was called when the invitation was made.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        help="Who was responsible when the invitation was made.",
    )
    value_tier_id = fields.Many2one(
        "cem.value.tier",
        readonly=True,
        ondelete="set null",
        help="The customer's value tier when the invitation was made.",
    )
    team = fields.Char(
        readonly=True, help="The responsible team when the invitation was made."
    )
    segment_id = fields.Many2one(
        "res.partner.category",
        string="Lifecycle Segment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The customer's segment when the invitation was made.",
    )
    stage_id = fields.Many2one(
        "cem.journey.stage",
        string="Journey Stage",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The touchpoint's stage when the invitation was made.",
    )
    by_hand = fields.Boolean(
        string="Asked by Hand",
        readonly=True,
        help="A colleague asked, and not a rule: the share of records that a "
        "touchpoint asks about does not apply.",
    )
    state = fields.Selection(STATES, default="waiting", required=True, readonly=True)
    reason = fields.Selection(
        REASONS, readonly=True, help="Why the customer was not asked."
    )
    note = fields.Text(string="Details", readonly=True)
    scheduled_date = fields.Datetime(
        string="To Be Sent", required=True, default=fields.Datetime.now, readonly=True
    )
    sent_date = fields.Datetime(
        string="Sent On",
        readonly=True,
        help="When the invitation was sent: no other question follows it for a while.",
    )
    deadline = fields.Datetime(string="Expires On", readonly=True)
    reminder_count = fields.Integer(string="Reminders Sent", readonly=True)
    next_reminder_date = fields.Datetime(string="Next Reminder", readonly=True)
    thank_due = fields.Boolean(export_string_translation=False)
    try_count = fields.Integer(export_string_translation=False)
    user_input_id = fields.Many2one(
        "survey.user_input",
        string="Answer Sheet",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    # Whoever holds it answers as the customer: see _customer_key().
    access_token = fields.Char(
        default=lambda self: str(uuid.uuid4()),
        required=True,
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    _token_uniq = models.UniqueIndex("(access_token)")
    _reason_iff_not_sent = models.Constraint(
        "CHECK ((state IN ('not_sent', 'failed')) = (reason IS NOT NULL))",
        "An invitation that is not sent has a reason, and only such a one.",
    )
    _due_idx = models.Index("(scheduled_date, id) WHERE state = 'waiting'")
    _open_idx = models.Index("(deadline) WHERE state IN ('sent', 'opened')")
    _reminder_idx = models.Index(
        "(next_reminder_date) WHERE next_reminder_date IS NOT NULL"
    )
    _sent_idx = models.Index("(sent_date) WHERE sent_date IS NOT NULL")
    _quota_idx = models.Index("(touchpoint_id, sent_date) WHERE sent_date IS NOT NULL")
    _thank_idx = models.Index("(id) WHERE thank_due IS TRUE")
    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("email")
    def _compute_email_normalized(self):
        for invitation in self:
            invitation.email_normalized = tools.email_normalize(
                invitation.email, strict=False
            )

    @api.depends("partner_id", "touchpoint_id")
    def _compute_display_name(self):
        for invitation in self:
            names = [invitation.partner_id.name, invitation.touchpoint_id.name]
            invitation.display_name = " – ".join(name for name in names if name)

    def _record(self):
        """The record that the customer is asked about; it may be gone."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    # ------------------------------------------------------------------
    # What the customer does
    # ------------------------------------------------------------------

    def _note_opened(self):
        self.filtered(lambda i: i.state in ("sending", "sent")).state = "opened"
        # whatever a mail server said: it has been read
        self.filtered(lambda i: i.state == "bounced").write(
            {"state": "opened", "sent_date": fields.Datetime.now()}
        )

    def _note_answered(self):
        """An answer settles everything, even that the e-mail did arrive after all."""
        first = self.filtered(lambda i: i.state != "answered")
        self._cem_as_server().write(ANSWERED)
        first._thank()

    def _thank(self):
        """Have customers who have just answered thanked, where that is wished."""
        thanked = self.filtered(lambda i: i.touchpoint_id.ask_thank_template_id)
        if thanked:
            thanked.thank_due = True
            self._wake_reminder()

    @api.model
    def _wake_reminder(self):
        # Waking the scheduled action is all that is asked of it here.
        self.env["ir.cron"]._cem_wake("cem_experience.ir_cron_remind")

    def _stop_asking(self, stop=True, how="page"):
        """Ask this customer never again (or again), as the customer wishes.

        :param how: one of those of ``cem.consent``
        """
        partner = self.partner_id.with_context(cem_consent_how=how)
        partner.cem_no_survey = stop
        if stop:
            self.search(
                [("partner_id", "in", self.partner_id.ids), ("state", "=", "waiting")]
            )._not_sent("opted_out")

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_cancel(self):
        """Do not ask after all. What has been sent cannot be called back."""
        self.check_access("read")
        # Staff may read invitations and decide on them, but not edit them.
        waiting = self.sudo().filtered(lambda i: i.state == "waiting")
        if not waiting:
            raise UserError(
                self.env._("Only an invitation that is still waiting can be cancelled.")
            )
        waiting._not_sent(
            "cancelled", self.env._("Cancelled by %s.", self.env.user.name)
        )

    def action_send_again(self):
        """Try again what failed or was not sent; all obstacles are looked at again."""
        self.check_access("read")
        # As above: the decision is theirs, the row is not.
        again = self.sudo().filtered(lambda i: i.state in AGAIN)
        if not again:
            raise UserError(
                self.env._("Only an invitation that was not sent can be sent again.")
            )
        now = fields.Datetime.now()
        again.write(
            {
                "state": "waiting",
                "reason": False,
                "note": False,
                "try_count": 0,
                "scheduled_date": now,
            }
        )
        for invitation in again:
            invitation.email = invitation.partner_id.email
        again._note_obstacles()
        self._wake_sender(now)

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.res_name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
