import json
import random
import uuid
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cem_experience.models.base.tool_texts import translated
from odoo.addons.cem_experience.tools.base.messages import ToolError
from odoo.addons.cem_experience.tools.base.outgoing import NoAnswer, ask

from ..tools import chat_webhooks
from .cem_webhook import EVENTS

# What another system has to answer.
SECONDS = 15
MAX_TRIES = 10
LONGEST_PAUSE = timedelta(days=1)
KEPT_DAYS = 90


class CemWebhookDelivery(models.Model):
    """One message to another system: the outbox, and the log of what became of it.

    At least once: a process that is killed while the other system is being spoken to
    leaves a row in state ``sending``, which is sent again. The payload carries the
    same ``id`` each time, so the receiver can tell.
    """

    _name = "cem.webhook.delivery"
    _description = "Webhook Message"
    _order = "id desc"
    _rec_name = "event"

    webhook_id = fields.Many2one(
        "cem.webhook", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    event = fields.Selection(EVENTS, required=True, readonly=True)
    uuid = fields.Char(
        string="Message Id",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
        help="Goes with the message and stays the same however often it is sent.",
    )
    payload = fields.Json(readonly=True)
    payload_text = fields.Text(string="Content", compute="_compute_payload_text")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="About", model_field="res_model", readonly=True, aggregator=None
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sending", "Being Sent"),
            ("sent", "Delivered"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    next_try = fields.Datetime(
        default=fields.Datetime.now, readonly=True, string="Next Attempt"
    )
    try_count = fields.Integer(string="Attempts", readonly=True, aggregator=None)
    sent_date = fields.Datetime(string="Last Attempt", readonly=True)
    status = fields.Char(string="Response", readonly=True)
    excerpt = fields.Text(string="Beginning of the Response", readonly=True)
    error = fields.Char(string="Problem", readonly=True)

    _due_idx = models.Index("(next_try, id) WHERE state = 'waiting'")
    _sending_idx = models.Index("(sent_date) WHERE state = 'sending'")

    @api.depends("event")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["event"]._description_selection(self.env))
        for delivery in self:
            delivery.display_name = labels.get(delivery.event)

    @api.depends("payload")
    def _compute_payload_text(self):
        for delivery in self:
            delivery.payload_text = json.dumps(
                delivery.payload, indent=2, ensure_ascii=False
            )

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    @api.model
    def _wake(self, at=None):
        cron = self.env.ref(
            "cem_experience_connect.ir_cron_webhook", raise_if_not_found=False
        )
        if cron:
            # Whatever a respondent does may wake the scheduled action.
            cron.sudo()._trigger(at=at)

    def _begin(self):
        """Make the message ours.

        :return: callable that speaks to the other system and touches no database; None
            if there is nothing to send
        """
        if not self._claim():
            return None
        problem = None
        if self._is_withdrawn():
            problem = self.env._("Not sent: what it tells has been withdrawn.")
        elif not self.webhook_id._may_hear_of(self.company_id):
            # It waited while somebody of another company changed where it goes.
            problem = self.env._(
                "Not sent: the webhook is not for this company any more, or somebody "
                "has changed it who may not see this company."
            )
        if problem:
            self.write({"state": "failed", "error": problem})
            return None
        try:
            request = self._request()
        except ToolError as error:
            self._note_outcome(error)
            return None
        return partial(self._send, request)

    def _conclude(self, future):
        self._note_outcome(future.result())

    def _claim(self):
        """Make the row ours, so that no other process sends it too."""
        self.ensure_one()
        now = fields.Datetime.now()
        if not self.try_lock_for_update():
            return False
        self.invalidate_recordset(["state"])
        paused = self.webhook_id.paused_until
        if self.state != "waiting" or (paused and paused > now):
            return False
        self.write({"state": "sending", "sent_date": now})
        return True

    def _try(self):
        """One attempt: speak to the other system, and note what came of it."""
        self.ensure_one()
        try:
            outcome = self._send(self._request())
        except ToolError as error:
            outcome = error
        self._note_outcome(outcome)

    def _request(self):
        """What is to be sent, as :func:`ask` takes it."""
        # Address and secret are for administrators; those who may send again may not
        # see them.
        webhook = self.sudo().webhook_id.with_context(lang=self.webhook_id.lang)
        title, lines, link = self.with_env(webhook.env)._message()
        request = chat_webhooks.build(
            webhook.kind,
            webhook.url,
            webhook.secret,
            title,
            lines,
            link,
            {"id": self.uuid, **(self.payload or {}), "text": [title, *lines]},
        )
        return {
            "url": request.url,
            "data": request.body,
            "headers": request.headers,
            "allowed": self._allowed(),
        }

    @staticmethod
    def _send(request):
        """The answer, or the error why there is none; no database is touched."""
        try:
            return ask("POST", **request, seconds=SECONDS, most=200_000)
        except ToolError as error:
            return error

    def _note_outcome(self, outcome):
        """Note an answer, or the error why there is none."""
        vals = {
            "try_count": self.try_count + 1,
            "sent_date": fields.Datetime.now(),
            "status": False,
            "excerpt": False,
            "error": False,
        }
        if isinstance(outcome, ToolError):
            later = isinstance(outcome, NoAnswer)
            vals["error"] = translated(self.env, outcome.message)
            self._note(vals, done=False, later=later, wait=None)
            return
        # What kind of answer means what is no secret, but the webhook's kind is read by
        # those who may send again.
        verdict = chat_webhooks.judge(
            self.sudo().webhook_id.kind, outcome.status, outcome.content
        )
        vals["status"] = verdict.code
        vals["excerpt"] = outcome.text(500).replace("\0", "")
        if 300 <= outcome.status < 400:
            vals["error"] = self.env._(
                "The server sends us on to another address, which is not followed."
            )
        elif not verdict.done:
            vals["error"] = self.env._("Answered with %s.", verdict.code)
        self._note(vals, verdict.done, verdict.later, outcome.retry_after())

    def _note(self, vals, done, later, wait):
        if done:
            vals["state"] = "sent"
            if self.webhook_id.paused_until:
                # only administrators may write webhooks, and this is no setting
                self.sudo().webhook_id.paused_until = False
        elif later and self.try_count + 1 < MAX_TRIES:
            pause = timedelta(
                seconds=chat_webhooks.pause(self.try_count + 1, random.random())
            )
            if wait is not None:
                pause = max(pause, timedelta(seconds=wait))
            until = fields.Datetime.now() + min(pause, LONGEST_PAUSE)
            vals |= {"state": "waiting", "next_try": until}
            # The others would meet the same: no need to wait for each of them.
            self.sudo().webhook_id.paused_until = until
        else:
            vals["state"] = "failed"
        # Staff may not write the log; what is written is what happened.
        self.sudo().write(vals)

    @api.model
    def _allowed(self):
        # Settings are readable by administrators only.
        params = self.env["ir.config_parameter"].sudo()
        return params.get_param("cem_experience.private_hosts", "")

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_resend(self):
        """Send again, now: what failed, and what was delivered too, if wanted."""
        self.check_access("read")
        if not self.env.user.has_group("cem_experience.group_cem_manager"):
            raise UserError(self.env._("Only managers send messages again."))
        # Managers decide on messages, but do not edit the log.
        again = self.sudo().filtered(lambda one: one.state != "sending")
        now = fields.Datetime.now()
        again.write({"state": "waiting", "try_count": 0, "next_try": now})
        again.webhook_id.filtered("paused_until").paused_until = False
        self._wake()

    def action_open_record(self):
        self.ensure_one()
        record = (
            self.env[self.res_model].browse(self.res_id).exists()
            if self.res_model in self.env
            else None
        )
        if not record:
            raise UserError(self.env._("The record no longer exists."))
        return record.get_formview_action()

    @api.autovacuum
    def _gc_old(self):
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search(
            [("create_date", "<", old), ("state", "in", ("sent", "failed"))],
            limit=10000,
        ).unlink()
