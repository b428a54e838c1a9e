from odoo import fields, models


class CemActivityAlias(models.Model):
    """Key of a walk-in who turned out to be registered already."""

    _name = "cem.activity.alias"
    _description = "Walk-in Already Registered"

    activity_id = fields.Many2one(
        "cem.activity", required=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True)
    registration_id = fields.Many2one(
        "event.registration", required=True, index=True, ondelete="cascade"
    )

    _key_uniq = models.UniqueIndex("(activity_id, key)")
