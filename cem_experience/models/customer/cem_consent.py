from odoo import api, fields, models

HOW = [
    ("page", "Page of an invitation"),
    ("mail_program", "Button of the mail program"),
    ("staff", "Told a colleague"),
    ("activity", "Registration at an activity"),
    ("merge", "Merging of contacts"),
    ("system", "Import or another program"),
]


class CemConsent(models.Model):
    """When and how a customer agreed to be asked, or objected: kept for as long as the
    contact is, because whoever asks has to be able to show it (GDPR, Article 7)."""

    _name = "cem.consent"
    _description = "Consent or Objection"
    _order = "date desc, id desc"
    _rec_name = "kind"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [
            ("consent", "May be contacted"),
            ("objection", "Does not want to be asked"),
            ("withdrawn", "Objection taken back"),
            ("company_objection", "Company does not want to be asked"),
            ("company_withdrawn", "Company's objection taken back"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    how = fields.Selection(HOW, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Noted By",
        readonly=True,
        ondelete="set null",
        help="The colleague who was told. Empty: the customer did it.",
    )

    @api.model
    def _note(self, partners, kind, how=None, date=None):
        """Keep what these customers have said.

        :param how: one of :data:`HOW`; without it the context says
            (``cem_consent_how``), or who is at work
        """
        if not how and self._cem_is_server():
            # from a client, it could be anything
            how = self.env.context.get("cem_consent_how")
        if not how:
            people = self.env.user._is_internal() and not self.env.su
            how = "staff" if people else "system"
        # Customers and colleagues have no right to write here; what is kept is what
        # has just been done.
        return self.sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "kind": kind,
                    "how": how,
                    "user_id": self.env.uid if how in ("staff", "merge") else False,
                    **({"date": date} if date else {}),
                }
                for partner in partners
            ]
        )
