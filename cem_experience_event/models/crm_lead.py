from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    cem_registration_id = fields.Many2one(
        "event.registration",
        string="Participant",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    cem_activity_id = fields.Many2one(
        "cem.activity",
        string="Experience Activity",
        index="btree_not_null",
        ondelete="set null",
    )
    cem_key = fields.Char(readonly=True, copy=False, export_string_translation=False)

    _cem_key_uniq = models.UniqueIndex("(cem_key) WHERE cem_key IS NOT NULL")
