from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.cem_experience.models.base.takes import RECORD, TEXT, Mapping, takes

from ..tools import question_similarity
from .cem_contact import CHANNELS, FEELINGS

FOUND = 8


OPENED_FROM = Mapping(
    channel=TEXT.or_none(),
    partner_id=RECORD,
    callback_of_id=RECORD,
    res_model=TEXT.or_none(),
    res_id=RECORD,
)


class CemContact(models.Model):
    """What the wrap-up form shows, and finds while one types."""

    _inherit = "cem.contact"

    @api.readonly
    @api.model
    @takes(options=OPENED_FROM)
    def desk_start(self, options=None):
        """All that the form shows before the first key.

        :param options: dict of ``partner_id``, ``callback_of_id``, ``channel``,
            ``res_model`` with ``res_id``: from where the form was opened
        :return: dict of lists and of ``values`` to begin with
        """
        self._check_desk()
        needs = self.env["cem.need"].search(
            self.env["cem.need"]._list_domain(self.env.company)
        )
        barriers = self.env["cem.barrier"].search(
            self.env["cem.barrier"]._list_domain(self.env.company)
        )
        journeys = self.env["cem.journey"].search(
            [("company_id", "in", [self.env.company.id, False])]
        )
        return {
            "channels": self._desk_choices("channel", CHANNELS),
            "feelings": self._desk_choices("feeling", FEELINGS),
            "needs": [
                {
                    "id": need.id,
                    "name": need.name,
                    "sellable": need.is_sellable,
                    "auto": need.auto_lead,
                    "product": need.product_name or "",
                }
                for need in needs
            ],
            "barriers": [{"id": one.id, "name": one.name} for one in barriers],
            "journeys": [{"id": one.id, "name": one.name} for one in journeys],
            "stages": [
                {"id": one.id, "name": one.name, "journey_id": one.journey_id.id}
                for one in journeys.stage_ids
            ],
            "staff": self._desk_staff(),
            "uid": self.env.uid,
            "values": self._desk_values(options or {}),
            **self._desk_promises(),
        }

    @api.model
    def _check_desk(self):
        if not self.env.user.has_group("cem_experience.group_cem_user"):
            raise AccessError(
                self.env._(
                    "Only the experience team wraps up contacts. Ask for a role."
                )
            )

    @api.model
    def _desk_choices(self, name, choices):
        labels = dict(self._fields[name]._description_selection(self.env))
        return [{"value": value, "label": labels[value]} for value, _label in choices]

    @api.model
    def _desk_staff(self):
        # Who may be promised: the names of the team's people are no secret to it.
        users = self.env.ref("cem_experience.group_cem_user").sudo().all_user_ids
        users = users.filtered(
            lambda user: (
                user.active and not user.share and self.env.company in user.company_ids
            )
        )
        return [{"id": user.id, "name": user.name} for user in users.sorted("name")]

    @api.model
    def _desk_values(self, options):
        """What is known already of the contact that is to be wrapped up."""
        last = self.search([("user_id", "=", self.env.uid)], limit=1)
        values = {
            "channel": options.get("channel") or last.channel or "call_in",
            "journey_id": last.journey_id.id,
            "partner": False,
        }
        partner = self.env["res.partner"].browse(options.get("partner_id") or [])
        if options.get("callback_of_id"):
            first = self.browse(options["callback_of_id"])
            values |= {
                "channel": "call_out",
                "callback_of_id": first.id,
                "need_id": first.need_id.id,
                "product": first.product_name or "",
                "caller": first.caller or "",
                "callback_note": first.callback_note or first.note or "",
            }
            partner = first.partner_id
        if options.get("res_model") in self._desk_models():
            record = self.env[options["res_model"]].browse(options["res_id"])
            record.check_access("read")
            values |= {"res_model": record._name, "res_id": record.id}
            values |= {"about": record.display_name, **self._desk_record(record)}
            partner = partner.browse(values.pop("partner_id", False) or partner.ids)
        if partner:
            values["partner"] = partner.cem_desk_customer()
        return values

    @api.model
    def _desk_models(self):
        """Models of the records from which a contact can be wrapped up."""
        return ()

    @api.model
    def _desk_record(self, record):
        """What a record tells of the contact: names as in the form's values."""
        return {"partner_id": record.partner_id.id}

    @api.readonly
    @api.model
    def desk_promises(self):
        """The call-backs that the user has promised, and what was saved last."""
        self._check_desk()
        return self._desk_promises()

    @api.model
    def _desk_promises(self):
        domain = [
            ("callback_open", "=", True),
            ("callback_user_id", "=", self.env.uid),
        ]
        mine = self.search(domain, order="callback_date, id", limit=FOUND)
        last = self.search([("user_id", "=", self.env.uid)], limit=5)
        return {
            "callbacks": [one._desk_row() for one in mine],
            "callback_count": self.search_count(domain),
            "late_count": self.search_count([*domain, ("callback_is_late", "=", True)]),
            "last": [one._desk_row() for one in last],
        }

    def _desk_row(self):
        """A contact as a line of the form; dates are UTC."""
        self.ensure_one()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        return {
            "id": self.id,
            "date": fields.Datetime.to_string(self.date),
            "customer": self.partner_id.name or self.caller or "",
            "phone": self.partner_id.phone or "",
            "channel": channels[self.channel],
            "need": self.need_id.name or "",
            "question": self.question or "",
            "feeling": self.feeling or "",
            "lead": self.lead_state or "",
            "due": self.callback_date and fields.Datetime.to_string(self.callback_date),
            "late": self.callback_is_late,
            "say": self.callback_note or "",
        }

    # ------------------------------------------------------------------
    # While typing
    # ------------------------------------------------------------------

    @api.readonly
    @api.model
    @takes(text=TEXT.or_none())
    def desk_customers(self, text):
        """Contacts by the beginning of a name, an address, a number or a reference."""
        self._check_desk()
        text = " ".join((text or "").split())[:100]
        if len(text) < 2:
            return []
        partners = self.env["res.partner"]
        domain = Domain("complete_name", "ilike", text) | Domain("ref", "=ilike", text)
        digits = "".join(filter(str.isdigit, text))
        if "@" in text or text.isascii():
            domain |= Domain("email", "ilike", text)
        if len(digits) >= 3 and not any(map(str.isalpha, text)):
            domain |= Domain("phone_mobile_search", "ilike", digits)
        return [
            {
                "id": partner.id,
                "name": partner.display_name,
                "detail": " · ".join(filter(None, (partner.phone, partner.email))),
            }
            for partner in partners.search(domain, limit=FOUND)
        ]

    @api.readonly
    @api.model
    @takes(text=TEXT.or_none(), journey_id=RECORD)
    def desk_questions(self, text, journey_id=False):
        """Questions like what is being typed, those of the list first.

        :return: list of ``faq_id`` or ``question_id``, ``name``, ``answer`` (approved
            words only), ``same`` (it is this question in other words)
        """
        self._check_desk()
        questions = self.env["cem.question"]
        journey = self.env["cem.journey"].browse(journey_id or [])
        company = self.env.company
        mine = question_similarity.features(text)
        faqs = {}
        known = [
            ((key, name, words), words)
            for key, name, words in questions._known_faqs(journey, company)
        ]
        for alike, (key, name, words) in question_similarity.nearest(
            text, known, most=20
        ):
            faqs.setdefault(
                key, (alike, name, question_similarity.is_same(mine, words))
            )
        found = []
        for key in list(faqs)[:5]:
            faq = self.env["cem.faq"].browse(key)
            alike, words, same = faqs[key]
            found.append(
                {
                    "faq_id": key,
                    "name": faq.name or words,
                    "answer": (faq.answer or "") if faq.state == "approved" else "",
                    "same": same,
                    "alike": alike,
                }
            )
        missing = questions.search_fetch([("faq_id", "=", False)], ["id"]).ids
        asked_before = [
            ((key, name, words), words)
            for key, name, words in questions._known_questions(journey, company)
            if key in set(missing)
        ]
        found += [
            {
                "question_id": key,
                "name": name,
                "answer": "",
                "same": question_similarity.is_same(mine, words),
                "alike": alike,
            }
            for alike, (key, name, words) in question_similarity.nearest(
                text, asked_before, most=3
            )
        ]
        return found

    @api.readonly
    @api.model
    @takes(text=TEXT.or_none())
    def desk_products(self, text):
        """Names of products: those on sale if there are any, and those named before."""
        self._check_desk()
        text = " ".join((text or "").split())[:100]
        names = []
        products = self.env.get("product.product")
        if products is not None and products.has_access("read"):
            found = products.search([("name", "ilike", text)], limit=FOUND)
            names += [product.display_name for product in found]
        groups = self._read_group(
            [("product_name", "ilike", text or "%"), ("product_name", "!=", False)],
            ["product_name"],
            order="__count desc",
            limit=FOUND,
        )
        names += [name for (name,) in groups]
        return list(dict.fromkeys(names))[:FOUND]
