from odoo import fields, models


class CemRequirement(models.Model):
    """What auditors found broken, and a requirement is to mend."""

    _inherit = "cem.requirement"

    audit_check_ids = fields.One2many(
        "cem.audit.check", "requirement_id", string="Found Broken"
    )


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    outcome = fields.Selection(
        selection_add=[("mended", "Standard is kept again")],
        ondelete={"mended": "set null"},
    )
    audit_check_ids = fields.One2many(
        "cem.audit.check", "followup_id", string="Found Broken"
    )

    def _has_other_reason(self):
        """Of what auditors found: a standard that is still broken, in an audit that
        counts."""
        if self.audit_check_ids:
            return any(
                check.result == "broken" and check.line_id.audit_id.state != "cancelled"
                for check in self.audit_check_ids
            )
        return super()._has_other_reason()
