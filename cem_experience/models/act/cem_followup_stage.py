from odoo import api, fields, models
from odoo.exceptions import UserError


class CemFollowupStage(models.Model):
    """A step of a follow-up, from found to closed."""

    _name = "cem.followup.stage"
    _description = "Follow-up Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("todo", "To contact"),
            ("working", "Being worked on"),
            ("waiting", "Waiting for the customer"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="working",
        help="What being in this stage means. The customer has been contacted in every "
        "stage but the first kind. Cancelled follow-ups do not count in figures.",
    )
    is_closed = fields.Boolean(
        compute="_compute_is_closed",
        store=True,
        help="Nothing is left to be done in this stage.",
    )
    fold = fields.Boolean(
        string="Folded in Kanban",
        help="Show this stage as a narrow column.",
    )
    description = fields.Text(translate=True)

    @api.depends("kind")
    def _compute_is_closed(self):
        for stage in self:
            stage.is_closed = stage.kind in ("closed", "cancelled")

    def write(self, vals):
        if "kind" in vals:
            changed = self.filtered(lambda stage: stage.kind != vals["kind"])
            # Whatever their company, closing dates would no longer tell the truth.
            used = (
                self.env["cem.followup"]
                .sudo()
                .search([("stage_id", "in", changed.ids)], limit=1)
            )
            if used:
                raise UserError(
                    self.env._(
                        "Stage “%s” has follow-ups. Move them to another stage before "
                        "you change what it means.",
                        used.stage_id.name,
                    )
                )
        return super().write(vals)

    @api.model
    def _first(self, *kinds):
        """The first stage of one of these kinds, the kinds in order of preference."""
        for kind in kinds:
            stage = self.search([("kind", "=", kind)], limit=1)
            if stage:
                return stage
        raise UserError(
            self.env._(
                "There is no follow-up stage that means “%s”. Add one under "
                "Configuration / Follow-up Stages.",
                dict(self._fields["kind"]._description_selection(self.env))[kinds[0]],
            )
        )
