from odoo import api, fields, models


class ResPartner(models.Model):
    """Whether a customer is asked for opinions, and why not."""

    _inherit = "res.partner"

    cem_invitation_count = fields.Integer(
        compute="_compute_cem_invitation_count",
        groups="cem_experience.group_cem_user",
    )
    cem_asking_summary = fields.Char(
        string="Asked for an Opinion",
        compute="_compute_cem_asking_summary",
        groups="cem_experience.group_cem_user",
    )

    def _compute_cem_invitation_count(self):
        counts = dict(
            self.env["cem.invitation"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cem_invitation_count = counts.get(partner, 0)

    @api.depends("cem_no_survey")
    @api.depends_context("lang", "tz")
    def _compute_cem_asking_summary(self):
        """Read on the form only, so that one customer at a time is looked up."""
        invitations = self.env["cem.invitation"]
        for partner in self:
            last = invitations.search(
                [("partner_id", "=", partner.id)], order="id desc", limit=1
            )
            sentences = [last.explanation if last else self.env._("Never asked.")]
            until = invitations._may_be_asked_from(partner)
            if partner.cem_no_survey:
                sentences.append(self.env._("Does not want to be asked."))
            elif until:
                sentences.append(
                    self.env._(
                        "Is left in peace until %(date)s.", date=invitations._day(until)
                    )
                )
            partner.cem_asking_summary = " ".join(sentences)

    def action_cem_invitations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_invitation_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        return action
