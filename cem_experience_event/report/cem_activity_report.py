from odoo import api, fields, models
from odoo.tools import format_date, format_time


class CemActivityPlanReport(models.AbstractModel):
    """What the printed plan needs beyond the records: times of the venue, figures."""

    _name = "report.cem_experience_event.cem_activity_plan"
    _description = "Activity Plan (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "doc_ids": docids,
            "doc_model": "cem.activity",
            "docs": self.env["cem.activity"].browse(docids),
            "clock": self._clock,
            "moment": self._moment,
            "length": self._length,
            "who": self._who,
            "text": self.env["cem.chart"]._text,
        }

    @api.model
    def _clock(self, activity, moment):
        """Time of day as the clock at the venue shows it."""
        return format_time(
            self.env, moment, tz=activity.date_tz or "UTC", time_format="short"
        )

    @api.model
    def _moment(self, activity, moment):
        there = activity.with_context(tz=activity.date_tz or "UTC")
        day = fields.Datetime.context_timestamp(there, moment).date()
        return f"{format_date(self.env, day)} {self._clock(activity, moment)}"

    @api.model
    def _who(self, step, with_zone=False):
        """Role and responsible of a step, and where."""
        # Colleagues' names are shown to whoever sees the plan.
        names = [step.role, step.sudo().user_id.name]
        if with_zone:
            names.append(step.zone_id.name)
        return " · ".join(name for name in names if name)

    @api.model
    def _length(self, hours):
        """Hours and minutes as ``0:30``."""
        minutes = round(hours * 60)
        return f"{minutes // 60}:{minutes % 60:02}"


class CemActivityRunSheetReport(models.AbstractModel):
    """The programme of the day on paper, for those who have no tablet in hand."""

    _name = "report.cem_experience_event.cem_activity_run_sheet"
    _inherit = ["report.cem_experience_event.cem_activity_plan"]
    _description = "Run Sheet (PDF)"
