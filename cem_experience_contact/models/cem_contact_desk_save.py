from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cem_experience.models.base.takes import (
    DATE,
    NUMBER,
    RECORD,
    TEXT,
    Mapping,
    takes,
)

# As the customer sees it: a call comes by the call centre, a chat by the chat.
TOUCHPOINT_CHANNELS = {
    "call_in": "cem_channel_call_centre",
    "call_out": "cem_channel_call_centre",
    "chat": "cem_channel_chat",
    "message": "cem_channel_e_mail",
}
LONGEST_NOTE = 5000


FORM = Mapping(
    key=TEXT.or_none(),
    channel=TEXT.or_none(),
    partner_id=RECORD,
    caller=TEXT.or_none(),
    need_id=RECORD,
    need=TEXT.or_none(),
    barrier_id=RECORD,
    barrier=TEXT.or_none(),
    product=TEXT.or_none(),
    faq_id=RECORD,
    question_id=RECORD,
    question=TEXT.or_none(),
    journey_id=RECORD,
    stage_id=RECORD,
    callback=DATE,
    callback_user_id=RECORD,
    callback_note=TEXT.or_none(),
    note=TEXT.or_none(),
    seconds=NUMBER.or_none(),
    duration=NUMBER.or_none(),
    callback_of_id=RECORD,
    res_model=TEXT.or_none(),
    res_id=RECORD,
)


class CemContact(models.Model):
    """What the wrap-up form saves, and takes back."""

    _inherit = "cem.contact"

    @api.model
    @takes(values=FORM)
    def desk_save(self, values):
        """Note a contact once, however often the same one is sent.

        :param values: dict of ``key`` (made by the form, one a contact), ``channel``,
            ``partner_id`` or ``caller``, ``need_id`` or ``need``, ``barrier_id`` or
            ``barrier``, ``product``, ``faq_id``, ``question_id`` or ``question``,
            ``feeling`` (-2..2), ``journey_id``, ``stage_id``, ``callback`` (UTC),
            ``callback_user_id``, ``callback_note``, ``note``, ``lead`` (give it to
            sales), ``seconds``, ``duration``, ``callback_of_id``, ``res_model`` and
            ``res_id``
        :return: the line of the contact with ``leads`` (how many came of it) and
            ``proposed`` (names that are not on the lists yet)
        :raise ValidationError: nothing at all was noted
        """
        self._check_desk()
        values = values or {}
        key = (values.get("key") or "")[:64]
        if not key:
            raise ValidationError(self.env._("Open the form again, please."))
        known = self.with_context(active_test=False).search(
            [("key", "=", f"{self.env.uid}:{key}")]
        )
        if known:
            return known._desk_saved()
        vals = self._desk_vals(values)
        vals["key"] = f"{self.env.uid}:{key}"
        # Key, record and times are the form's own, checked above.
        desk = self._cem_as_server().with_context(cem_lead_decided=True)
        contact = desk.create(vals).with_env(self.env)
        if values.get("lead") and contact.is_sellable:
            contact._make_leads()
        if contact.callback_of_id:
            contact.callback_of_id.action_callback_done()
        return contact._desk_saved()

    def _desk_saved(self):
        return self._desk_row() | {
            "proposed": [
                one.name for one in (self.need_id, self.barrier_id) if one.is_proposal
            ],
        }

    @api.model
    def _desk_vals(self, values):
        company = self.env.company

        def words(name, length=200):
            # no words are none, and not empty ones: groups and filters tell them apart
            return (values.get(name) or "").strip()[:length] or False

        def named(model, name):
            """The record of that id, if the user may read it: ids come from outside."""
            record = self.env[model].browse(values.get(name) or []).exists()
            record.check_access("read")
            return record

        partner = named("res.partner", "partner_id")
        need = named("cem.need", "need_id") or self.env["cem.need"]._found_or_proposed(
            words("need"), company
        )
        barrier = named("cem.barrier", "barrier_id") or self.env[
            "cem.barrier"
        ]._found_or_proposed(words("barrier"), company)
        question = named("cem.question", "question_id")
        if faq := named("cem.faq", "faq_id"):
            # Questions are grouped for everybody; staff may only read the groups.
            question = self.env["cem.question"].sudo()._of_faq(faq.sudo(), company)
        feeling = str(values.get("feeling") or "")
        if not any(
            (need, barrier, question, feeling, words("question"), words("note"))
        ):
            raise ValidationError(
                self.env._("Say at least what the customer needs, asks or feels.")
            )
        vals = {
            "channel": values.get("channel") or "call_in",
            "company_id": company.id,
            "partner_id": partner.id,
            "caller": words("caller") if not partner else False,
            "need_id": need.id,
            "barrier_id": barrier.id,
            "product_name": words("product"),
            "question": words("question", 300),
            "question_id": question.id,
            "feeling": feeling or False,
            "journey_id": named("cem.journey", "journey_id").id,
            "stage_id": named("cem.journey.stage", "stage_id").id,
            "note": words("note", LONGEST_NOTE),
            "wrapup_seconds": min(int(values.get("seconds") or 0), 86400),
            "duration": float(values.get("duration") or 0),
            "callback_of_id": named("cem.contact", "callback_of_id").id,
        }
        if values.get("callback"):
            vals |= {
                "callback_date": values["callback"],
                "callback_user_id": values.get("callback_user_id") or self.env.uid,
                "callback_note": words("callback_note"),
            }
        if values.get("res_model") in self._desk_models():
            record = self.env[values["res_model"]].browse(values.get("res_id") or [])
            record.check_access("read")
            vals |= {"res_model": record._name, "res_id": record.id}
        vals["touchpoint_id"] = self._desk_touchpoint(vals).id
        return vals

    @api.model
    def _desk_touchpoint(self, vals):
        """Where on the journey it was: its touchpoint of the call centre, or the chat."""
        name = TOUCHPOINT_CHANNELS.get(vals["channel"])
        channel = name and self.env.ref(f"cem_experience.{name}", False)
        touchpoints = self.env["cem.touchpoint"]
        if not channel or not vals["journey_id"]:
            return touchpoints
        found = touchpoints.search(
            [("journey_id", "=", vals["journey_id"]), ("channel_id", "=", channel.id)]
        )
        here = found.filtered(lambda one: one.stage_id.id == vals["stage_id"])
        return (here or found)[:1] if len(here or found) == 1 else touchpoints

    @api.model
    @takes(contact_id=RECORD)
    def desk_undo(self, contact_id):
        """Take back what the user has saved last."""
        contact = self.browse(contact_id).exists()
        if contact.user_id != self.env.user or not contact.active:
            raise UserError(self.env._("This contact cannot be taken back any more."))
        contact.action_undo()
        return True

    @api.model
    @takes(contact_id=RECORD)
    def desk_done(self, contact_id):
        """The call-back has been made, and there is nothing to note about it."""
        self.browse(contact_id).action_callback_done()
        return self.desk_promises()
