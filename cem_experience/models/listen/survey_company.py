from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class SurveyUserInput(models.Model):
    """Whose answer it is: companies may share a survey, but not what is said in it."""

    _inherit = "survey.user_input"

    cem_company_id = fields.Many2one(
        "res.company",
        string="Company",
        compute="_compute_cem_company_id",
        store=True,
        index="btree_not_null",
        help="The company that asked. Only its people read the answers.",
    )

    @api.depends("cem_invitation_ids", "cem_kiosk_id", "cem_touchpoint_id")
    def _compute_cem_company_id(self):
        # Never by what the survey or its rights become later: whoever has been asked
        # by one company has not been asked by the other.
        for sheet in self:
            sheet.cem_company_id = (
                sheet.survey_id.cem_company_id
                or sheet.cem_invitation_ids.company_id[:1]
                or sheet.cem_kiosk_id.company_id
                or sheet.cem_touchpoint_id.company_id
                or sheet.cem_company_id
                or sheet.cem_score_ids.company_id[:1]
                or self.env.company
            )

    def _cem_company(self):
        return self.cem_company_id or self.env.company

    @api.model
    def _cem_company_of(self, vals, company_id):
        """The company of a new sheet that no invitation led to, for rows written in SQL.

        :param vals: values of the sheet
        :param company_id: that of its survey, may be empty
        """
        if not company_id:
            kiosk = self.env["cem.kiosk"].browse(vals.get("cem_kiosk_id") or [])
            touchpoint = self.env["cem.touchpoint"].browse(
                vals.get("cem_touchpoint_id") or []
            )
            company_id = (
                kiosk.company_id or touchpoint.company_id or self.env.company
            ).id
        return company_id


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_answer_duration_avg(self):
        """Of the answers that the reader may see: Odoo takes all there are."""
        result = super()._compute_answer_duration_avg()
        shared = self.filtered(lambda survey: survey.survey_type == "cem")
        if self.env.su or not shared:
            return result
        try:
            seen = self.env["survey.user_input"]._search(
                [("survey_id", "in", shared.ids), ("state", "=", "done")]
            )
        except AccessError:
            shared.answer_duration_avg = 0
            return result
        found = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT survey_id,
                           AVG(EXTRACT(epoch FROM end_datetime - start_datetime))
                      FROM survey_user_input WHERE id IN %s GROUP BY survey_id
                    """,
                    seen.subselect(),
                )
            )
        )
        for survey in shared:
            # hours
            survey.answer_duration_avg = (found.get(survey._origin.id) or 0) / 3600
        return result
