from odoo import api, fields, models
from odoo.fields import Domain


class CemScore(models.Model):
    """Answers about somebody's own work, see ``cem_followup_own.py``."""

    _name = "cem.score"
    _inherit = ["cem.score", "cem.own.case.mixin"]

    # what the record rule keeps back, and figures leave out
    _own_work_idx = models.Index(
        "(user_id, date) WHERE user_id IS NOT NULL AND source IN ('survey', 'rating')"
    )

    @api.model
    def _own_case_domain(self):
        cases = self.env["cem.followup"]
        return Domain("id", "in", cases._own_scores_sql("id")) | Domain(
            "user_input_id", "in", cases._own_scores_sql("user_input_id")
        )


class CemRemark(models.Model):
    """Words without a mark."""

    _name = "cem.remark"
    _inherit = ["cem.remark", "cem.own.case.mixin"]

    @api.model
    def _own_case_domain(self):
        sheets = self.env["cem.followup"]._own_scores_sql("user_input_id")
        return Domain("user_input_id", "in", sheets)


class SurveyUserInput(models.Model):
    """The sheets behind the answers."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "cem.own.case.mixin"]

    @api.model
    def _own_case_domain(self):
        sheets = self.env["cem.followup"]._own_scores_sql("user_input_id")
        return Domain("id", "in", sheets)


class ResCompany(models.Model):
    _inherit = "res.company"

    cem_hide_own_answers = fields.Boolean(
        string="Keep Answers about Their Own Work from Staff",
        default=True,
        help="Staff do not see single answers about records or customers that they were "
        "responsible for, such as their opportunities, unless a rule or a manager "
        "gave them a follow-up of that customer. Managers see all answers.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "cem_hide_own_answers" in vals:
            # Record rules are kept in memory as they were read.
            self.env.registry.clear_cache()
        return result
