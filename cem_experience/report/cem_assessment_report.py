from odoo import api, models
from odoo.tools.misc import formatLang

from ..models.cem_assessment_line import OVERRULABLE


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
            "text": self._text,
            "notes": {
                assessment.id: self._notes(assessment) for assessment in assessments
            },
        }

    @api.model
    def _text(self, value, digits=2):
        """A figure as the reader writes it, with a minus that cannot be overlooked."""
        text = formatLang(
            self.env,
            value,
            digits=digits,
            rounding_method="HALF-UP",  # as the web client rounds
        )
        return text.replace("-", "−")

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
