from odoo import api, models

# Open lists and boards show these.
SHOWN_FIELDS = {
    "name",
    "partner_id",
    "stage_id",
    "user_id",
    "priority",
    "deadline",
    "score_ids",
    "worst_score_id",
    "touchpoint_id",
    "cause_ids",
    "outcome",
    "reason_gone",
}
QUEUE = "cem.followup.changed"


class CemFollowup(models.Model):
    """Real time: the owner hears of a case at once, and open screens follow.

    Two kinds of message go over the bus. What holds words of the customer goes to the
    owner alone. What goes to everybody who may read the follow-ups of a company holds
    ids; the screens then read anew, with the rights of their user.
    """

    _inherit = "cem.followup"

    def _notify_opened(self):
        """Tell screens and owners of cases that have just been opened."""
        self._refresh_screens()
        later = self.env.context.get("cem_news_later")
        for case in self:
            if not later and case.user_id != self.env.user:
                # the owner may read it, whoever made it for them may not
                case.sudo()._notify_owner()

    def _notify_changed(self, vals, owners):
        """Tell screens what was written, and owners that a case is theirs now.

        :param owners: dict by case of its owner before; empty if ``vals`` names none
        """
        if SHOWN_FIELDS & set(vals):
            self._refresh_screens()
        for case, owner in owners.items():
            if case.user_id not in (owner, self.env.user):
                # Who hands a case over may not read it any more.
                case.sudo()._notify_owner()

    def unlink(self):
        self._refresh_screens()
        return super().unlink()

    def _notify_owner(self, again=False):
        """A notification on whatever page the owner has open."""
        self.ensure_one()
        if not self.user_id or self.date_closed:
            return
        case = self.with_context(lang=self.user_id.lang or self.env.lang)
        words = (case.customer_words or "").strip()
        self.user_id._bus_send(
            "cem.followup/owned",
            {
                "id": case.id,
                "again": again,
                "customer": case.partner_id.display_name,
                "about": case.worst_score_id.display_name or "",
                "words": words[:200] + ("…" if len(words) > 200 else ""),
            },
        )

    def _refresh_screens(self):
        """One message for each company and transaction, whatever changes in it."""
        data = self.env.cr.precommit.data
        if QUEUE not in data:
            data[QUEUE] = {}
            uid = self.env.uid
            self.env.cr.precommit.add(lambda: self._send_changes(uid))
        # only numbers are sent, and only to screens of the same company
        for case in self.sudo():
            data[QUEUE].setdefault(case.company_id, set()).add(case.id)

    @api.model
    def _send_changes(self, uid):
        for company, ids in self.env.cr.precommit.data.pop(QUEUE, {}).items():
            company.env["cem.followup"]._live_channel(company)._bus_send(
                "cem.followup/changed",
                # Whose doing it was: that person's own screen is up to date.
                {"ids": sorted(ids)[:100], "by": uid},
                subchannel=self._live_subchannel(company),
            )

    @api.model
    def _live_channel(self, company):
        # only administrators may read groups, and everybody listens on this one
        return self.env.ref("cem_experience.group_cem_user").sudo()

    @api.model
    def _live_subchannel(self, company):
        return f"followups-{company.id}"


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Staff hear of the follow-ups of their companies; nobody else can ask to.

        A browser can only ask for channels that are texts, and these are none.
        """
        user = self.env.user
        if user.has_group("cem_experience.group_cem_user"):
            cases = self.env["cem.followup"]
            channels = list(channels) + [
                (cases._live_channel(company), cases._live_subchannel(company))
                for company in user.company_ids
            ]
        return super()._build_bus_channel_list(channels)
