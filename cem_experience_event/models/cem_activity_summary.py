from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.cem_experience.models.score.cem_score import MEASURES


class CemActivity(models.Model):
    """The figures of an activity in words and tables, each with its number and interval."""

    _inherit = "cem.activity"

    comparison = fields.Html(compute="_compute_comparison", sanitize=False)
    day_summary = fields.Html(compute="_compute_day_summary", sanitize=False)

    @api.depends_context("lang")
    def _compute_comparison(self):
        for activity in self:
            activity.comparison = (
                Markup().join(
                    Markup("<p>%s</p>") % line for line in activity._comparison_lines()
                )
                if activity._origin
                else False
            )

    def _comparison_lines(self):
        """What the comparison says, as sentences."""
        self.ensure_one()
        compared = self._origin._compare()
        matched, text = compared["after"], self.env["cem.chart"]._figure
        counts = {
            "participants": matched.participants,
            "others": matched.others,
            "days": compared["days"],
        }
        if not compared["enough"]:
            return [
                self.env._(
                    "Too few to compare: %(participants)s participants and %(others)s "
                    "comparable customers gave an opinion within %(days)s days after "
                    "the event.",
                    **counts,
                )
            ]
        lines = [
            self.env._(
                "Satisfaction of the participants less that of comparable customers: "
                "%(figure)s, from %(participants)s participants and %(others)s others "
                "of the same segments and value tiers, within %(days)s days.",
                figure=text(matched.difference, sign=True),
                **counts,
            )
        ]
        if compared["enough_change"]:
            lines.append(
                self.env._(
                    "Change since before the event, beyond the change of the others: "
                    "%s.",
                    text(compared["change"], sign=True),
                )
            )
        return lines

    def _day_tables(self):
        """Tables of the opinions of the day: by step, module, zone and segment.

        :return: list of (title, list of dict ``name``, ``experience``, ``emotion``),
            figures as :class:`~odoo.addons.cem_experience.tools.figures.intervals.Interval`
        """
        self.ensure_one()
        titles = {
            "step_id": self.env._("Step"),
            "module": self.env._("Module"),
            "zone_id": self.env._("Zone"),
            "segment_id": self.env._("Segment"),
        }
        tables = []
        for field, title in titles.items():
            labels = {}
            if field == "module":
                module = self.env["cem.activity.step"]._fields["module"]
                labels = dict(module._description_selection(self.env))
            rows = {}
            for figure in self._origin._day_figures(field):
                group = figure["group"]
                if not group:
                    continue
                name = labels[group] if field == "module" else group.display_name
                row = rows.setdefault(group, {"name": name})
                row[figure["measure"]] = figure["interval"]
            if rows:
                tables.append((title, list(rows.values())))
        return tables

    @api.model
    def _day_cell(self, interval):
        if not interval:
            return ""
        if interval.value is None:
            return self.env._("too few answers (%s)", interval.count)
        return self.env._(
            "%(figure)s, n = %(count)s",
            figure=self.env["cem.chart"]._figure(interval),
            count=interval.count,
        )

    @api.depends_context("lang")
    def _compute_day_summary(self):
        labels = dict(
            self.env["cem.score"]._fields["measure"]._description_selection(self.env)
        )
        shown = [name for name, _label in MEASURES if name in ("experience", "emotion")]
        for activity in self:
            parts = []
            for title, rows in activity._day_tables() if activity._origin else ():
                head = Markup().join(
                    Markup("<th class='w-%s'>%s</th>") % (width, text)
                    for width, text in [
                        (50, title),
                        *((25, labels[name]) for name in shown),
                    ]
                )
                body = Markup().join(
                    Markup("<tr><td>%s</td>%s</tr>")
                    % (
                        row["name"],
                        Markup().join(
                            Markup("<td>%s</td>") % self._day_cell(row.get(name))
                            for name in shown
                        ),
                    )
                    for row in rows
                )
                parts.append(
                    Markup(
                        "<table class='table table-sm'><thead><tr>%s</tr></thead>"
                        "<tbody>%s</tbody></table>"
                    )
                    % (head, body)
                )
            activity.day_summary = Markup().join(parts)
