from odoo import api, models


class CemFollowup(models.Model):
    """What becomes of cases when contacts are merged."""

    _inherit = "cem.followup"

    @api.model
    def _cem_merge_contacts(self, src, dst):
        """All cases stay, open or closed: they have happened, and are counted.

        New answers go to one open case for each cause, the earliest; the owners of the
        others are told.
        """
        cases = self.search(
            [("partner_id", "in", (src | dst).ids), ("case_key", "!=", False)],
            order="date_open, id",
        )
        taken, doubles = {}, {}
        for case in cases:
            key = self._key(dst, case.company_id, case.rule_cause_id)
            if key in taken:
                doubles[case] = taken[key]
            else:
                taken[key] = case
        cases.case_key = False
        cases.flush_recordset(["case_key"])
        for key, case in taken.items():
            case.case_key = key
        for case, first in doubles.items():
            case = case.with_context(lang=case.user_id.lang or self.env.lang)
            case.message_post(
                body=case.env._(
                    "Contacts have been merged: %(first)s is an open follow-up of the "
                    "same customer, of %(owner)s.",
                    first=first.display_name,
                    owner=first.user_id.name or "–",
                ),
                partner_ids=case.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
