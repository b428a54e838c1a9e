from odoo import api, fields, models


class CemContact(models.Model):
    """The promised call-back: an activity of whoever calls."""

    _inherit = "cem.contact"

    callback_date = fields.Datetime(string="Call-back", index="btree_not_null")
    callback_user_id = fields.Many2one(
        "res.users",
        string="Called Back By",
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    callback_note = fields.Char(string="What to Say")
    callback_activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, ondelete="set null"
    )
    callback_open = fields.Boolean(
        related="callback_activity_id.active",
        string="Call-back Promised",
        store=True,
        help="Promised and not yet done.",
    )
    callback_is_late = fields.Boolean(
        compute="_compute_callback_is_late", search="_search_callback_is_late"
    )
    callback_of_id = fields.Many2one(
        "cem.contact",
        string="Call-back Of",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    _callback_idx = models.Index(
        "(callback_user_id, callback_date) WHERE callback_open IS TRUE"
    )

    @api.depends("callback_date", "callback_open")
    def _compute_callback_is_late(self):
        now = fields.Datetime.now()
        for contact in self:
            date = contact.callback_date
            contact.callback_is_late = bool(
                contact.callback_open and date and date < now
            )

    def _search_callback_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("callback_open", "=", True), ("callback_date", "<", "now")]

    def _plan_callback(self, again=False):
        """Let each contact have the activity that it promises, and no other.

        :param again: whether a promise that was kept already is made once more
        """
        for contact in self:
            activity = contact.callback_activity_id
            if not (contact.callback_date and contact.active):
                if contact.callback_open:
                    activity.unlink()
                continue
            user = contact.callback_user_id or contact.user_id
            moment = fields.Datetime.context_timestamp(
                contact.with_context(tz=user.tz or self.env.context.get("tz")),
                contact.callback_date,
            )
            values = {
                "date_deadline": moment.date(),
                "user_id": user.id,
                "summary": self.env._(
                    "Call %(customer)s at %(time)s",
                    customer=contact.partner_id.name or contact.caller or "",
                    time=moment.strftime("%H:%M"),
                ),
                "note": contact.callback_note or contact.note or False,
            }
            if contact.callback_open:
                activity.write(values)
            elif not activity or again:
                contact._cem_as_server().callback_activity_id = (
                    contact.activity_schedule(
                        "cem_experience_contact.mail_activity_type_callback", **values
                    )
                )

    def action_callback_done(self):
        """The customer has been called back, by whoever was there to do it."""
        self._check_desk()
        self.check_access("read")
        # Odoo lets others close an activity only who may write its document. A promise
        # is kept by any colleague who calls; the note in the chatter says who it was.
        self.sudo().filtered("callback_open").callback_activity_id.action_feedback()

    def action_call_back(self):
        """Wrap up the call-back: it is done when that is saved."""
        self.ensure_one()
        return self._action_desk(callback_of_id=self.id)
