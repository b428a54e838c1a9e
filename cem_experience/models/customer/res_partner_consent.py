from odoo import fields, models

# Field of the contact: what its two values are called in the history
OBJECTIONS = {
    "cem_no_survey": ("objection", "withdrawn"),
    "cem_company_no_survey": ("company_objection", "company_withdrawn"),
}


class ResPartner(models.Model):
    """When and how this customer agreed or objected."""

    _inherit = "res.partner"

    cem_consent_ids = fields.One2many(
        "cem.consent",
        "partner_id",
        string="Consent and Objections",
        groups="cem_experience.group_cem_user",
    )

    def _cem_objections(self):
        """What each contact objects to, for :meth:`_cem_note_objections`."""
        return {
            partner.id: {name: bool(partner[name]) for name in OBJECTIONS}
            for partner in self
        }

    def _cem_note_objections(self, before):
        """Keep in the history what has changed since.

        :param before: what :meth:`_cem_objections` gave; a contact that is not in it
            had no objection
        """
        for name, (stop, resume) in OBJECTIONS.items():
            changed = self.filtered(
                lambda partner, name=name: (
                    bool(partner[name]) != before.get(partner.id, {}).get(name, False)
                )
            )
            stopped = changed.filtered(name)
            for partners, kind in ((stopped, stop), (changed - stopped, resume)):
                if partners:
                    self.env["cem.consent"]._note(partners, kind)
