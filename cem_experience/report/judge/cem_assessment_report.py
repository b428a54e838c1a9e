from odoo import api, models

from ...models.judge.cem_assessment_line import OVERRULABLE


class CemAssessmentReport(models.AbstractModel):
    """What the printed assessment needs beyond the records: texts and footnotes."""

    _name = "report.cem_experience.cem_assessment_report"
    _description = "Seven-Step Assessment (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        assessments = self.env["cem.assessment"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "cem.assessment",
            "docs": assessments,
            "text": self.env["cem.chart"]._text,
            "charts": {
                assessment.id: self._charts(assessment) for assessment in assessments
            },
            "notes": {
                assessment.id: self._notes(assessment) for assessment in assessments
            },
        }

    @api.model
    def _charts(self, assessment):
        """The two charts of the method, and the rule of the cross-hair; None for none."""
        chart, lines = self.env["cem.chart"], assessment.line_ids
        gaps = [
            (line.dimension_id.name, line.weighted_gap, self._gap_text(line))
            for line in lines
            if line.has_weighted_gap and line.weighted_gap
        ]
        points = [
            (line.dimension_id.name, line.experience, line.importance, line.is_key)
            for line in lines
            if line.has_experience and line.has_importance
        ]
        return {
            "gaps": chart._waterfall(gaps),
            "importance": chart._importance_performance(points),
            "cross_hair": chart._cross_hair_rule(points),
        }

    @api.model
    def _gap_text(self, line):
        """A weighted gap with its interval, where it has one."""
        chart = self.env["cem.chart"]
        text = chart._text(line.weighted_gap)
        if not line.has_weighted_gap_interval:
            return text
        found = {"low": line.weighted_gap_low, "high": line.weighted_gap_high}
        return f"{text} ({chart._interval(found)})"

    @api.model
    def _notes(self, assessment):
        """Number the reasons why figures were set by hand, each once.

        :return: mapping (line id, figure) -> number, and the reasons by number
        """
        numbers, marks = {}, {}
        for line in assessment.line_ids:
            for figure in OVERRULABLE:
                if line[f"{figure}_overruled"]:
                    reason = line[f"{figure}_reason"] or self.env._("no reason given")
                    number = numbers.setdefault(reason, len(numbers) + 1)
                    marks[line.id, figure] = number
        return marks, {number: reason for reason, number in numbers.items()}
