from odoo import api, fields, models
from odoo.exceptions import ValidationError

# An approval is given to these words: new words need a new one.
APPROVED_FIELDS = {"name", "answer"}


class CemFaq(models.Model):
    """A question that customers ask, with the answer that staff may give."""

    _name = "cem.faq"
    _description = "Customer Question"
    _order = "journey_id, phase_sequence, sequence, id"

    name = fields.Char(string="Question", required=True, translate=True)
    answer = fields.Text(translate=True)
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        index=True,
        ondelete="cascade",
        domain="[('journey_id', '=?', journey_id)]",
        help="Where it is asked. Leave empty if it is asked anywhere on the journey.",
    )
    journey_id = fields.Many2one(
        "cem.journey",
        index=True,
        ondelete="cascade",
        compute="_compute_journey_id",
        store=True,
        readonly=False,
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True
    )
    phase = fields.Selection(
        [
            ("before", "Before the sale"),
            ("during", "During the sale"),
            ("after", "After the sale"),
        ],
        compute="_compute_phase",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    phase_sequence = fields.Integer(
        compute="_compute_phase_sequence", store=True, export_string_translation=False
    )
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        required=True,
        default="draft",
        copy=False,
        readonly=True,
        help="Staff answer with approved words only.",
    )
    approved_by_id = fields.Many2one("res.users", copy=False, readonly=True)
    approved_date = fields.Datetime(string="Approved On", copy=False, readonly=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    template_key = fields.Char(export_string_translation=False)

    _somewhere = models.Constraint(
        "CHECK (journey_id IS NOT NULL OR touchpoint_id IS NOT NULL)",
        "Say on which journey or at which touchpoint the question is asked.",
    )

    @api.depends("touchpoint_id.journey_id")
    def _compute_journey_id(self):
        for faq in self:
            faq.journey_id = faq.touchpoint_id.journey_id or faq.journey_id

    @api.depends("touchpoint_id.company_id", "journey_id.company_id")
    def _compute_company_id(self):
        for faq in self:
            faq.company_id = (faq.touchpoint_id or faq.journey_id).company_id

    @api.depends("touchpoint_id")
    def _compute_phase(self):
        for faq in self:
            faq.phase = faq.touchpoint_id.phase or faq.phase or "before"

    @api.depends("phase")
    def _compute_phase_sequence(self):
        order = {"before": 1, "during": 2, "after": 3}
        for faq in self:
            faq.phase_sequence = order.get(faq.phase, 0)

    @api.constrains("touchpoint_id", "journey_id")
    def _check_place(self):
        for faq in self:
            if faq.touchpoint_id and faq.touchpoint_id.journey_id != faq.journey_id:
                raise ValidationError(
                    self.env._(
                        "Touchpoint %(touchpoint)s is not on the journey of the "
                        "question “%(question)s”.",
                        touchpoint=faq.touchpoint_id.name,
                        question=faq.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # Who approves is a fact and not something to be written by anybody.
        for vals in vals_list:
            for name in ("state", "approved_by_id", "approved_date"):
                vals.pop(name, None)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.context.get("cem_faq_approval"):
            vals = {
                name: value
                for name, value in vals.items()
                if name not in ("state", "approved_by_id", "approved_date")
            }
        approved = self.filtered(lambda faq: faq.state == "approved")
        before = {faq: [faq[name] for name in APPROVED_FIELDS] for faq in approved}
        result = super().write(vals)
        if APPROVED_FIELDS & set(vals):
            changed = approved.filtered(
                lambda faq: before[faq] != [faq[name] for name in APPROVED_FIELDS]
            )
            changed.action_reset()
        return result

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        if field_name in APPROVED_FIELDS and self.state == "approved":
            self.action_reset()
        return result

    def action_approve(self):
        """Release the answers; whoever may write them may approve them."""
        empty = self.filtered(lambda faq: not (faq.answer or "").strip())
        if empty:
            raise ValidationError(
                self.env._(
                    "Write an answer to “%s” before approving it.", empty[0].name
                )
            )
        self._cem_as_server().with_context(cem_faq_approval=True).write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_date": fields.Datetime.now(),
            }
        )

    def action_reset(self):
        """Take the approval back."""
        self._cem_as_server().with_context(cem_faq_approval=True).write(
            {"state": "draft", "approved_by_id": False, "approved_date": False}
        )
