from odoo import api, fields, models
from odoo.exceptions import UserError

CHANNELS = [
    ("call_in", "Incoming Call"),
    ("call_out", "Outgoing Call"),
    ("chat", "Chat"),
    ("message", "Message"),
    ("visit", "Visit"),
]
FEELINGS = [
    ("-2", "Very bad"),
    ("-1", "Bad"),
    ("0", "Neutral"),
    ("1", "Good"),
    ("2", "Very good"),
]
# What the score of a feeling, and the activity of a call-back, say
SCORED = {"feeling", "partner_id", "journey_id", "touchpoint_id", "active"}
PROMISED = {"callback_date", "callback_user_id", "callback_note", "active"}


class CemContact(models.Model):
    """One call, chat or visit as it was wrapped up by whoever talked to the customer.

    The feeling is what staff heard and not what the customer marked, so its score counts
    on the company's side like an audit. A question goes to the question of the same
    words (:class:`CemQuestion`), a promised call-back becomes an activity, a need that is
    for sales a lead: see the other files of this model.
    """

    _name = "cem.contact"
    _description = "Customer Contact"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cem.may.write.mixin",
        "cem.plausible.date.mixin",
    ]
    _order = "date desc, id desc"

    channel = fields.Selection(CHANNELS, required=True, default="call_in")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Staff",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null"
    )
    caller = fields.Char(
        help="Name or number of somebody who is not among the contacts yet."
    )
    value_tier_id = fields.Many2one(
        "cem.value.tier",
        readonly=True,
        ondelete="set null",
        help="The customer's value tier at that time.",
    )
    need_id = fields.Many2one(
        "cem.need",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'in', (company_id, False))]",
    )
    need_kind = fields.Selection(related="need_id.kind", string="Kind of Need")
    is_sellable = fields.Boolean(related="need_id.is_sellable")
    product_name = fields.Char(string="Product")
    question = fields.Char(help="In the customer's words.")
    question_id = fields.Many2one(
        "cem.question",
        string="Same Question",
        index="btree_not_null",
        ondelete="restrict",
        help="The question of nearly the same words, by which it is counted.",
    )
    faq_id = fields.Many2one(related="question_id.faq_id", string="Answer on the List")
    barrier_id = fields.Many2one(
        "cem.barrier",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'in', (company_id, False))]",
        help="What holds the customer back.",
    )
    feeling = fields.Selection(
        FEELINGS, help="How the customer seemed to feel, as staff heard it."
    )
    note = fields.Text()
    journey_id = fields.Many2one(
        "cem.journey",
        index="btree_not_null",
        ondelete="set null",
        compute="_compute_journey_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    stage_id = fields.Many2one(
        "cem.journey.stage",
        string="Journey Stage",
        index="btree_not_null",
        ondelete="set null",
        domain="[('journey_id', '=?', journey_id)]",
        help="Where the customer is on the journey.",
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        index="btree_not_null",
        ondelete="set null",
        domain="[('journey_id', '=?', journey_id)]",
    )
    res_model = fields.Char(string="About (Model)", readonly=True)
    res_id = fields.Many2oneReference(
        string="About", model_field="res_model", readonly=True, aggregator=None
    )
    duration = fields.Float(
        string="Duration (min)", help="How long the talk took.", aggregator=None
    )
    wrapup_seconds = fields.Integer(
        string="Wrap-up (s)",
        readonly=True,
        aggregator="avg",
        help="From the first key to saving.",
    )
    key = fields.Char(readonly=True, copy=False, export_string_translation=False)
    active = fields.Boolean(default=True, help="Archived when it was taken back.")

    _key_uniq = models.UniqueIndex(
        "(key) WHERE key IS NOT NULL", "This contact has been saved already."
    )
    _record_idx = models.Index("(res_model, res_id) WHERE res_model IS NOT NULL")

    @api.depends("stage_id", "touchpoint_id")
    def _compute_journey_id(self):
        for contact in self:
            place = contact.stage_id or contact.touchpoint_id
            contact.journey_id = place.journey_id or contact.journey_id

    @api.depends("partner_id", "caller", "need_id", "channel")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for contact in self:
            who = contact.partner_id.name or contact.caller
            what = contact.need_id.name or channels.get(contact.channel, "")
            contact.display_name = " · ".join(filter(None, (what, who)))

    @api.model_create_multi
    def create(self, vals_list):
        """Note contacts; questions are grouped, feelings scored, promises planned."""
        vals_list = [dict(vals) for vals in vals_list]
        # The tier is one of the fields that not everybody may read.
        partners = self.env["res.partner"].sudo()
        known = {}
        for vals in vals_list:
            partner = partners.browse(vals.get("partner_id") or [])
            vals["value_tier_id"] = partner.cem_value_tier_id.id
            self._complete_question(vals, known)
        contacts = super().create(vals_list)
        contacts._keep_score()
        contacts._plan_callback()
        if not self.env.context.get("cem_lead_decided"):
            contacts.filtered("need_id.auto_lead")._make_leads()
        return contacts

    def write(self, vals):
        if vals.get("question") and "question_id" not in vals:
            # Other words may be another question, on each journey its own.
            for contact in self:
                contact.write({**vals, "question_id": contact._question_of(vals)})
            return True
        result = super().write(vals)
        if SCORED & set(vals):
            self._keep_score()
        if PROMISED & set(vals):
            self._plan_callback(again="callback_date" in vals)
        return result

    def unlink(self):
        self._scores()._withdraw()
        return super().unlink()

    def _question_of(self, vals):
        vals = {
            "journey_id": self.journey_id.id,
            "company_id": self.company_id.id,
            **vals,
        }
        self._complete_question(vals, {})
        return vals["question_id"]

    @api.model
    def _complete_question(self, vals, known):
        """Find the question that the words belong to, or note a new one."""
        # Questions are grouped for everybody; staff may only read the groups.
        questions = self.env["cem.question"].sudo()
        if vals.get("question_id"):
            # it may have come from outside, and its words are copied below
            self.env["cem.question"].browse(vals["question_id"]).check_access("read")
            if not vals.get("question"):
                vals["question"] = questions.browse(vals["question_id"]).name
            return
        stage = self.env["cem.journey.stage"].sudo().browse(vals.get("stage_id") or [])
        journey = stage.journey_id or stage.journey_id.browse(
            vals.get("journey_id") or []
        )
        company = self.env["res.company"].browse(
            vals.get("company_id") or self.env.company.id
        )
        vals["question_id"] = questions._group(
            vals.get("question"), journey, company, known
        ).id

    @api.model
    def _regroup(self, field, others, target):
        """Move the contacts of some records to one of their kind; delete the others.

        :param field: name of the field that refers to them
        :param others: with the rights to delete them
        """
        contacts = self.with_context(active_test=False)
        contacts.search([(field, "in", others.ids)]).write({field: target.id})
        others.unlink()

    def _scores(self):
        # Staff do not write scores; a feeling that was noted is one.
        return (
            self.env["cem.score"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )

    def _keep_score(self):
        """Let the scores say what the contacts say; see the class for whose they are."""
        scores = self._scores()
        scores._synchronise(
            scores,
            [
                {
                    "measure": "emotion",
                    "raw_value": int(contact.feeling),
                    "partner_id": contact.partner_id.id,
                    "journey_id": contact.journey_id.id,
                    "touchpoint_id": contact.touchpoint_id.id,
                    "company_id": contact.company_id.id,
                    "date": fields.Datetime.context_timestamp(
                        contact, contact.date
                    ).date(),
                    "source": "contact",
                    "res_model": self._name,
                    "res_id": contact.id,
                }
                for contact in self
                if contact.feeling and contact.active
            ],
            "res_id",
        )

    @api.model
    def _action_open(self, domain, context=None):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience_contact.cem_contact_action"
        )
        return {**action, "domain": domain, "context": context or {}}

    def action_open_record(self):
        """Open what the contact was about: a ticket, a live chat."""
        self.ensure_one()
        record = (
            self.res_model in self.env
            and self.env[self.res_model].browse(self.res_id).exists()
        )
        if not record:
            raise UserError(self.env._("The record no longer exists."))
        return record.get_formview_action()

    @api.model
    def _action_desk(self, **context):
        """The wrap-up form, with what is known already filled in."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "cem_experience_contact.cem_contact_desk_action"
        )
        return {**action, "params": context}
