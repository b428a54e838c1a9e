from odoo import fields, models

STAFF = "cem_experience.group_cem_user"


class CemAskedMixin(models.AbstractModel):
    """A record whose form says whether its customer was asked, and if not, why."""

    _name = "cem.asked.mixin"
    _description = "Record That Customers Are Asked About"

    cem_invitation_count = fields.Integer(
        string="Invitations", compute="_compute_cem_invitations", groups=STAFF
    )
    cem_asking_summary = fields.Char(
        string="Asked for an Opinion", compute="_compute_cem_invitations", groups=STAFF
    )

    def _cem_invitation_domain(self):
        return [("res_model", "=", self._name), ("res_id", "in", self.ids)]

    def _compute_cem_invitations(self):
        by_record = {}
        invitations = self.env["cem.invitation"].search(
            self._cem_invitation_domain(), order="id desc"
        )
        for invitation in invitations:
            by_record.setdefault(invitation.res_id, []).append(invitation)
        for record in self:
            mine = by_record.get(record.id, [])
            record.cem_invitation_count = len(mine)
            record.cem_asking_summary = mine[0].explanation if mine else False

    def action_cem_invitations(self):
        """What was asked about this record; the one invitation if there is but one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_invitation_action"
        )
        action["domain"] = self._cem_invitation_domain()
        action["context"] = {}
        invitation = self.env["cem.invitation"].search(action["domain"], limit=2)
        if len(invitation) == 1:
            action |= {
                "view_mode": "form",
                "views": [(False, "form")],
                "res_id": invitation.id,
            }
        return action
