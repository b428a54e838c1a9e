from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .cem_score_pivot import MEANS, SHARES


class CemScore(models.Model):
    """Which figures of scores are protected (``cem_small_groups_mixin.py``)."""

    _inherit = "cem.score"

    _small_groups_counted = {
        "value": ("value:count",),
        "raw_value": ("value:count",),
        "nps_points": ("nps_points:count",),
        **{f"{name}_share": (f"{name}_share:count",) for name in SHARES},
        **{f"{name}_mean": (f"{name}_mean:count",) for name in MEANS},
        "satisfaction_mean": ("experience_mean:count", "expectation_mean:count"),
    }
    _small_groups_marks = ("value", "raw_value")


class SurveyUserInput(models.Model):
    _name = "survey.user_input"
    _inherit = ["survey.user_input", "cem.small.groups.mixin"]

    _small_groups_counted = {
        "scoring_percentage": ("scoring_percentage:count",),
        "scoring_total": ("scoring_total:count",),
    }
    _small_groups_marks = ("scoring_percentage", "scoring_total", "scoring_success")

    @api.model
    def _small_groups_apply_to(self, domain):
        return _of_ours(self, domain)


class SurveyUserInputLine(models.Model):
    _name = "survey.user_input.line"
    _inherit = ["survey.user_input.line", "cem.small.groups.mixin"]

    _small_groups_counted = {
        "value_scale": ("__count",),
        "value_numerical_box": ("__count",),
        "answer_score": ("__count",),
    }
    _small_groups_marks = (
        "value_scale",
        "value_numerical_box",
        "suggested_answer_id",
        "answer_score",
        "answer_is_correct",
    )

    @api.model
    def _small_groups_apply_to(self, domain):
        return _of_ours(self, domain)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "cem.small.groups.mixin"]

    _small_groups_counted = {"cem_satisfaction": ("cem_satisfaction:count",)}
    _small_groups_marks = ("cem_satisfaction",)

    def _figure_sql(self, aggregate_spec, query):
        """Customers who have said nothing have no satisfaction."""
        if aggregate_spec == "cem_satisfaction:count":
            answers = self._field_to_sql(self._table, "cem_satisfaction_count", query)
            return SQL("COUNT(*) FILTER (WHERE %s > 0)", answers)
        return super()._figure_sql(aggregate_spec, query)


def _of_ours(records, domain):
    """Odoo's other surveys (exams, registrations) stay as they are."""
    ours = Domain(domain or []) & Domain("survey_id.survey_type", "=", "cem")
    return bool(records.search_count(ours, limit=1))
