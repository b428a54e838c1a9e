from odoo import fields, models

from .res_partner import INTERNAL

# What a contact keeps when it is nobody any more: what figures are grouped by, and what
# works without a name
KEPT = {"lang", "tz", "type", "complete_name", "display_name"}


class ResPartner(models.Model):
    """A contact that is nobody any more."""

    _inherit = "res.partner"

    cem_anonymous_date = fields.Datetime(
        string="Made Anonymous On",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Name, addresses and words were erased; what is left leads to nobody.",
    )

    def _cem_make_anonymous(self):
        """Forget who this is. Country, segment and tier stay: figures rest on them."""
        self.ensure_one()
        self._cem_close_accounts()
        vals = {
            name: False
            for name, field in self._fields.items()
            if field.store
            and field.type in ("char", "text", "html", "image", "binary", "date")
            and name not in KEPT
            and not name.startswith("cem_")
            and (not field.compute or not field.readonly)
            and not field.related
        }
        vals |= {
            "name": self.env._("Anonymous customer %s", self.id),
            "active": False,
            "cem_anonymous_date": fields.Datetime.now(),
        }
        quiet = {"tracking_disable": True, "no_vat_validation": True}
        self.with_context(**quiet).write(vals)
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).unlink()
        self.flush_recordset()

    def _cem_close_accounts(self):
        """The customer's own access to the portal ends, and its name goes."""
        for user in self.with_context(active_test=False).user_ids:
            user.write(
                {
                    "active": False,
                    "login": f"anonymous-{user.id}",
                    "signature": False,
                }
            )
            self.env.cr.execute(
                "UPDATE res_users SET password = NULL WHERE id = %s", [user.id]
            )
