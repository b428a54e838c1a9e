from odoo import fields, models

from odoo.addons.cem_experience.tools.base.texts import one_line


class CemWebhookDelivery(models.Model):
    """What a message says to people, in plain words and their language, if anything."""

    _inherit = "cem.webhook.delivery"

    def _message(self):
        """The message in the language of ``env``.

        :return: title, list of lines, and link (dict of url and label, or None)
        """
        payload = self.payload or {}
        title = {
            "answer": self.env._("A customer has answered"),
            "detractor": self.env._("A customer would not recommend us"),
            "followup_open": self.env._("A dissatisfied customer needs a call"),
            "followup_late": self.env._("A follow-up is late"),
            "test": self.env._("Test message of the customer experience suite"),
        }[self.event]
        lines = [
            *self._score_lines(payload.get("scores") or []),
            *self._about_lines(payload),
            *self._followup_lines(payload.get("followup") or {}),
        ]
        customer = payload.get("customer") or {}
        if customer:
            known = [customer["name"], customer.get("phone"), customer.get("email")]
            lines.append(
                self.env._(
                    "Customer: %(customer)s", customer=", ".join(filter(None, known))
                )
            )
        # a name that ends its line would say more than a name
        lines = [one_line(line) for line in lines]
        if payload.get("comment"):
            lines.append(f"“{payload['comment']}”")
        if self.event == "test":
            lines.append(self.env._("If you can read this, all is set up."))
            return title, lines, None
        link = {"url": payload.get("link"), "label": self.env._("Open in Odoo")}
        return title, lines, link

    def _score_lines(self, scores):
        Score = self.env["cem.score"]
        dimensions = {
            dimension.code: dimension.name
            for dimension in self.env["cem.dimension"].search([])
        }
        return [
            self.env._(
                "%(what)s: %(answer)s (%(value)s of 10)",
                what=": ".join(
                    filter(
                        None,
                        [
                            dimensions.get(score.get("dimension")),
                            Score._measure_label(score["measure"]),
                        ],
                    )
                ),
                answer=f"{score['answer']:g}",
                value=f"{score['value']:.1f}",
            )
            for score in scores
        ]

    def _about_lines(self, payload):
        names = [
            (payload.get(key) or {}).get("name") for key in ("journey", "touchpoint")
        ]
        about = " › ".join(filter(None, names))
        return [self.env._("About: %(about)s", about=about)] if about else []

    def _followup_lines(self, followup):
        lines = []
        if followup.get("worst") is not None:
            lines.append(
                self.env._(
                    "Worst answer: %(value)s of 10", value=f"{followup['worst']:.1f}"
                )
            )
        if followup.get("owner"):
            lines.append(self.env._("Owner: %(owner)s", owner=followup["owner"]))
        if followup.get("deadline"):
            zone = self.company_id.partner_id.tz or "UTC"
            deadline = fields.Datetime.context_timestamp(
                self.with_context(tz=zone),
                fields.Datetime.to_datetime(followup["deadline"].rstrip("Z")),
            )
            lines.append(
                self.env._(
                    "To be closed by: %(deadline)s (%(zone)s)",
                    deadline=deadline.strftime("%Y-%m-%d %H:%M"),
                    zone=zone,
                )
            )
        return lines

    def _is_withdrawn(self):
        """Whether what the message tells holds no more: answers, or that a case waits.

        An answer that was corrected has been given all the same.
        """
        if self.res_model == "cem.score":
            return not self._without_withdrawn()
        if self.res_model != "cem.followup":
            return False
        case = self.env["cem.followup"].browse(self.res_id).exists()
        if not case or case.reason_gone:
            return True
        if self.event == "followup_late":
            return bool(case.date_closed)
        return bool(case.score_ids and not case.score_ids.filtered("active"))

    def _without_withdrawn(self):
        """Take what was withdrawn since out of a message about a sheet.

        :return: the scores of which it still tells; none if it is not to be sent
        """
        told = [score.get("id") for score in self.payload.get("scores") or []]
        told = self.env["cem.score"].browse(
            [one for one in told if one] or [self.res_id]
        )
        standing = told.exists().filtered(
            lambda score: score.active or score.superseded_by_id
        )
        if self.event == "detractor" and not standing.filtered(
            lambda score: score._is_of_detractor()
        ):
            return standing.browse()
        if standing and len(standing) < len(told):
            values = self.webhook_id._delivery_values(
                self.event, standing[0], standing._announced()
            )
            values["payload"]["date"] = self.payload["date"]
            self.write({name: values[name] for name in ("payload", "res_id")})
        return standing
