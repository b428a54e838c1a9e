import secrets
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import consteq

MOST_WRONG_PINS = 5
LOCKED_FOR = timedelta(minutes=5)


class CemKiosk(models.Model):
    """A device on a counter that asks passing customers one question."""

    _name = "cem.kiosk"
    _description = "Opinion Kiosk"
    _order = "name, id"
    # Chosen tokens are known ones; the count keeps others from trying all PINs.
    _cem_server_fields = frozenset({"access_token", "wrong_pin_count"})

    name = fields.Char(
        required=True, help="Which device it is, such as “Counter 2, ground floor”."
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('survey_id', '!=', False)]",
        help="What customers are asked about, and with which question.",
    )
    survey_id = fields.Many2one(related="touchpoint_id.survey_id")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    active = fields.Boolean(default=True)
    access_token = fields.Char(
        default=lambda self: str(uuid.uuid4()),
        required=True,
        copy=False,
        groups="cem_experience.group_cem_manager",
        export_string_translation=False,
    )
    url = fields.Char(
        string="Address",
        compute="_compute_url",
        groups="cem_experience.group_cem_manager",
        help="Open it in the browser of the device.",
    )
    pin = fields.Char(
        string="PIN",
        required=True,
        default=lambda self: f"{secrets.randbelow(10**6):06}",
        copy=False,
        groups="cem_experience.group_cem_manager",
        help="Four to eight digits that staff type in to leave the kiosk page.",
    )
    reset_seconds = fields.Integer(
        string="Back to the Question After (seconds)",
        default=8,
        required=True,
        help="How long the thank-you stays before the next customer is asked.",
    )
    wrong_pin_count = fields.Integer(export_string_translation=False, copy=False)
    locked_until = fields.Datetime(readonly=True, copy=False)
    answer_count = fields.Integer(compute="_compute_answers")
    last_answer_date = fields.Date(
        string="Last Answer",
        compute="_compute_answers",
        help="A device that has been silent for days may be switched off.",
    )

    _token_uniq = models.UniqueIndex("(access_token)")
    _reset_seconds = models.Constraint(
        "CHECK (reset_seconds BETWEEN 2 AND 120)",
        "The thank-you stays for 2 to 120 seconds.",
    )

    @api.depends("touchpoint_id")
    def _compute_company_id(self):
        for kiosk in self:
            kiosk.company_id = (
                kiosk.touchpoint_id.company_id or kiosk.company_id or self.env.company
            )

    @api.depends("access_token")
    def _compute_url(self):
        for kiosk in self:
            kiosk.url = f"{kiosk.get_base_url()}/cem/kiosk/{kiosk.access_token}"

    def _compute_answers(self):
        # Numbers and dates of answers, for whoever may see the device.
        inputs = self.env["survey.user_input"].sudo()
        figures = {
            kiosk.id: (count, last)
            for kiosk, count, last in inputs._read_group(
                [("cem_kiosk_id", "in", self.ids), ("state", "=", "done")],
                ["cem_kiosk_id"],
                ["__count", "end_datetime:max"],
            )
        }
        for kiosk in self:
            count, last = figures.get(kiosk.id, (0, False))
            kiosk.answer_count = count
            kiosk.last_answer_date = last

    @api.constrains("pin")
    def _check_pin(self):
        for kiosk in self:
            if not (kiosk.pin.isdecimal() and kiosk.pin.isascii()) or not (
                4 <= len(kiosk.pin) <= 8
            ):
                raise ValidationError(self.env._("A PIN has four to eight digits."))

    @api.constrains("touchpoint_id", "company_id")
    def _check_company(self):
        for kiosk in self:
            company = kiosk.touchpoint_id.company_id
            if company and company != kiosk.company_id:
                raise ValidationError(
                    self.env._(
                        "Touchpoint %s belongs to another company than the kiosk.",
                        kiosk.touchpoint_id.name,
                    )
                )

    def _may_leave(self, pin):
        """Check a PIN that somebody typed in on the device.

        :return: True; False if it is wrong; None if there were too many wrong ones
        """
        self.ensure_one()
        # Two tries at the same time are counted one after the other.
        self.env.cr.execute("SELECT FROM cem_kiosk WHERE id = %s FOR UPDATE", [self.id])
        now = fields.Datetime.now()
        if self.locked_until and self.locked_until > now:
            return None
        if consteq(self.pin, pin or ""):
            self.write({"wrong_pin_count": 0, "locked_until": False})
            return True
        wrong = self.wrong_pin_count + 1
        if wrong >= MOST_WRONG_PINS:
            self.write({"wrong_pin_count": 0, "locked_until": now + LOCKED_FOR})
            return None
        self.wrong_pin_count = wrong
        return False

    def action_open(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    def action_renew_token(self):
        """Give the device a new address; the old one stops working at once."""
        self.check_access("write")
        for kiosk in self:
            kiosk._cem_as_server().access_token = str(uuid.uuid4())

    def action_answers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_score_action"
        )
        return {
            **action,
            "domain": [("user_input_id.cem_kiosk_id", "=", self.id)],
            "context": {},
        }
