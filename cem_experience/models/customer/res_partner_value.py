from odoo import api, fields, models
from odoo.tools import SQL

from .res_partner import INTERNAL


class ResPartner(models.Model):
    """Who decides on a customer's tier: what the customer brings, or a person."""

    _inherit = "res.partner"

    cem_value_tier_fixed = fields.Boolean(
        string="Keep This Tier",
        copy=False,
        groups=INTERNAL,
        help="A person chose the tier: it is not computed from what the customer brings.",
    )
    cem_value_change_ids = fields.One2many(
        "cem.value.change",
        "partner_id",
        string="Tier History",
        groups="cem_experience.group_cem_manager",
    )

    def _init_column(self, column_name):
        if column_name == "cem_value_tier_fixed":
            # tiers chosen before there were sources are a person's choice
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET cem_value_tier_fixed = TRUE "
                    "WHERE cem_value_tier_id IS NOT NULL"
                )
            )
            return None
        return super()._init_column(column_name)

    @api.onchange("cem_value_tier_id")
    def _onchange_cem_value_tier_id(self):
        self.cem_value_tier_fixed = bool(self.cem_value_tier_id)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("cem_value_tier_id"):
                vals.setdefault("cem_value_tier_fixed", True)
        return super().create(vals_list)

    def write(self, vals):
        """A tier that a person writes is kept, and noted in the history."""
        if "cem_value_tier_id" not in vals:
            return super().write(vals)
        vals = dict(vals)
        vals.setdefault("cem_value_tier_fixed", bool(vals["cem_value_tier_id"]))
        before = {partner: partner.cem_value_tier_id for partner in self}
        result = super().write(vals)
        # The history can be read by managers only; whoever may change the tier
        # leaves a line.
        self.env["cem.value.change"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.env.company.id,
                    "date": fields.Date.context_today(self),
                    "tier_from_id": old.id,
                    "tier_to_id": partner.cem_value_tier_id.id,
                    "direction": _direction(old, partner.cem_value_tier_id),
                    "reason": "person",
                    "user_id": self.env.uid,
                }
                for partner, old in before.items()
                if old != partner.cem_value_tier_id
            ]
        )
        return result


def _direction(old, new):
    if not old or not new:
        return "down" if old else "new"
    up = (new.sequence, new.id) < (old.sequence, old.id)
    return "up" if up else "down"
