from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CemScore(models.Model):
    """Answers about somebody's own work, which a company may keep from that person.

    Who is told by name which customer was unhappy with them may let the customer feel
    it. The record rules of staff look at this; managers see all answers.
    """

    _inherit = "cem.score"

    is_in_own_case = fields.Boolean(
        string="In a Follow-up of Mine",
        compute="_compute_is_in_own_case",
        search="_search_is_in_own_case",
        export_string_translation=False,
    )

    @api.depends_context("uid")
    def _compute_is_in_own_case(self):
        mine = self.search([("id", "in", self.ids), ("is_in_own_case", "=", True)])
        for score in self:
            score.is_in_own_case = score in mine

    @api.model
    def _search_is_in_own_case(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = SQL(
            """
            (SELECT rel.cem_score_id FROM cem_followup_score_rel rel
               JOIN cem_followup f ON f.id = rel.cem_followup_id
              WHERE f.user_id = %s)
            """,
            self.env.uid,
        )
        return Domain("id", "in" if True in value else "not in", found)


class ResCompany(models.Model):
    _inherit = "res.company"

    cem_hide_own_answers = fields.Boolean(
        string="Keep Answers about Their Own Work from Staff",
        help="Staff do not see single answers about records that they were responsible "
        "for, such as the tickets they closed, unless the follow-up is theirs. "
        "Managers see all answers.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "cem_hide_own_answers" in vals:
            # Record rules are kept in memory as they were read.
            self.env.registry.clear_cache()
        return result
