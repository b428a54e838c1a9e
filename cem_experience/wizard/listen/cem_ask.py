from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.base.notifications import CLOSE, notification


class CemAsk(models.TransientModel):
    """Ask some customers for an opinion now, by hand."""

    _name = "cem.ask"
    _description = "Ask for an Opinion"

    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        required=True,
        domain="[('survey_id', '!=', False)]",
        help="What the customers are asked about. It says with which questions.",
    )
    survey_id = fields.Many2one(related="touchpoint_id.survey_id")
    partner_ids = fields.Many2many(
        "res.partner",
        "cem_ask_partner_rel",
        string="Customers",
        required=True,
    )
    partner_count = fields.Integer(compute="_compute_partner_count")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if (
            "partner_ids" in fields
            and self.env.context.get("active_model") == "res.partner"
        ):
            ids = self.env.context.get("active_ids") or []
            values["partner_ids"] = [Command.set(ids)]
        touchpoints = self.env["cem.touchpoint"].search(
            [("survey_id", "!=", False)], limit=2
        )
        if "touchpoint_id" in fields and len(touchpoints) == 1:
            values["touchpoint_id"] = touchpoints.id
        return values

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    def action_ask(self):
        """Make the invitations, and say what becomes of them."""
        self.ensure_one()
        if not self.partner_ids:
            raise UserError(self.env._("Choose at least one customer."))
        self.touchpoint_id.check_access("read")
        self.partner_ids.check_access("read")
        invitations = self.env["cem.invitation"]._plan(
            self.touchpoint_id, self.partner_ids, delay=0, by_hand=True
        )
        waiting = invitations.filtered(lambda i: i.state == "waiting")
        labels = dict(
            self.env["cem.invitation"]
            ._fields["reason"]
            ._description_selection(self.env)
        )
        counts = Counter((invitations - waiting).mapped("reason"))
        lines = [self.env._("Invitations on their way: %s.", len(waiting))]
        lines += [
            self.env._("Not asked: %(count)s. %(reason)s.", count=n, reason=labels[key])
            for key, n in counts.most_common()
        ]
        return notification(
            "\n".join(lines),
            "warning" if counts else "success",
            sticky=bool(counts),
            then=CLOSE,
        )
