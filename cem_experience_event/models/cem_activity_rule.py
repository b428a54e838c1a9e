from odoo import fields, models

PLATFORM_RULES = [
    ("remind", "Remind"),
    ("mystery", "Mystery"),
    ("gratitude", "Gratitude"),
    ("longing", "Longing"),
    ("volunteer", "Volunteer"),
    ("idol", "Idol"),
]


class CemActivityRule(models.Model):
    """A platform rule that the activity uses, and what is done for it."""

    _name = "cem.activity.rule"
    _description = "Platform Rule"
    _inherit = ["cem.activity.part"]

    kind = fields.Selection(PLATFORM_RULES, required=True, default="remind")
    action = fields.Text(
        string="What Is Done", translate=True, help="Before, at and after the event."
    )

    _kind_uniq = models.UniqueIndex(
        "(activity_id, kind)", "The plan has this rule already."
    )

    def _kind_label(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labels.get(self.kind, "")

    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule._kind_label()
