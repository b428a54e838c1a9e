import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.cem_experience.tools.score import scales

_logger = logging.getLogger(__name__)

# An answer given before that is history, and nobody's news.
NEWS_DAYS = 2


class CemWebhook(models.Model):
    """From an event to the messages about it, in the transaction of the event."""

    _inherit = "cem.webhook"

    @api.model
    def _announce(self, event, record, facts):
        """Put a message for each webhook that wants it into the outbox.

        Never keeps the event itself from happening.

        :param event: one of ``EVENTS``
        :param record: what the link leads to
        :param facts: callable that returns a dict: ``company``, ``touchpoint``,
            ``journey``, ``partner`` (records), ``comment`` and ``data`` (JSON-ready)
        """
        # Who answers, or closes a ticket, has no right on webhooks.
        webhooks = self.sudo().browse(self._listening(event))
        if not webhooks:
            return
        try:
            with self.env.cr.savepoint():
                facts = facts()
                wanting = webhooks.filtered(
                    lambda webhook: webhook._is_subscribed_to(
                        facts["company"], facts["touchpoint"], facts["journey"]
                    )
                )
                if wanting:
                    # whoever sets a webhook off may not see what is sent
                    deliveries = self.env["cem.webhook.delivery"].sudo()
                    deliveries.create(
                        [
                            hook._delivery_values(event, record, facts)
                            for hook in wanting
                        ]
                    )
                    deliveries._wake()
        except Exception:
            _logger.warning("No message about %s of %s", event, record, exc_info=True)

    def _delivery_values(self, event, record, facts):
        payload = {
            "event": event,
            "date": fields.Datetime.to_string(fields.Datetime.now()) + "Z",
            "link": record._cem_link(),
            "company": _named(facts["company"]),
            "touchpoint": _named(facts["touchpoint"]),
            "journey": _named(facts["journey"]),
            **facts["data"],
        }
        partner = facts["partner"]
        if self.with_customer and partner:
            payload["customer"] = {
                "id": partner.id,
                "name": partner.display_name,
                "email": partner.email or None,
                "phone": partner.phone or None,
            }
        if self.with_comment and facts["comment"]:
            payload["comment"] = facts["comment"]
        return {
            "webhook_id": self.id,
            "company_id": facts["company"].id,
            "event": event,
            "payload": payload,
            "res_model": record._name,
            "res_id": record.id,
        }


def _named(record):
    return {"id": record.id, "name": record.display_name} if record else None


class CemScore(models.Model):
    _inherit = "cem.score"

    def _announce_answers(self):
        if self._is_heard():
            # Whoever answers has no right on what is sent, nor on who gets it.
            self.sudo()._send_answers()
        return super()._announce_answers()

    @api.model
    def _announce_sheet(self, sheet):
        if self._is_heard():
            self.search([("user_input_id", "=", sheet.id)])._announce_answers()
        return super()._announce_sheet(sheet)

    @api.model
    def _is_heard(self):
        hooks = self.env["cem.webhook"]
        return bool(hooks._listening("answer") or hooks._listening("detractor"))

    def _send_answers(self):
        """One message for all that one person said at one time."""
        news = fields.Date.context_today(self) - timedelta(days=NEWS_DAYS)
        no_news = ["import", *self._company_sources()]
        fresh = self.filtered(
            lambda score: (
                score.active
                # The moment at which it came would tell who gave an anonymous one.
                and score.partner_id
                and score.source not in no_news
                and score.date >= news
            )
        )
        for sheet in fresh.grouped(
            lambda one: (
                one.user_input_id,
                one.partner_id,
                one.touchpoint_id,
                one.date,
                one.company_id,
            )
        ).values():
            bad = sheet.filtered(lambda one: one._is_of_detractor())
            hooks = self.env["cem.webhook"]
            hooks._announce("answer", sheet[0], sheet._announced)
            if bad:
                hooks._announce("detractor", bad[0], sheet._announced)

    def _is_of_detractor(self):
        return self.measure == "nps" and scales.nps_group(self.value) == "detractor"

    def _announced(self):
        first = self[0]
        return {
            "company": first.company_id,
            "touchpoint": self.touchpoint_id[:1],
            "journey": self.journey_id[:1],
            "partner": first.partner_id,
            "comment": "\n".join(
                said.comment
                for said in [*self, *first._sheet_remarks()]
                if said.comment
            ),
            "data": {
                "answered": str(first.date),
                "scores": [
                    {
                        "id": score.id,
                        "measure": score.measure,
                        "dimension": score.dimension_id.code or None,
                        "value": score.value,
                        "answer": score.raw_value,
                    }
                    for score in self
                ],
            },
        }

    def _sheet_remarks(self):
        """What the customer said on the whole, on the sheet of these answers."""
        return self.env["cem.remark"].search(
            [("user_input_id", "in", self.user_input_id.ids)]
        )

    def _cem_link(self):
        action = "cem_experience.cem_score_action"
        return f"{self.get_base_url()}/odoo/action-{action}/{self.id}"


class CemFollowup(models.Model):
    _inherit = "cem.followup"

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        # as above
        for case in cases.sudo():
            self.env["cem.webhook"]._announce("followup_open", case, case._announced)
        return cases

    def _note_late(self):
        result = super()._note_late()
        self.env["cem.webhook"]._announce("followup_late", self, self._announced)
        return result

    def _announced(self):
        return {
            "company": self.company_id,
            "touchpoint": self.touchpoint_id,
            "journey": self.journey_id,
            "partner": self.partner_id,
            "comment": self.customer_words or "",
            "data": {
                "followup": {
                    "id": self.id,
                    "owner": self.user_id.name or None,
                    "deadline": self.deadline
                    and fields.Datetime.to_string(self.deadline) + "Z",
                    "stage": self.stage_id.name,
                    "worst": self.worst_value if self.worst_score_id else None,
                },
            },
        }

    def _cem_link(self):
        action = "cem_experience.cem_followup_action"
        return f"{self.get_base_url()}/odoo/action-{action}/{self.id}"
