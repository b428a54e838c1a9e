from odoo import fields, models


class CemAuditMark(models.Model):
    """One mark 0-10 of a step: of one dimension, or of the touchpoint as a whole."""

    _name = "cem.audit.mark"
    _description = "Audit Mark"
    _order = "line_id, weight desc, id"
    # Set when the audit starts, marked on its page.
    _cem_server_fields = frozenset(
        {"dimension_id", "has_value", "line_id", "value", "weight"}
    )

    line_id = fields.Many2one(
        "cem.audit.line", required=True, index=True, ondelete="cascade"
    )
    audit_id = fields.Many2one(related="line_id.audit_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    dimension_id = fields.Many2one("cem.dimension", ondelete="restrict")
    weight = fields.Float(
        aggregator=None, help="Of the dimension when the audit was started."
    )
    # 0 is a mark; not marked is none
    has_value = fields.Boolean(string="Marked")
    value = fields.Float(string="Mark (0-10)", aggregator=None)

    _value_range = models.Constraint(
        "CHECK (value >= 0 AND value <= 10)", "A mark lies between 0 and 10."
    )

    def _score_values(self):
        """The score that this mark becomes when the audit is closed."""
        self.ensure_one()
        line = self.line_id
        seen = line.date_done or fields.Datetime.now()
        return {
            "audit_mark_id": self.id,
            "measure": "experience",
            "source": "audit",
            "value": self.value,
            "raw_value": self.value,
            "dimension_id": self.dimension_id.id,
            "touchpoint_id": line.touchpoint_id.id,
            "journey_id": line.journey_id.id,
            "date": fields.Datetime.context_timestamp(self, seen).date(),
            "company_id": line.company_id.id,
            "user_id": line.user_id.id,
            "comment": line.note or False,
            "res_model": line._name,
            "res_id": line.id,
        }
