from odoo import api, fields, models


class ResPartner(models.Model):
    """The follow-ups of a contact."""

    _inherit = "res.partner"

    # Only staff may count follow-ups; everybody may read the rest of a customer.
    cem_followup_count = fields.Integer(
        string="Follow-ups",
        compute="_compute_cem_followup_count",
        groups="cem_experience.group_cem_user",
    )
    cem_followup_open_count = fields.Integer(
        string="Open Follow-ups",
        compute="_compute_cem_followup_count",
        groups="cem_experience.group_cem_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_cem_followup_count(self):
        counts = {
            partner: (count, count - closed)
            for partner, count, closed in self.env["cem.followup"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["__count", "date_closed:count"],
            )
        }
        for partner in self:
            partner.cem_followup_count, partner.cem_followup_open_count = counts.get(
                partner, (0, 0)
            )

    def action_cem_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _cem_reasons_to_keep(self):
        kept = super()._cem_reasons_to_keep()
        # Whoever deletes a contact need not see its follow-ups; they are only counted.
        cases = self.env["cem.followup"].sudo().with_context(active_test=False)
        for partner, count in cases._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        ):
            words = self.env._("follow-ups: %s", count)
            kept.setdefault(partner.with_env(self.env), []).insert(0, words)
        return kept
