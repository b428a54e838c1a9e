from odoo import api, fields, models
from odoo.tools import SQL


class UtmCampaign(models.Model):
    """Which doubts a campaign's customers have: what their comments are about.

    Words count with a mark beside them and without one.
    """

    _inherit = "utm.campaign"

    cem_remark_count = fields.Integer(
        string="Comments without a Mark",
        compute="_compute_cem_remark_count",
        groups="cem_experience.group_cem_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_cem_remark_count(self):
        remarks = self._origin._cem_remarks()
        for campaign in self:
            campaign.cem_remark_count = len(remarks.get(campaign._origin.id, ()))

    def _cem_remarks(self):
        """What was said without a mark: dict of campaign id -> ids, read or not."""
        self.env["cem.remark"].check_access("read")
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "%s SELECT campaign_id, ARRAY_AGG(id) FROM remark GROUP BY campaign_id",
                self._cem_source_tables(),
            )
        )
        return dict(rows)

    def _cem_add_doubts(self, figures):
        """What comments that are not pleased are about, the most frequent first.

        Whoever is pleased with the price does not doubt it: comments that sound
        positive count among the comments only. Those not read yet do not count.
        """
        rows = self.env.execute_query(
            SQL(
                """%s SELECT s.campaign_id, t.topic, COUNT(DISTINCT (s.kind, s.id))
                        FROM said s
                   LEFT JOIN LATERAL UNNEST(s.topics) AS t (topic)
                          ON s.sentiment != 'positive'
                    GROUP BY GROUPING SETS ((s.campaign_id), (s.campaign_id, t.topic))
                      HAVING GROUPING(t.topic) = 1 OR t.topic IS NOT NULL
                    ORDER BY GROUPING(t.topic) DESC, 3 DESC, 2""",
                self._cem_source_tables(),
            )
        )
        for campaign, topic, count in rows:
            if topic:
                figures[campaign]["doubts"][self.env["cem.topic"].browse(topic)] = count
            else:
                figures[campaign]["comments"] = count

    def action_cem_remarks(self):
        """What customers wrote without giving a mark."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_remark_action"
        )
        ids = self._cem_remarks().get(self.id, [])
        return {**action, "domain": [("id", "in", ids)]}
