import uuid

from odoo import api, fields, models


class EventRegistration(models.Model):
    """A participant of an experience activity."""

    _name = "event.registration"
    _inherit = ["event.registration", "cem.asked.mixin"]

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
    cem_token = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
        groups="cem_experience.group_cem_user",
        export_string_translation=False,
    )

    _cem_key_uniq = models.UniqueIndex("(cem_key) WHERE cem_key IS NOT NULL")
    _cem_person_uniq = models.UniqueIndex(
        "(event_id, cem_person_key) WHERE cem_person_key IS NOT NULL"
    )
    _cem_token_uniq = models.UniqueIndex("(cem_token) WHERE cem_token IS NOT NULL")

    @api.depends("event_id")
    def _compute_cem_activity_id(self):
        for registration in self:
            registration.cem_activity_id = registration.event_id.cem_activity_ids[:1]

    @api.model
    def _search_cem_activity_id(self, operator, value):
        if operator == "any":
            return [("event_id.cem_activity_ids", "any", value)]
        return [("event_id.cem_activity_ids", operator, value)]
