from odoo import fields, models

from odoo.addons.cem_experience.models.score.cem_score import SATISFACTION_MEASURES

STAFF = "cem_experience.group_cem_user"


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "cem.asked.mixin"]
    # Given along by the button of the follow-up, to whoever may read that one.
    _cem_open_fields = frozenset({"cem_followup_id"})

    cem_score_count = fields.Integer(
        string="Scores", compute="_compute_cem_score", groups=STAFF
    )
    cem_mark = fields.Char(
        string="Opinion (0-10)",
        compute="_compute_cem_score",
        groups=STAFF,
        help="Mean of what the customer last said about this ticket, from 0 (bad) to "
        "10 (good). Empty: nothing.",
    )
    cem_is_bad = fields.Boolean(compute="_compute_cem_score", groups=STAFF)
    cem_followup_count = fields.Integer(
        string="Follow-ups", compute="_compute_cem_followup_count", groups=STAFF
    )
    cem_followup_id = fields.Many2one(
        "cem.followup",
        string="Opened for Follow-up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=STAFF,
    )

    def _cem_sheets(self):
        """Finished answer sheets about these tickets, the latest first.

        Invitations lead there, because they are found by record without reading the
        fact table through.
        """
        invitations = self.env["cem.invitation"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "=", "answered"),
            ]
        )
        return invitations.sorted("sent_date", reverse=True)

    def _compute_cem_score(self):
        latest = {}
        for invitation in self._cem_sheets():
            latest.setdefault(invitation.res_id, invitation.user_input_id)
        figures = {
            sheet: (mean, count)
            for sheet, mean, count in self.env["cem.score"]._read_group(
                [
                    ("user_input_id", "in", [sheet.id for sheet in latest.values()]),
                    ("measure", "in", SATISFACTION_MEASURES),
                ],
                ["user_input_id"],
                ["value:avg", "__count"],
            )
        }
        for ticket in self:
            mean, count = figures.get(latest.get(ticket.id), (None, 0))
            ticket.cem_score_count = count
            ticket.cem_mark = f"{mean:.1f}" if count else False
            ticket.cem_is_bad = bool(count) and mean < 5

    def _compute_cem_followup_count(self):
        # The customer leads there by an index; the record alone would not.
        followups = self.env["cem.followup"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        )
        counts = dict.fromkeys(self.ids, 0)
        for followup in followups:
            counts[followup.res_id] += 1
        for ticket in self:
            ticket.cem_followup_count = counts.get(ticket.id, 0)

    def action_cem_scores(self):
        self.ensure_one()
        sheets = self._cem_sheets().user_input_id
        return self.env["cem.score"]._action_open([("user_input_id", "in", sheets.ids)])

    def action_cem_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        action["context"] = {}
        return action
