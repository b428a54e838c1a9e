from odoo import api, fields, models


class IrActionsServer(models.Model):
    """Server action that asks for an opinion, for any automation rule."""

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[("cem_invite", "Ask for an Opinion"), ("followers",)],
        ondelete={"cem_invite": "cascade"},
    )
    cem_touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        string="Touchpoint",
        compute="_compute_cem_touchpoint_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('survey_id', '!=', False), "
        "'|', ('ask_model_id', '=', False), ('ask_model_id', '=', model_id)]",
        help="Says which questions are asked, when, and whom.",
    )

    def _name_depends(self):
        return [*super()._name_depends(), "cem_touchpoint_id"]

    def _generate_action_name(self):
        self.ensure_one()
        if self.state == "cem_invite" and self.cem_touchpoint_id:
            return self.env._(
                "Ask for an opinion: %s", self.cem_touchpoint_id.complete_name
            )
        return super()._generate_action_name()

    @api.depends("state", "model_id")
    def _compute_cem_touchpoint_id(self):
        for action in self:
            model = action.cem_touchpoint_id.ask_model_id
            if action.state != "cem_invite" or (model and model != action.model_id):
                action.cem_touchpoint_id = False

    @api.model
    def _warning_depends(self):
        return [*super()._warning_depends(), "state", "cem_touchpoint_id"]

    def _get_warning_messages(self):
        self.ensure_one()
        warnings = super()._get_warning_messages()
        if self.state == "cem_invite" and not self.cem_touchpoint_id:
            warnings.append(self.env._("Choose the touchpoint to ask about."))
        return warnings

    def _run_action_cem_invite_multi(self, eval_context=None):
        if not self.cem_touchpoint_id or self._is_recompute():
            return False
        records = eval_context.get("records") or eval_context.get("record")
        if records:
            self.cem_touchpoint_id._invite(records)
        return False
