from odoo import api, fields, models


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
