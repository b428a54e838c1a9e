from odoo import api, fields, models

from .cem_activity_part import MODULES


class CemActivityModule(models.Model):
    """One idea for one of the five modules of the experience, or why there is none."""

    _name = "cem.activity.module"
    _description = "Experience Module"
    _inherit = ["cem.activity.part"]

    module = fields.Selection(MODULES, required=True, default="sense")
    meets = fields.Text(
        string="Participants Meet",
        translate=True,
        help="What the participant sees, hears, does or is told.",
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the participant meets it.",
    )
    sense_ids = fields.Many2many("cem.sense", string="Senses")
    effect = fields.Text(
        string="Shall Cause",
        translate=True,
        help="What the participant shall feel, think, do or belong to because of it.",
    )
    is_waived = fields.Boolean(
        string="Waived", help="This event does without the module, for a reason."
    )
    waive_reason = fields.Char(string="Reason", translate=True)

    _waived = models.Constraint(
        "CHECK (is_waived IS NOT TRUE OR waive_reason IS NOT NULL)",
        "Say why the event does without this module.",
    )

    @api.depends("module", "activity_id.name")
    def _compute_display_name(self):
        labels = dict(self._fields["module"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{labels.get(row.module, '')}: {row.activity_id.name}"

    def _is_complete(self):
        """Whether it counts: fully designed, or waived with a reason."""
        self.ensure_one()
        if self.is_waived:
            return bool((self.waive_reason or "").strip())
        return bool(self.meets and self.touchpoint_id and self.effect)
