from datetime import timedelta

from odoo import api, fields, models


class CemInvitation(models.Model):
    """Why was this customer asked, or not? In a plain sentence."""

    _inherit = "cem.invitation"

    explanation = fields.Char(compute="_compute_explanation")

    @api.depends("state", "reason", "sent_date", "scheduled_date")
    @api.depends_context("lang", "tz")
    def _compute_explanation(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for invitation in self:
            invitation.explanation = invitation._explain(reasons)

    def _explain(self, reasons):
        self.ensure_one()
        about = {
            "touchpoint": self.touchpoint_id.name or "",
            "date": self._day(
                self.sent_date
                or (self.state == "waiting" and self.scheduled_date)
                or self.create_date
            ),
        }
        match self.state:
            case "waiting" | "sending":
                return self.env._("%(touchpoint)s: will be asked on %(date)s.", **about)
            case "sent" | "opened":
                return self.env._(
                    "%(touchpoint)s: asked on %(date)s, has not answered yet.", **about
                )
            case "answered":
                return self.env._(
                    "%(touchpoint)s: asked on %(date)s, has answered.", **about
                )
            case "expired":
                return self.env._(
                    "%(touchpoint)s: asked on %(date)s, did not answer in time.",
                    **about,
                )
            case "bounced":
                return self.env._(
                    "%(touchpoint)s: the e-mail came back, so the customer was not "
                    "asked. %(note)s",
                    note=self.note or "",
                    **about,
                )
        return self.env._(
            "%(touchpoint)s: not asked on %(date)s. %(reason)s.",
            reason=reasons.get(self.reason, ""),
            **about,
        )

    def _day(self, moment):
        if not moment:
            return ""
        return self.env["ir.qweb.field.date"].value_to_html(
            fields.Datetime.context_timestamp(self, moment).date(), {}
        )

    @api.model
    def _may_be_asked_from(self, partner):
        """When this person may be asked again; False if now."""
        days = self.env["ir.config_parameter"]._cem_number("fatigue_days", 30)
        if days <= 0:
            return False
        domain = [("partner_id", "=", partner.id)]
        if partner.email_normalized:
            domain = [
                "|",
                *domain,
                ("email_normalized", "=", partner.email_normalized),
            ]
        last = self.search(
            [*domain, ("sent_date", "!=", False)], order="sent_date desc", limit=1
        ).sent_date
        until = last and last + timedelta(days=days)
        return until if until and until > fields.Datetime.now() else False

    @api.model
    def _sync_record_actions(self):
        """Offer on each kind of record that is listened to: what became of it?

        One action in the menu of actions per kind of record, for as long as some
        touchpoint is about it.
        """
        # Actions are the administrators'; these open what the user may read anyway.
        actions = self.env["ir.actions.act_window"].sudo()
        wanted = (
            self.env["cem.touchpoint"]
            .sudo()
            .with_context(active_test=False)
            .search([("ask_model_id", "!=", False), ("survey_id", "!=", False)])
            .ask_model_id
        )
        current = actions.search(
            [("res_model", "=", self._name), ("binding_model_id", "!=", False)]
        )
        gone = current.filtered(lambda a: a.binding_model_id not in wanted)
        current -= gone
        gone.unlink()
        for model in wanted - current.binding_model_id:
            action = actions.create(
                {
                    "name": self.env._("Opinions Asked For"),
                    "res_model": self._name,
                    "view_mode": "list,form",
                    "domain": f"[('res_model', '=', {model.model!r}), "
                    "('res_id', 'in', active_ids)]",
                    "binding_model_id": model.id,
                    "binding_view_types": "list,form",
                    "group_ids": [
                        (4, self.env.ref("cem_experience.group_cem_user").id)
                    ],
                }
            )
            # One entry for all colleagues, each of whom has a language.
            installed = dict(self.env["res.lang"].get_installed())
            action.update_field_translations(
                "name",
                {
                    code: self.with_context(lang=code).env._("Opinions Asked For")
                    for code in installed
                },
            )
