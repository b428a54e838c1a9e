from odoo import api, fields, models
from odoo.tools import SQL, formataddr
from odoo.tools.mail import email_normalize_all

from ...tools.base.hooks import hook
from ...tools.base.texts import one_line
from .res_partner import INTERNAL
from .res_partner_consent import OBJECTIONS


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
        vals_list = [self._cem_clean(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("cem_value_tier_id"):
                vals.setdefault("cem_value_tier_fixed", True)
        partners = super().create(vals_list)
        if any(OBJECTIONS.keys() & set(vals) for vals in vals_list):
            partners._cem_note_objections({})
        return partners

    def write(self, vals):
        """A tier that a person writes is kept, and noted in the history; so is a wish
        not to be asked, or to be asked again."""
        self._cem_before_write(vals)
        vals = self._cem_clean(vals)
        objections = tiers = None
        if OBJECTIONS.keys() & set(vals):
            objections = self._cem_objections()
        if "cem_value_tier_id" in vals:
            vals.setdefault("cem_value_tier_fixed", bool(vals["cem_value_tier_id"]))
            tiers = {partner: partner.cem_value_tier_id for partner in self}
        result = super().write(vals)
        if tiers is not None:
            self._cem_note_tiers(tiers)
        if objections is not None:
            self._cem_note_objections(objections)
        return result

    @hook
    def _cem_before_write(self, vals):
        """Let others prepare contacts for what they are about to become."""

    def _cem_note_tiers(self, before):
        """Lines of the history for tiers that a person has just changed.

        :param before: dict of tier by contact
        """
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

    @api.model
    def _cem_clean(self, vals):
        """Names and addresses in one line each, whoever types or sends them.

        Customers write their own contact in the portal, and it stands in headers of
        mails, in file names and in messages to other systems.
        """
        return {
            name: one_line(value)
            if isinstance(value, str)
            and name in self._fields
            and self._fields[name].type == "char"
            else value
            for name, value in vals.items()
        }

    @api.depends("name", "email")
    def _compute_email_formatted(self):
        """Names that were stored before :meth:`_cem_clean` are cleaned before use."""
        result = super()._compute_email_formatted()
        for partner in self:
            if partner.email_formatted and one_line(partner.name) != partner.name:
                addresses = email_normalize_all(partner.email) or [partner.email]
                partner.email_formatted = formataddr(
                    (one_line(partner.name), ",".join(addresses))
                )
        return result


def _direction(old, new):
    if not old or not new:
        return "down" if old else "new"
    up = (new.sequence, new.id) < (old.sequence, old.id)
    return "up" if up else "down"
