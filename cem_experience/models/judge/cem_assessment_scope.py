from odoo import fields, models
from odoo.fields import Domain

# What limits an assessment beside period, company and journey; frozen with it.
SCOPE_FIELDS = (
    "stage_ids",
    "touchpoint_ids",
    "segment_ids",
    "value_tier_ids",
    "team_ids",
)
# How they are weighed belongs to it.
WEIGHTING = "population_id"


class CemAssessment(models.Model):
    """Whose opinions about what are judged. Nothing chosen: everything."""

    _inherit = "cem.assessment"

    stage_ids = fields.Many2many(
        "cem.journey.stage",
        "cem_assessment_stage_rel",
        string="Stages",
        domain="[('journey_id', '=?', journey_id)]",
        help="Only what was said about touchpoints of these stages.",
    )
    touchpoint_ids = fields.Many2many(
        "cem.touchpoint",
        "cem_assessment_touchpoint_rel",
        string="Stores and Touchpoints",
        domain="[('journey_id', '=?', journey_id)]",
        help="Only what was said about these touchpoints and their parts: a store, a "
        "branch, a product.",
    )
    segment_ids = fields.Many2many(
        "res.partner.category",
        "cem_assessment_segment_rel",
        string="Customer Segments",
        help="Only what these customers say.",
    )
    value_tier_ids = fields.Many2many(
        "cem.value.tier",
        "cem_assessment_tier_rel",
        string="Value Tiers",
        help="Only what customers of these tiers say, by their tier at that time.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        "cem_assessment_team_rel",
        string="Teams",
        help="Only what customers say for whom members of these teams were responsible.",
    )

    population_id = fields.Many2one(
        "cem.population",
        string="Weighted To",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share_ids', '!=', False), ('company_id', 'in', [False, company_id])]",
        check_company=True,
        help="Known shares of your customers that the answers are weighed to, so that "
        "those who answer more often do not count more. Empty: every answer counts the "
        "same.",
    )
    weighting_note = fields.Text(readonly=True, copy=False)

    def _scope_freezes(self):
        return {*self._scope_fields(), WEIGHTING}

    def _follow_weighting(self, vals):
        """The page says how its figures are weighed, and so they follow at once."""
        if WEIGHTING in vals:
            for assessment in self.filtered("date_computed"):
                assessment._compute_from_scores()

    def _scope_fields(self):
        return SCOPE_FIELDS

    def _scope_domain(self):
        """Which answers the chosen scope speaks of, as a domain on scores."""
        domain = Domain.TRUE
        # the owner of an assessment may not see every team; the choice holds all the
        # same, and names nobody
        scope = self.sudo()
        if scope.stage_ids:
            domain &= Domain("touchpoint_id.stage_id", "in", scope.stage_ids.ids)
        if scope.touchpoint_ids:
            domain &= Domain("touchpoint_id", "child_of", scope.touchpoint_ids.ids)
        if scope.segment_ids:
            domain &= Domain("partner_id.category_id", "in", scope.segment_ids.ids)
        if scope.value_tier_ids:
            domain &= Domain("value_tier_id", "in", scope.value_tier_ids.ids)
        if scope.team_ids:
            members = scope.team_ids.crm_team_member_all_ids.user_id
            domain &= Domain("user_id", "in", members.ids)
        return domain

    def _next_cycle_scope(self):
        """Values that give the next cycle the same scope."""
        self.ensure_one()
        return {
            name: [fields.Command.set(self[name].ids)] for name in self._scope_fields()
        } | {WEIGHTING: self[WEIGHTING].id}
