from odoo import models

from ...tools.base.hooks import hook
from ...tools.figures.figure_book import workbook
from .cem_assessment import SURVEY_MEASURES
from .cem_assessment_line import OVERRULABLE

DERIVED = ("satisfaction", "weighted_satisfaction", "ideal", "gap", "weighted_gap")


class CemAssessment(models.Model):
    """An assessment as an XLSX workbook."""

    _inherit = "cem.assessment"

    def action_export_workbook(self):
        """Download the workbook of these assessments."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/cem_experience/assessment.xlsx?ids={','.join(map(str, self.ids))}",
            "target": "download",
        }

    def _workbook(self):
        """Steps 2 to 7 of each assessment, one sheet a step.

        :return: bytes of the XLSX file
        """
        return workbook(self._sheets())

    @hook
    def _sheets(self):
        """Sheets of the workbook, as (name, head, rows); rooms add theirs."""
        return [self._sheet_steps()]

    def _sheet_steps(self):
        lines = self.line_ids
        labels = {
            name: lines._fields[name]._description_string(self.env)
            for name in (*SURVEY_MEASURES, *DERIVED)
        }
        head = [
            self.env._("Assessment"),
            self.env._("Dimension"),
            self.env._("Key Experience"),
        ]
        weighted = bool(self.population_id)
        if weighted:
            head.insert(1, self.env._("Weighted to"))
        for name, label in labels.items():
            head.append(label)
            if f"{name}_low" in lines._fields:
                head += [
                    self.env._("%(figure)s, 95 %% from", figure=label),
                    self.env._("%(figure)s, 95 %% to", figure=label),
                ]
            if f"{name}_count" in lines._fields:
                head.append(self.env._("%(figure)s, answers", figure=label))
                if weighted:
                    head.append(self.env._("%(figure)s, worth", figure=label))
        head.append(lines._fields["key_share"]._description_string(self.env))
        head.append(self.env._("Set by hand"))
        rows = []
        for assessment in self:
            for line in assessment.line_ids:
                row = [
                    assessment.display_name,
                    *([assessment.population_id.name or ""] if weighted else ()),
                    line.dimension_id.name,
                    self.env._("key") if line.is_key else "",
                ]
                for name in labels:
                    row.append(line[name] if line[f"has_{name}"] else None)
                    if f"{name}_low" in line._fields:
                        known = line[f"has_{name}_interval"]
                        row += [
                            line[f"{name}_low"] if known else None,
                            line[f"{name}_high"] if known else None,
                        ]
                    if f"{name}_count" in line._fields:
                        row.append(line[f"{name}_count"])
                        if weighted:
                            row.append(line[f"{name}_effective_count"] or None)
                row.append(line.key_share if line.has_key_share else None)
                row.append(
                    ", ".join(
                        labels[name]
                        for name in OVERRULABLE
                        if line[f"{name}_overruled"]
                    )
                )
                rows.append(row)
        return self.env._("Steps 2 to 4"), head, rows

    def _sheet_of(self, title, records, names):
        """Records as they read on the screen; what is not known is empty."""
        head = [records._fields[name]._description_string(self.env) for name in names]
        rows = []
        for record in records:
            row = []
            for name in names:
                field, value = record._fields[name], record[name]
                if f"has_{name}" in record._fields and not record[f"has_{name}"]:
                    value = None
                elif field.type == "selection":
                    value = dict(field._description_selection(self.env)).get(value)
                elif field.type == "many2one":
                    value = value.display_name
                elif field.type == "date":
                    value = value or None
                elif field.type not in ("float", "integer", "monetary"):
                    value = str(value) if value else ""
                row.append(value)
            rows.append(row)
        return title, head, rows
