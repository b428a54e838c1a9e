from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_cem_nps = fields.Boolean("Recommendation (NPS, points)")
    kpi_cem_nps_value = fields.Float(compute="_compute_kpi_cem_nps_value")
    kpi_cem_satisfaction = fields.Boolean("Customer Satisfaction (0-10)")
    kpi_cem_satisfaction_value = fields.Float(
        compute="_compute_kpi_cem_satisfaction_value"
    )

    def _compute_kpi_cem_nps_value(self):
        self._cem_kpi("kpi_cem_nps_value", [("measure", "=", "nps")], "nps_points:avg")

    def _compute_kpi_cem_satisfaction_value(self):
        self._cem_kpi(
            "kpi_cem_satisfaction_value",
            [("measure", "in", ("experience", "csat"))],
            "value:avg",
        )

    def _cem_kpi(self, name, domain, aggregate):
        """A figure of the scores of the digest's period, per company.

        Odoo's own helper counts or sums; a mean and an NPS need their own grouping.
        A mail has no dash for "too few answers", and figures of small groups are not
        shown: 0 stands for it, as Odoo's digest has it for "nothing".
        """
        if not self.env.user.has_group("cem_experience.group_cem_user"):
            # the digest skips the figure for this reader
            raise AccessError(
                self.env._("Do not have access, skip this data for user's digest email")
            )
        start, end, companies = self._get_kpi_compute_parameters()
        minimum = self.env["ir.config_parameter"]._cem_minimum_group_size()
        figures = {
            company: value
            for company, value, count in self.env["cem.score"]._read_group(
                [
                    *domain,
                    ("source", "not in", self.env["cem.score"]._company_sources()),
                    ("company_id", "in", companies.ids),
                    ("date", ">=", fields.Date.to_date(start)),
                    ("date", "<", fields.Date.to_date(end)),
                ],
                ["company_id"],
                [aggregate, "__count"],
            )
            if count >= minimum
        }
        for digest in self:
            company = digest.company_id or self.env.company
            digest[name] = figures.get(company, 0.0)

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("cem_experience.cem_menu_root").id
        action = f"cem_experience.cem_score_action?menu_id={menu}"
        return actions | {"kpi_cem_nps": action, "kpi_cem_satisfaction": action}
