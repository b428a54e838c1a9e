from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.base.hooks import hook
from ...tools.score import scales

MEASURES = [
    ("experience", "Experience"),
    ("expectation", "Expectation"),
    ("importance", "Importance"),
    ("nps", "Recommendation (NPS)"),
    ("csat", "Satisfaction (CSAT)"),
    ("ces", "Effort (CES)"),
    ("emotion", "Emotion"),
]
SOURCES = [
    ("survey", "Survey"),
    ("import", "Import"),
    ("api", "API"),
    # said where people met, and a mark that Odoo's own ratings ask for: such opinions
    # stay when the addon that wrote them goes
    ("event", "Event"),
    ("rating", "Rating"),
]
# What an opinion says about how good it was. Expectation and importance say
# something else: a low one does not make a dissatisfied customer.
SATISFACTION_MEASURES = ("experience", "nps", "csat", "ces", "emotion")

# The only columns that change after a score has been written: the rest is history.
MUTABLE_FIELDS = {
    "active",
    "superseded_by_id",
    "followup_pending",
    # what is read out of the words is no part of the opinion
    "language",
    "sentiment",
    "topic_ids",
    "text_corrected_by_id",
}


class CemScore(models.Model):
    """One opinion about one thing: the fact table on which every figure rests.

    A source of opinions (survey, import, event, API) creates rows here and
    is done; a figure reads rows here and is done. Rows are never rewritten: a
    correction is a new row, and the old one is archived and points to it. What was
    not answered has no row.
    """

    _name = "cem.score"
    _inherit = ["cem.plausible.date.mixin"]
    _description = "Experience Score"
    _order = "date desc, id desc"
    _rec_name = "measure"
    # Where an opinion comes from, and what it has been replaced by, is a fact; so is the
    # customer's tier of that day.
    _cem_server_fields = frozenset(
        {
            "followup_pending",
            "question_id",
            "superseded_by_id",
            "user_input_id",
            "user_input_line_id",
            "value_tier_id",
        }
    )
    # Who wrote the row and when it was written is not worth four columns on a
    # table of tens of millions of rows.
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="set null",
        help="Empty for an anonymous answer.",
    )
    dimension_id = fields.Many2one("cem.dimension", ondelete="restrict")
    touchpoint_id = fields.Many2one(
        "cem.touchpoint", index="btree_not_null", ondelete="restrict"
    )
    journey_id = fields.Many2one("cem.journey", ondelete="restrict")
    measure = fields.Selection(MEASURES, required=True)
    raw_value = fields.Float(
        string="Answer", aggregator="avg", help="As it was answered, on its own scale."
    )
    value = fields.Float(
        string="Score (0-10)",
        required=True,
        aggregator="avg",
        help="The answer brought to a scale from 0 (bad) to 10 (good).",
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._cem_today()
    )
    source = fields.Selection(SOURCES, required=True, default="api")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="set null",
        help="Who was responsible for the customer when the opinion was asked for. "
        "It stays when the customer gets another salesperson later.",
    )
    value_tier_id = fields.Many2one(
        "cem.value.tier",
        ondelete="restrict",  # history, and sums that are kept by it
        help="The customer's value tier at that time.",
    )
    comment = fields.Text(help="The customer's own words.")
    res_model = fields.Char(
        string="Source Model",
        help="Model of the record that the opinion is about, such as an opportunity.",
    )
    res_id = fields.Many2oneReference(
        string="Source Record", model_field="res_model", aggregator=None
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        string="Answer Sheet",
        index="btree_not_null",
        ondelete="set null",
    )
    user_input_line_id = fields.Many2one("survey.user_input.line", ondelete="set null")
    question_id = fields.Many2one(
        "survey.question", index="btree_not_null", ondelete="set null"
    )
    active = fields.Boolean(default=True, help="Archived when corrected or withdrawn.")
    superseded_by_id = fields.Many2one(
        "cem.score", string="Corrected By", index="btree_not_null", ondelete="set null"
    )
    followup_pending = fields.Boolean(
        help="The follow-up rules have not looked at this score yet."
    )

    _value_range = models.Constraint(
        "CHECK (value >= 0 AND value <= 10)",
        "A score lies between 0 and 10.",
    )
    # PostgreSQL takes an index only for what is asked in its words: the ORM asks for
    # "IS TRUE", and so does all SQL of ours.

    # An answer counts once, however many processes see it completed.
    _line_uniq = models.UniqueIndex(
        "(user_input_line_id) WHERE active IS TRUE AND user_input_line_id IS NOT NULL",
        "This answer has been counted already.",
    )
    _company_date_idx = models.Index(
        "(company_id, date) INCLUDE (dimension_id, measure, value) WHERE active IS TRUE"
    )
    _pending_idx = models.Index(
        "(id) WHERE followup_pending IS TRUE AND active IS TRUE"
    )

    @api.depends("measure", "value", "dimension_id", "touchpoint_id")
    def _compute_display_name(self):
        for score in self:
            about = score.dimension_id.name or score.touchpoint_id.name
            name = f"{self._measure_label(score.measure)} {score.value:.1f}"
            score.display_name = f"{about}: {name}" if about else name

    @api.model
    def _measure_label(self, measure):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        return labels.get(measure, measure or "")

    # ------------------------------------------------------------------
    # The one entrance
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Write opinions; whoever asks (survey, import, API) comes here.

        :param vals_list: at least ``measure`` and ``raw_value`` or ``value``. With
            ``raw_value`` alone, the answer is brought to 0-10 from the measure's own
            scale (NPS 0-10, CSAT 1-5, CES 1-7, emotion -2..2; other measures 0-10).
        :raise ValidationError: an answer off the scale of its measure
        """
        partners = self._frozen_partner_values(vals_list)
        touchpoints = self.env["cem.touchpoint"].browse(
            {vals["touchpoint_id"] for vals in vals_list if vals.get("touchpoint_id")}
        )
        journeys = {
            touchpoint.id: touchpoint.journey_id.id for touchpoint in touchpoints
        }
        # Only customers are followed up: an anonymous answer need not know the day,
        # for which the public user's whole contact would be read.
        oldest = partners and fields.Date.context_today(self) - timedelta(
            days=self._followup_max_age()
        )
        company_sources = self._company_sources()
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._complete_value(vals)
            for name, value in partners.get(vals.get("partner_id"), {}).items():
                vals.setdefault(name, value)
            if vals.get("touchpoint_id") and not vals.get("journey_id"):
                vals["journey_id"] = journeys[vals["touchpoint_id"]]
            date = fields.Date.to_date(vals.get("date"))
            vals["followup_pending"] = bool(
                vals.get("partner_id")
                and vals.get("measure") in SATISFACTION_MEASURES
                and vals.get("source") not in company_sources
                and vals.get("active", True)
                and (date is None or date >= oldest)
            )
        scores = super().create(vals_list)
        self._refresh_after_change(
            scores.partner_id, any(vals["followup_pending"] for vals in vals_list)
        )
        scores._announce_answers()
        return scores

    @hook
    def _announce_answers(self):
        """Tell others of answers that have just come."""

    @api.model
    @hook
    def _announce_sheet(self, sheet):
        """The same of a sheet that was scored by :meth:`_insert_bulk`."""

    def write(self, vals):
        if set(vals) - MUTABLE_FIELDS:
            raise UserError(
                self.env._(
                    "A score is never rewritten. Correct the answer that it comes "
                    "from, or archive the score and record a new one."
                )
            )
        changed = self.browse()
        if "active" in vals:
            changed = self.filtered(lambda score: score.active != bool(vals["active"]))
        result = super().write(vals)
        if changed and vals["active"]:
            changed._come_back()
        elif changed:
            changed._have_left()
        partners = changed.partner_id
        if partners:
            self._refresh_after_change(partners, any(self.mapped("followup_pending")))
        return result

    def unlink(self):
        partners = self.partner_id
        self.filtered("active")._have_left()
        result = super().unlink()
        self._refresh_after_change(partners, False)
        return result

    @api.model
    def _complete_value(self, vals):
        """Fill ``value`` from ``raw_value``, or the other way round, and check both."""
        measure = vals.get("measure")
        low, high = scales.MEASURE_SCALES.get(measure) or (0.0, 10.0)
        if vals.get("value") is None and vals.get("raw_value") is None:
            raise ValidationError(
                self.env._("A score needs an answer. What was not asked has no score.")
            )
        if vals.get("value") is None:
            try:
                vals["value"] = scales.normalise(vals["raw_value"], low, high)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(value)s is not on the scale of %(measure)s, which goes "
                        "from %(low)s to %(high)s.",
                        value=vals["raw_value"],
                        measure=self._measure_label(measure),
                        low=f"{low:g}",
                        high=f"{high:g}",
                    )
                ) from error
        elif vals.get("raw_value") is None:
            vals["raw_value"] = low + float(vals["value"]) * (high - low) / 10
        if measure in scales.WHOLE_MEASURES and vals["value"] != int(vals["value"]):
            raise ValidationError(
                self.env._(
                    "%s is no answer to the recommendation question, which takes "
                    "whole numbers from 0 to 10.",
                    vals["raw_value"],
                )
            )

    @api.model
    def _frozen_partner_values(self, vals_list):
        """What is remembered of each customer as it is now: salesperson and tier."""
        # The respondent (public user) may not read partners; only two fields of
        # the customers named in vals are looked up, and kept on the score.
        partners = (
            self.env["res.partner"]
            .sudo()
            .browse(
                {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
            )
        )
        # not the whole contacts, of which an import names thousands
        partners.fetch(["user_id", "cem_value_tier_id"])
        return {
            partner.id: {
                "user_id": partner.user_id.id,
                "value_tier_id": partner.cem_value_tier_id.id,
            }
            for partner in partners
        }

    @api.model
    def _followup_max_age(self):
        """Days after which an answer is history and opens no follow-up."""
        return self.env["ir.config_parameter"]._cem_number("followup_max_age", 30)

    @api.model
    def _refresh_after_change(self, partners, pending):
        """Bring up to date what hangs on scores; called once a batch.

        :param partners: customers whose scores have come, changed or gone
        :param pending: whether follow-up rules have to look at some scores
        """
        if partners:
            partners._cem_refresh_figures()
            self._customers_changed(partners)
        if not pending:
            return
        # any respondent's answer may wake the scheduled action
        self.env["ir.cron"]._cem_wake("cem_experience.ir_cron_followup_open")

    @api.model
    @hook
    def _customers_changed(self, partners):
        """Tell others of customers whose scores have come, changed or gone."""

    @api.model
    def _action_open(self, domain, context=None):
        """The window that shows the scores behind a figure or a record."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_score_action"
        )
        return {**action, "domain": domain, "context": context or {}}

    def action_open_source(self):
        """Open the record (an order, say) that the opinion is about."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("The record no longer exists."))
        return record.get_formview_action()
