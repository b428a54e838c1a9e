from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, html_translate, is_html_empty

from ...tools.base.texts import html_page
from ..base.local_html import LocalHtml

ACTIVITY = "cem_experience.mail_activity_type_tell"
TEMPLATE = "cem_experience.mail_template_you_said_we_did"
TOLD_FIELDS = {"tell_subject", "tell_body"}


class CemRequirement(models.Model):
    """Customers hear what has become of their complaint, once it is approved."""

    _inherit = "cem.requirement"

    tell_subject = fields.Char(string="Mail Subject", translate=True, copy=False)
    tell_body = LocalHtml(
        string="You Said, We Did",
        translate=html_translate,
        sanitize_attributes=False,
        copy=False,
        help="What the customers said, and what has been done about it. Translate it "
        "for customers who read another language.",
    )
    tell_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To approve"),
            ("sent", "Approved and sent"),
        ],
        string="Customers Told",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    tell_requested_by_id = fields.Many2one(
        "res.users", string="Written By", readonly=True, copy=False
    )
    tell_approved_by_id = fields.Many2one(
        "res.users", string="Mail Approved By", readonly=True, copy=False
    )
    notice_ids = fields.One2many(
        "cem.requirement.notice",
        "requirement_id",
        groups="cem_experience.group_cem_manager",
    )
    notice_count = fields.Integer(
        compute="_compute_notice_count", groups="cem_experience.group_cem_manager"
    )

    @api.depends("notice_ids")
    def _compute_notice_count(self):
        for requirement in self:
            requirement.notice_count = len(requirement.notice_ids)

    def write(self, vals):
        if TOLD_FIELDS & set(vals):
            self._forget_approval()
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        # Odoo writes the words of other languages past write().
        if field_name in TOLD_FIELDS:
            self._forget_approval()
        return super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )

    def _forget_approval(self):
        """What is approved is what has been read, in each language."""
        if self.env.su:
            return
        if any(one.tell_state == "sent" for one in self):
            raise UserError(self.env._("This mail has been sent."))
        waiting = self.filtered(lambda one: one.tell_state == "to_approve")
        if waiting:
            waiting._cem_as_server().write({"tell_state": "draft"})

    def action_tell_request(self):
        """Ask another manager to approve the mail."""
        self.check_access("write")
        for requirement in self:
            requirement._check_can_tell()
            # Rights were checked above; nobody may write these fields.
            requirement = requirement.sudo()
            requirement.write(
                {"tell_state": "to_approve", "tell_requested_by_id": self.env.uid}
            )
            approver = requirement.company_id._cem_fallback_user(
                other_than=self.env.user
            )
            if approver:
                requirement.with_context(
                    lang=approver.lang or self.env.lang
                ).activity_schedule(ACTIVITY, user_id=approver.id)

    def _check_can_tell(self):
        self.ensure_one()
        if self.tell_state == "sent":
            raise UserError(self.env._("This mail has been sent."))
        if self.state != "done":
            raise UserError(
                self.env._("Tell customers what has been done when it is done.")
            )
        if not self.tell_subject or is_html_empty(self.tell_body):
            raise UserError(
                self.env._("Write the mail first: what they said, and what you did.")
            )
        # how many they are, and not who: the cases may be of other teams
        if not self.sudo().followup_ids.partner_id:
            raise UserError(
                self.env._("Link the cases of the customers who are to be told.")
            )

    def action_tell_approve(self):
        """Send the mail to each customer once; somebody else has written it."""
        self.check_access("write")
        for requirement in self:
            requirement._check_can_tell()
            if requirement.tell_state != "to_approve":
                raise UserError(self.env._("Ask for approval first."))
            if (
                requirement.tell_requested_by_id == self.env.user
                and not self.env.user.has_group(
                    "cem_experience.group_cem_administrator"
                )
            ):
                raise AccessError(
                    self.env._("Another manager approves what you have written.")
                )
            # As above. Mails and notices are made in one transaction: all or none.
            requirement = requirement.sudo()
            requirement._tell()
            requirement.write(
                {"tell_state": "sent", "tell_approved_by_id": self.env.uid}
            )
            requirement.activity_unlink([ACTIVITY])

    def action_tell_back(self):
        """Back to draft: something is to be changed before it is sent."""
        self.check_access("write")
        # Rights were checked above; nobody may write these fields.
        waiting = self.sudo().filtered(lambda one: one.tell_state == "to_approve")
        waiting.write({"tell_state": "draft"})
        waiting.activity_unlink([ACTIVITY])

    def _tell(self):
        """Hand one mail per customer to Odoo's mail queue, in the customer's language.

        Two contacts with the same address are told once.
        """
        self.ensure_one()
        told = self.notice_ids.partner_id
        addresses = {email_normalize(partner.email) for partner in told} - {False}
        partners = self.followup_ids.partner_id - told
        normalized = {
            partner: email_normalize(partner.email or "") for partner in partners
        }
        blacklisted = set(
            self.env["mail.blacklist"]
            .search([("email", "in", [one for one in normalized.values() if one])])
            .mapped("email")
        )
        template = self.env.ref(TEMPLATE)
        for partner, address in normalized.items():
            reason = False
            if not address:
                reason = "no_address"
            elif address in blacklisted:
                reason = "blacklisted"
            elif address in addresses:
                continue
            notice = self.env["cem.requirement.notice"].create(
                {
                    "requirement_id": self.id,
                    "partner_id": partner.id,
                    "state": "not_sent" if reason else "sent",
                    "reason": reason,
                }
            )
            if not reason:
                addresses.add(address)
                mail = self.env["mail.mail"].browse(
                    template.send_mail(notice.id, force_send=False)
                )
                lang = partner.lang or self.env.lang or "en_US"
                mail.body_html = html_page(mail.body_html, lang)
