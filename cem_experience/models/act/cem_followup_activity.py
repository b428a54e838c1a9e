from odoo import fields, models
from odoo.tools import plaintext2html

ESCALATION_TYPE = "cem_experience.mail_activity_type_followup_escalation"


class CemFollowup(models.Model):
    """The activity of the owner: one as long as the case is open."""

    _inherit = "cem.followup"

    def _activities(self, *types):
        """Activities of these types that the software has made for these cases."""
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "in", [kind.id for kind in types if kind]),
                ("automated", "=", True),
            ]
        )

    def _activity_type(self):
        if not self.partner_id:
            # a broken standard: there is nobody to call
            return self.env.ref("mail.mail_activity_data_todo")
        return self.rule_id.activity_type_id or self.rule_id._default_activity_type()

    def _sync_activities(self, fresh):
        """Bring the activities in line: one for the owner of an open case.

        :param fresh: those of ``self`` that were just made or reopened; with others a
            missing activity is one that the owner has marked done, and it comes back
            with a new owner only
        """
        escalation = self.env.ref(ESCALATION_TYPE, raise_if_not_found=False)
        # Activities move although somebody else closes the case, or has just handed
        # it over and has no right on it any more. One message is enough: Odoo tells
        # the new owner already.
        for case in self.sudo().with_context(mail_activity_quick_update=True):
            mine = case._activities(case._activity_type())
            if case.date_closed:
                mine |= case._activities(escalation)
                if case.stage_id.kind == "cancelled":
                    mine.unlink()
                else:
                    mine.action_feedback()
            elif not case.user_id:
                mine.unlink()
            elif mine:
                vals = {}
                if mine.user_id != case.user_id:
                    vals["user_id"] = case.user_id.id
                if set(mine.mapped("date_deadline")) != {case._activity_date()}:
                    vals["date_deadline"] = case._activity_date()
                if vals:
                    mine.write(vals)
            elif case in fresh or not case._activity_done_by(case.user_id):
                case._schedule_activity()

    def _activity_done_by(self, user):
        return bool(
            self.with_context(active_test=False)
            ._activities(self._activity_type())
            .filtered(lambda act: not act.active and act.user_id == user)
        )

    def _schedule_activity(self):
        self.ensure_one()
        self.with_context(lang=self.user_id.lang or self.env.lang).activity_schedule(
            activity_type_id=self._activity_type().id,
            date_deadline=self._activity_date(),
            user_id=self.user_id.id,
            note=plaintext2html(self.customer_words or ""),
        )

    def _activity_date(self):
        """Day of the deadline where the owner is."""
        zone = self.user_id.tz or self.company_id.partner_id.tz or "UTC"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), self.deadline or fields.Datetime.now()
        ).date()
