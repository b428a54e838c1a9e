"""A touchpoint with one question, and the hands of somebody who answers it."""

import re
from html import unescape

from odoo import Command, http
from odoo.tests import HttpCase

from .common_listen import ListenCommon


def public_rules(module):
    """The addresses of an addon that are served without a login."""
    return [
        (rule, endpoint)
        for rule, endpoint in http._generate_routing_rules([module], nodb_only=False)
        if endpoint.func.__module__.startswith(f"odoo.addons.{module}.")
        and endpoint.routing["auth"] != "user"
    ]


class PagesCommon(HttpCase, ListenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one_question = cls._one_question("Would you recommend us?")
        cls.touchpoint.survey_id = cls.one_question
        cls.question = cls.one_question.question_ids[0]

    @classmethod
    def _one_question(cls, title, **values):
        return cls.env["survey.survey"].create(
            {
                "title": "One question",
                "survey_type": "cem",
                "users_login_required": False,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": title,
                            "question_type": "scale",
                            "cem_measure": "nps",
                            "scale_min_label": "Never",
                            "scale_max_label": "Gladly",
                        }
                    )
                ],
                **values,
            }
        )

    def _invited(self, partner=None):
        """An invitation that has been sent."""
        invitation = self.touchpoint._invite(
            self._lead(partner_id=(partner or self.customer).id)
        )
        self._send()
        self.assertEqual(invitation.state, "sent")
        return invitation._for_customer()

    def _send(self):
        # HttpCase is in test mode already.
        self.env.flush_all()
        self.sender.method_direct_trigger()
        self.env.invalidate_all()

    def _fields(self, page):
        """What a browser would send of the form, if its owner touched nothing."""
        sent = {}
        for tag in re.findall(r"<(?:input|textarea)[^>]*>", page.text):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            kind = attributes.get("type")
            if kind in ("radio", "checkbox") and "checked" not in attributes:
                continue
            sent[attributes["name"]] = unescape(attributes.get("value", ""))
        return sent

    def _answer_page(self, url, page=None, **typed):
        """Fill in the form on a page, and send it."""
        page = page or self.url_open(url)
        self.assertEqual(page.status_code, 200, page.text[-500:])
        answer = self.url_open(
            url, data={**self._fields(page), **typed}, allow_redirects=False
        )
        self.env.invalidate_all()
        return answer

    def _sheets(self, survey=None):
        return self.env["survey.user_input"].search(
            [
                ("survey_id", "=", (survey or self.one_question).id),
                ("state", "!=", "new"),
            ]
        )

    def _marks(self, survey=None):
        return self._sheets(survey).user_input_line_ids.mapped("value_scale")
