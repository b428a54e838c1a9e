from odoo import fields, models


class IrUiView(models.Model):
    """A view type that Odoo Community lacks: bars over months."""

    _inherit = "ir.ui.view"

    type = fields.Selection(selection_add=[("cem_timeline", "Timeline")])

    def _get_view_info(self):
        return {"cem_timeline": {"icon": "fa fa-align-left"}} | super()._get_view_info()


class IrActionsActWindowView(models.Model):
    _inherit = "ir.actions.act_window.view"

    view_mode = fields.Selection(
        selection_add=[("cem_timeline", "Timeline")],
        ondelete={"cem_timeline": "cascade"},
    )
