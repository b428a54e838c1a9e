from odoo import api, models

# Comments on one page; all of them are in the list of opinions
MOST_COMMENTS = 20


class CemActivityResultReport(models.AbstractModel):
    """The report for management after the event."""

    _name = "report.cem_experience_event.cem_activity_result"
    _inherit = ["report.cem_experience_event.cem_activity_plan"]
    _description = "Activity Report (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        values = super()._get_report_values(docids, data)
        return {**values, "comments": self._comments}

    @api.model
    def _comments(self, activity):
        """Opinions with words, the worst marks first."""
        return self.env["cem.activity.opinion"].search(
            [("activity_id", "=", activity.id), ("comment", "!=", False)],
            order="emotion, mark, id",
            limit=MOST_COMMENTS,
        )
