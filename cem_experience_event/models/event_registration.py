import hashlib
import uuid

from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.cem_experience.tools.base.texts import one_line


class EventRegistration(models.Model):
    """A participant of an experience activity."""

    _name = "event.registration"
    _inherit = ["event.registration", "cem.asked.mixin"]
    # Consent is given, and not there from the beginning.
    _cem_explicit_fields = frozenset({"cem_consent"})

    cem_activity_id = fields.Many2one(
        "cem.activity",
        string="Experience Activity",
        compute="_compute_cem_activity_id",
        search="_search_cem_activity_id",
        compute_sudo=True,
    )
    cem_zone_id = fields.Many2one(
        "cem.activity.zone",
        string="Zone",
        index="btree_not_null",
        ondelete="set null",
        domain="[('activity_id', '=', cem_activity_id)]",
    )
    cem_segment_id = fields.Many2one(
        "res.partner.category",
        string="Segment",
        index="btree_not_null",
        ondelete="set null",
    )
    cem_is_walk_in = fields.Boolean(string="Walk-in", readonly=True)
    cem_consent = fields.Boolean(
        string="May Be Contacted",
        help="The participant has agreed that contact data are kept and used.",
    )
    cem_consent_date = fields.Datetime(string="Agreed On", readonly=True, copy=False)
    cem_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Key of the device's own for this registration: sent again, it counts once.",
    )
    cem_person_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="E-mail or phone of a walk-in: the same person twice at two desks is one.",
    )
    # Whoever holds it says opinions as the participant.
    cem_token = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    cem_code_user_id = fields.Many2one(
        "res.users",
        string="Code Shown By",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Who showed the participant the code of the page on the own phone last. "
        "Opinions from that page are the participant's, unless somebody else scanned it.",
    )
    cem_code_date = fields.Datetime(string="Code Shown On", readonly=True, copy=False)

    _cem_key_uniq = models.UniqueIndex("(cem_key) WHERE cem_key IS NOT NULL")
    _cem_person_uniq = models.UniqueIndex(
        "(event_id, cem_person_key) WHERE cem_person_key IS NOT NULL"
    )
    _cem_token_uniq = models.UniqueIndex("(cem_token) WHERE cem_token IS NOT NULL")

    def _init_column(self, column_name):
        # One default for all rows that are there would be one key to all pages.
        if column_name == "cem_token":
            self.env.cr.execute(
                "UPDATE event_registration SET cem_token = gen_random_uuid()::text"
            )
            return
        super()._init_column(column_name)

    @api.model_create_multi
    def create(self, vals_list):
        """Participants write their own names, which stand in headers of mails."""
        new = self.browse()
        return super().create(
            [new._cem_consented(self._cem_clean(vals)) for vals in vals_list]
        )

    def write(self, vals):
        return super().write(self._cem_consented(self._cem_clean(vals)))

    def unlink(self):
        self.env["cem.activity.opinion"]._delete_of("registration_id", self)
        return super().unlink()

    @api.model
    def _cem_clean(self, vals):
        names = {"name", "email", "phone", "company_name"} & set(vals)
        return {**vals, **{name: one_line(vals[name]) for name in names}}

    def _cem_fingerprint(self):
        """Tells a scanned page from others, and opens none."""
        self.ensure_one()
        # the desk knows its participants' pages apart, and may not open them
        token = self.sudo().cem_token or ""
        return hashlib.sha256(token.encode()).hexdigest() if token else ""

    @api.depends("event_id")
    def _compute_cem_activity_id(self):
        for registration in self:
            registration.cem_activity_id = registration.event_id.cem_activity_ids[:1]

    @api.model
    def _search_cem_activity_id(self, operator, value):
        if operator == "any":
            return [("event_id.cem_activity_ids", "any", value)]
        return [("event_id.cem_activity_ids", operator, value)]

    def _cem_consented(self, vals):
        """With the time of a consent that staff ticked; pages of ours know it."""
        if "cem_consent" not in vals or "cem_consent_date" in vals:
            return vals
        if vals["cem_consent"] and self and all(self.mapped("cem_consent")):
            # The day on which it was given stays.
            return vals
        return {
            **vals,
            "cem_consent_date": vals["cem_consent"] and fields.Datetime.now(),
        }

    def _cem_link_partner(self):
        """Find or make the contact of a participant who agreed to be contacted."""
        self.ensure_one()
        if self.partner_id or not self.cem_consent or not (self.email or self.phone):
            return
        # Desk staff need not be contact managers; only this one contact is made.
        partners = self.env["res.partner"]._cem_sudo()
        email = email_normalize(self.email or "")
        own = [("company_id", "in", [self.company_id.id, False])]
        partner = partners
        if email:
            partner = partners.search([*own, ("email_normalized", "=", email)], limit=1)
        elif self.phone:
            partner = partners.search([*own, ("phone", "=", self.phone)], limit=1)
        partner = partner or partners.create(
            {
                "name": self.name or email or self.phone,
                "email": self.email,
                "phone": self.phone,
                "lang": self.event_id.lang or self.env.lang,
            }
        )
        self.env["cem.consent"]._note(
            partner, "consent", "activity", self.cem_consent_date
        )
        if self.cem_segment_id:
            partner.category_id |= self.cem_segment_id
        self.partner_id = partner
