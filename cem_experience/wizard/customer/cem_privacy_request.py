from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CemPrivacyRequest(models.TransientModel):
    """The administrator's page for somebody who asks what is known of them.

    Find, hand out, make anonymous; what was done is kept in Odoo's privacy log, without
    a readable name.
    """

    _name = "cem.privacy.request"
    _description = "Request about Personal Data"
    # It holds a name itself, and goes soon.
    _transient_max_hours = 1.0

    query = fields.Char(
        string="Name, E-Mail or Phone",
        help="Everybody who is found is listed below; take out whoever is not meant. An "
        "e-mail address or phone number is looked for in answers and registrations of "
        "people who are no contact, too.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Contacts", context={"active_test": False}
    )
    keep_words = fields.Boolean(
        string="Keep Comments That Name Nobody",
        help="Leave the person's own words where neither name nor address stands in "
        "them. Otherwise all words go; what was read in them (topic, sentiment) stays.",
    )
    line_ids = fields.One2many("cem.privacy.request.line", "request_id", readonly=True)
    state = fields.Selection(
        [("search", "Search"), ("found", "Found"), ("done", "Made Anonymous")],
        default="search",
        required=True,
        readonly=True,
    )
    kept_elsewhere = fields.Text(
        readonly=True, help="Documents of other apps that name the contact."
    )

    @api.depends("query")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.query or self.env._("Personal Data")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner":
            ids = self.env.context.get("active_ids") or []
            values["partner_ids"] = [(6, 0, ids)]
        return values

    def _subject(self):
        self.ensure_one()
        # whom the administrator may not read is not theirs to hand out or erase
        self.partner_ids.check_access("read")
        subject = self.env["cem.privacy"]._subject(self.partner_ids, self.query)
        if not (subject.partner_ids or subject.emails or subject.phones):
            raise UserError(
                self.env._(
                    "Choose a contact, or type a whole e-mail address or phone number."
                )
            )
        return subject

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal Data"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }

    def action_find(self):
        """Look for contacts by what was typed, and count what there is of them."""
        self.ensure_one()
        text = (self.query or "").strip()
        if text:
            names = ("name", "email", "phone")
            domain = Domain.OR(Domain(name, "ilike", text) for name in names)
            people = self.env["res.partner"].with_context(active_test=False)
            self.partner_ids |= people.search(
                domain & Domain("cem_anonymous_date", "=", False), limit=80
            )
        self._count()
        return self._again()

    def action_count(self):
        """Count anew, after contacts were added or taken out."""
        self.ensure_one()
        self._count()
        return self._again()

    def _count(self):
        subject = self._subject()
        privacy = self.env["cem.privacy"]
        self.line_ids = [
            (5, 0, 0),
            *(
                (0, 0, {"name": name, "count": count})
                for name, count in privacy._summary(subject)
            ),
        ]
        self.kept_elsewhere = "\n".join(
            f"{name}: {count}" for name, count in privacy._elsewhere(subject)
        )
        self.state = "found"

    def action_hand_out(self):
        """Download what the person may ask for; that it was handed out is logged."""
        subject = self._subject()
        privacy = self.env["cem.privacy"]
        privacy._log(
            subject, self.env._("Personal data handed out"), privacy._summary(subject)
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/cem/privacy/{self.id}/data.zip",
            "target": "download",
        }

    def action_erase(self):
        """Make the person anonymous, everywhere at once."""
        subject = self._subject()
        privacy = self.env["cem.privacy"]
        elsewhere = privacy._elsewhere(subject)
        lines = privacy._erase(subject, words=not self.keep_words)
        what = self.env._("Made anonymous")
        if self.keep_words:
            what = self.env._("Made anonymous; comments that name nobody were kept")
        privacy._log(subject, what, [*lines, *elsewhere])
        # this page holds the name, too
        self.write({"query": False, "partner_ids": [(5, 0, 0)], "state": "done"})
        return self._again()

    def action_log(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "privacy_lookup.privacy_log_action"
        )

    def action_odoo_lookup(self):
        """Odoo's own lookup: records of all other apps, to archive or delete."""
        self.ensure_one()
        partner = self.partner_ids[:1]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "privacy_lookup.action_privacy_lookup_wizard"
        )
        return {
            **action,
            "context": {
                "default_name": partner.name or self.query,
                "default_email": partner.email or self.query,
            },
        }


class CemPrivacyRequestLine(models.TransientModel):
    """How many rows of a kind there are."""

    _name = "cem.privacy.request.line"
    _description = "Personal Data of a Kind"
    _order = "name, id"
    _transient_max_hours = 1.0

    request_id = fields.Many2one(
        "cem.privacy.request", required=True, ondelete="cascade"
    )
    name = fields.Char(string="What", required=True)
    count = fields.Integer(string="Records")
