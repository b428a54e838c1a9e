import uuid

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cem_experience.models.base.domains import is_trusted
from odoo.addons.cem_experience.models.base.notifications import CLOSE, notification
from odoo.addons.cem_experience.models.base.tool_texts import translated
from odoo.addons.cem_experience.tools.base.messages import ToolError
from odoo.addons.cem_experience.tools.base.outgoing import check_url

from ..tools import chat_webhooks

EVENTS = [
    ("answer", "A customer has answered"),
    ("detractor", "A customer would not recommend us"),
    ("followup_open", "A follow-up was opened"),
    ("followup_late", "A follow-up is late"),
    ("test", "Test"),
]


class CemWebhook(models.Model):
    """Another system that is told at once of what customers say.

    What it is told waits in ``cem.webhook.delivery`` from the transaction in which
    it happens; a scheduled action sends it after that has been committed.
    """

    _name = "cem.webhook"
    _inherit = "cem.authored.mixin"
    _description = "Webhook"
    # What leaves the house, and for where
    _expression_fields = (
        "kind",
        "url",
        "company_id",
        "with_customer",
        "with_comment",
        "on_answer",
        "on_detractor",
        "on_followup_open",
        "on_followup_late",
        "touchpoint_ids",
        "journey_ids",
    )
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Leave empty for all companies of whoever sets it up; administrators of "
        "other companies see its address and secret then, too.",
    )
    kind = fields.Selection(
        [
            ("json", "Plain URL (signed JSON)"),
            ("wecom", "WeCom group robot"),
            ("dingtalk", "DingTalk group robot"),
            ("feishu", "Feishu group robot"),
            ("slack", "Slack"),
        ],
        string="Target",
        required=True,
        default="json",
    )
    # Robots are addressed by a URL that holds their key.
    url = fields.Char(
        string="URL",
        required=True,
        copy=False,
        groups="cem_experience.group_cem_administrator",
        help="The address that the other system gives for its webhook or group robot. "
        "It often holds a key, so only administrators see it.",
    )
    host = fields.Char(string="Server", compute="_compute_host", compute_sudo=True)
    secret = fields.Char(
        copy=False,
        groups="cem_experience.group_cem_administrator",
        default=lambda self: chat_webhooks.new_secret(),
        help="Signs each message, so that the other system can tell that it is from "
        "here. A plain URL: give it to the other system, which checks it as Standard "
        "Webhooks. DingTalk and Feishu: paste "
        "the secret of the robot, or leave it empty if the robot has none.",
    )
    on_answer = fields.Boolean(string="Every Answer")
    on_detractor = fields.Boolean(
        string="Detractors",
        default=True,
        help="A recommendation of 6 or less, from 0 to 10.",
    )
    on_followup_open = fields.Boolean(string="Follow-up Opened")
    on_followup_late = fields.Boolean(string="Follow-up Late")
    touchpoint_ids = fields.Many2many(
        "cem.touchpoint", string="Touchpoints", help="And all their parts. Empty: all."
    )
    journey_ids = fields.Many2many("cem.journey", string="Journeys", help="Empty: all.")
    with_customer = fields.Boolean(
        string="Name the Customer",
        help="Name, e-mail and phone leave this system. Without it, the message has "
        "a link that shows them to those who may see them.",
    )
    with_comment = fields.Boolean(
        string="Quote the Customer",
        help="What the customer wrote leaves this system.",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    paused_until = fields.Datetime(
        readonly=True,
        copy=False,
        help="The other system asked us to wait, or does not answer.",
    )
    delivery_ids = fields.One2many("cem.webhook.delivery", "webhook_id")
    waiting_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    sent_count = fields.Integer(string="Delivered", compute="_compute_counts")

    @api.depends("url")
    def _compute_host(self):
        for webhook in self:
            try:
                webhook.host = check_url(webhook.url)
            except ToolError:
                webhook.host = False

    @api.depends("delivery_ids.state")
    def _compute_counts(self):
        counts = {}
        for webhook, state, count in self.env["cem.webhook.delivery"]._read_group(
            [("webhook_id", "in", self.ids)], ["webhook_id", "state"], ["__count"]
        ):
            counts[webhook, state] = count
        for webhook in self:
            webhook.sent_count = counts.get((webhook, "sent"), 0)
            webhook.failed_count = counts.get((webhook, "failed"), 0)
            webhook.waiting_count = counts.get((webhook, "waiting"), 0) + counts.get(
                (webhook, "sending"), 0
            )

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            try:
                check_url(webhook.url)
            except ToolError as error:
                raise ValidationError(translated(self.env, error.message)) from error

    @api.constrains("kind", "secret")
    def _check_secret(self):
        for webhook in self.filtered(lambda one: one.kind == "json"):
            if not webhook.secret:
                raise ValidationError(
                    self.env._(
                        "A plain URL needs a secret: without a signature the other "
                        "system could not tell our messages from those of anybody."
                    )
                )
            try:
                chat_webhooks.secret_key(webhook.secret)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The secret of a plain URL is “whsec_” and the base64 of 24 to "
                        "64 bytes (Standard Webhooks). A new one that you may take: "
                        "%(secret)s",
                        secret=chat_webhooks.new_secret(),
                    )
                ) from error

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "json":
            self.secret = self.secret or chat_webhooks.new_secret()
        else:
            # A robot has a secret of its own, or none.
            self.secret = False

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"url", "kind", "secret"} & set(vals):
            vals = {**vals, "paused_until": False}
        if "active" in vals or any(name.startswith("on_") for name in vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("event")
    def _listening(self, event):
        """Ids of the webhooks that want to hear of an event: most often none."""
        # whoever answers or opens a case may not read webhooks, only set them off
        return (
            self.sudo().search([("active", "=", True), (f"on_{event}", "=", True)]).ids
        )

    def _may_hear_of(self, company):
        """Whether it is for this company, and whoever set it up may see what is said
        there.

        Another administrator may have changed it since, and where it leads to.
        """
        self.ensure_one()
        if self.company_id and self.company_id != company:
            return False
        author = self._author()
        # whoever sets it off need not know whose it is, and of which companies
        return is_trusted(author) or company in author.sudo().company_ids

    def _is_subscribed_to(self, company, touchpoint, journey):
        """Whether something about these is to be told."""
        self.ensure_one()
        if not self._may_hear_of(company):
            return False
        if self.journey_ids and journey not in self.journey_ids:
            return False
        if not self.touchpoint_ids:
            return True
        return touchpoint in self.env["cem.touchpoint"].with_context(
            active_test=False
        ).search([("id", "child_of", self.touchpoint_ids.ids)])

    def action_test(self):
        """Send a test message now, and say what came back."""
        self.ensure_one()
        self.check_access("write")
        deliveries = self.env["cem.webhook.delivery"]._cem_as_server()
        delivery = deliveries.create(
            {
                "webhook_id": self.id,
                "company_id": (self.company_id or self.env.company).id,
                "event": "test",
                "payload": {"event": "test", "id": str(uuid.uuid4())},
            }
        )
        delivery._try()
        if delivery.state != "sent":
            # With the error, the row goes: a test is not tried again later.
            raise UserError(
                self.env._(
                    "The test message was not accepted: %(problem)s\n%(excerpt)s",
                    problem=delivery.error or "",
                    excerpt=delivery.excerpt or "",
                )
            )
        return notification(self.env._("The test message was accepted."), then=CLOSE)

    def action_deliveries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience_connect.cem_webhook_delivery_action"
        )
        return {
            **action,
            "domain": [("webhook_id", "=", self.id)],
            "context": self.env.context.get("delivery_filter") or {},
        }
