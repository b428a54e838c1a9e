"""What the contact centre keeps of people; see ``tools/base/personal.py``."""

from odoo import api, models

from odoo.addons.cem_experience.tools.base.personal import ERASED, Personal


class CemContact(models.Model):
    _inherit = "cem.contact"

    _cem_personal = Personal(
        addresses=("caller",),
        phones=("caller",),
        identity=("caller",),
        words=("question", "note", "callback_note"),
        hand_out=(
            *("date", "channel", "need_id", "product_name", "question", "barrier_id"),
            *("feeling", "note", "duration", "callback_date", "callback_note"),
        ),
    )


class CemQuestion(models.Model):
    """The words of one contact may be the name of the group, until others ask it too."""

    _inherit = "cem.question"

    _cem_personal = Personal(people=())

    @api.model
    def _cem_personal_rows(self, subject):
        contacts = self.env["cem.contact"].with_context(active_test=False)
        mine = contacts.search([("partner_id", "in", subject.partner_ids)])
        return mine.question_id.filtered(
            lambda one: not one.faq_id and one.contact_ids <= mine
        )

    def _cem_personal_erase(self, subject, words):
        for question in self:
            named = any(
                needle.lower() in question.name.lower() for needle in subject.needles
            )
            if words or named:
                question.write({"name": ERASED, "key": f"erased:{question.id}"})
