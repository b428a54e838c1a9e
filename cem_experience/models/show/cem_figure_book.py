from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.figures.figure_book import workbook


class CemFigureBook(models.AbstractModel):
    """Figures of the dashboard and of assessments as an XLSX workbook.

    What is not shown on the screen, because too few answered, is not in the workbook.
    """

    _name = "cem.figure.book"
    _description = "Figures as a Workbook"

    @api.model
    def _dashboard(self, found, filters=""):
        """:param found: payload of ``cem.dashboard``; ``filters`` in words"""
        return workbook(
            [
                self._sheet_about(found, filters),
                self._sheet_figures(found),
                self._sheet_trend(found),
                self._sheet_dimensions(found),
                *filter(
                    None,
                    (
                        self._sheet_journey(found),
                        self._sheet_comparison(found),
                        self._sheet_drivers(found),
                    ),
                ),
            ]
        )

    @api.model
    def _head(self, *names):
        return [
            *names,
            self.env._("Value"),
            self.env._("95 % from"),
            self.env._("95 % to"),
            self.env._("Answers"),
            self.env._("Worth (weighted)"),
            self.env._("Change"),
            self.env._("p"),
            self.env._("90 % within"),
            self.env._("Note"),
        ]

    @api.model
    def _cells(self, row):
        """Cells of a figure, in the order of :meth:`_head`."""
        change = row["change"] or {}
        note = self.env._("too few to show") if row["hidden"] else ""
        return [
            row["value"],
            row["low"],
            row["high"],
            row["count"],
            row.get("effective"),
            change.get("value"),
            change.get("p_value"),
            row.get("p90"),
            note,
        ]

    @api.model
    def _sheet_about(self, found, filters):
        weighting = found["weighting"]["chosen"]
        rows = [
            [self.env._("Company"), self.env.company.name],
            [self.env._("Period"), found["period"]["name"] or self.env._("All time")],
            [self.env._("Compared with"), found["period"]["before"]],
            [self.env._("Filters"), filters],
            [self.env._("Answers"), found["answer_count"]],
            [
                self.env._("Fewest answers of a figure that is shown"),
                found["minimum"],
            ],
            [
                self.env._("Weighted to"),
                f"{weighting['name']} ({weighting['attributes']})" if weighting else "",
            ],
            [
                self.env._("Written on"),
                format_date(self.env, fields.Date.context_today(self)),
            ],
        ]
        if weighting:
            rows.append([self.env._("Not weighted"), self.env._("Rates and times")])
            rows += [
                [
                    self.env._("Not weighted"),
                    f"{problem['measure']}: {problem['problem']}",
                ]
                for problem in weighting["problems"]
            ]
            if found["journey"] and found["journey"]["problem"]:
                journey = f"{self.env._('Journey')}: {found['journey']['problem']}"
                rows.append([self.env._("Not weighted"), journey])
        return self.env._("About"), [self.env._("Subject"), self.env._("Value")], rows

    @api.model
    def _sheet_figures(self, found):
        names = self.env["report.cem_experience.cem_dashboard_report"]._figure_names()
        return (
            self.env._("Figures"),
            self._head(self.env._("Figure")),
            [[names[row["name"]], *self._cells(row)] for row in found["figures"]],
        )

    @api.model
    def _sheet_trend(self, found):
        names = self.env["report.cem_experience.cem_dashboard_report"]._figure_names()
        rows = [
            [names[name], month, *self._cells(point)]
            for name, points in found["trend"]["series"].items()
            for month, point in zip(found["trend"]["months"], points, strict=True)
        ]
        head = self._head(self.env._("Figure"), self.env._("Month"))
        return self.env._("Trend"), head, rows

    @api.model
    def _sheet_dimensions(self, found):
        report = self.env["report.cem_experience.cem_dashboard_report"]
        names = report._dimension_figure_names() | {
            "gap": self.env._("Gap"),
            "weighted_gap": self.env._("Weighted gap"),
        }
        rows = [
            [row["name"], label, *self._cells(row[name])]
            for row in found["dimensions"]["rows"]
            for name, label in names.items()
        ]
        head = self._head(self.env._("Dimension"), self.env._("Figure"))
        return self.env._("Dimensions"), head, rows

    @api.model
    def _sheet_journey(self, found):
        journey = found["journey"]
        if not journey:
            return None
        rows = [
            [
                journey["name"],
                stage["name"],
                stage["score"],
                stage["low"],
                stage["high"],
                stage["count"],
                stage.get("effective"),
                self.env._("too few to show") if stage["hidden"] else "",
            ]
            for stage in journey["stages"]
        ]
        head = [
            self.env._("Journey"),
            self.env._("Stage"),
            self.env._("Score"),
            self.env._("95 % from"),
            self.env._("95 % to"),
            self.env._("Answers"),
            self.env._("Worth (weighted)"),
            self.env._("Note"),
        ]
        return self.env._("Journey"), head, rows

    @api.model
    def _sheet_comparison(self, found):
        part = found["comparison"]
        if not part:
            return None
        names = self.env["report.cem_experience.cem_dashboard_report"]._figure_names()
        rows = [
            [row["name"], names[name], *self._cells(row[name])]
            for row in part["rows"]
            for name in ("nps", "csat", "experience")
        ]
        head = self._head(self.env._("Group"), self.env._("Figure"))
        return self.env._("Comparison"), head, rows

    @api.model
    def _sheet_drivers(self, found):
        study = found["drivers"]
        if not study:
            return None
        head = [
            self.env._("Driver"),
            self.env._("Share of R² (%)"),
            self.env._("95 % from"),
            self.env._("95 % to"),
            self.env._("Sure?"),
            self.env._("Weighted to"),
        ]
        rows = [
            [
                row["name"],
                row["share"],
                row["low"],
                row["high"],
                self.env._("yes")
                if row["significant"]
                else self.env._("may be chance"),
                study["weighting"] or self.env._("Not weighted"),
            ]
            for row in study["rows"]
        ]
        return self.env._("Drivers"), head, rows
