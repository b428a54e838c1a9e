from odoo import api, fields, models


class CemJourney(models.Model):
    """For whom the journey is designed, and what its touchpoints hold."""

    _inherit = "cem.journey"

    persona_ids = fields.Many2many(
        "cem.persona",
        string="Personas",
        help="Typical customers for whom the journey is designed.",
    )
    segment_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Segments",
        help="Customers who walk this journey. Segments are the tags of contacts.",
    )
    industry = fields.Char(translate=True, help="In your own words, such as Property.")
    standard_ids = fields.One2many("cem.standard", "journey_id", string="Standards")
    faq_ids = fields.One2many("cem.faq", "journey_id", string="Customer Questions")
    standard_count = fields.Integer(compute="_compute_design_counts")
    faq_count = fields.Integer(compute="_compute_design_counts")
    faq_draft_count = fields.Integer(
        string="Answers to Approve", compute="_compute_design_counts"
    )
    template_code = fields.Char(
        copy=False, readonly=True, export_string_translation=False
    )

    @api.depends("standard_ids", "faq_ids.state")
    def _compute_design_counts(self):
        journeys = [("journey_id", "in", self.ids)]
        standards = dict(
            self.env["cem.standard"]._read_group(journeys, ["journey_id"], ["__count"])
        )
        faqs = {
            (journey, state): count
            for journey, state, count in self.env["cem.faq"]._read_group(
                journeys, ["journey_id", "state"], ["__count"]
            )
        }
        for journey in self:
            own = journey._origin
            drafts = faqs.get((own, "draft"), 0)
            journey.standard_count = standards.get(own, 0)
            journey.faq_draft_count = drafts
            journey.faq_count = drafts + faqs.get((own, "approved"), 0)

    def _action_of_journey(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("journey_id", "=", self.id)]
        action["context"] = {"default_journey_id": self.id, "cem_one_journey": True}
        return action

    def action_cem_standards(self):
        return self._action_of_journey("cem_experience.cem_standard_action")

    def action_cem_faqs(self):
        return self._action_of_journey("cem_experience.cem_faq_action")

    def action_approve_answers(self):
        """Approve all answers of the journey that are written."""
        for journey in self:
            drafts = journey.faq_ids.filtered(
                lambda faq: faq.state == "draft" and (faq.answer or "").strip()
            )
            drafts.action_approve()
