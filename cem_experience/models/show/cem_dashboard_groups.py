from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...tools.figures import figures, rollup
from ...tools.figures.figures import NONE
from ..figures.cem_figure import FIGURES
from ..figures.cem_figure_sums import LINKED

# What the comparison can be by: the field of the sums
COMPARISONS = (
    "value_tier_id",
    "segment_id",
    "journey_id",
    "channel_id",
    "touchpoint_id",
    "team_id",
    "state_id",
    "company_id",
    "source",
)
# Figures of the comparison
COMPARED = ("nps", "csat", "experience")


class CemDashboardGroups(models.AbstractModel):
    """What the dashboard shows side by side: groups of customers, stages of a journey."""

    _name = "cem.dashboard.groups"
    _description = "Experience Dashboard: Comparison and Journey"

    @api.model
    def _part_comparison(self, scope, by, against=None, population=None):
        """Groups beside each other; the change of each is against all the others.

        :param against: the group to compare with instead; see :meth:`get_data`
        :param population: ``cem.population`` to weigh by: with the weights of each
            measure that its figure above has, too
        """
        figure = self.env["cem.figure"]
        found = defaultdict(lambda: defaultdict(lambda: NONE))
        measures = {FIGURES[name][1]: name for name in COMPARED}
        rows = figure._weighable_sums(
            scope.base & Domain("measure", "in", list(measures)),
            scope.span.start,
            scope.span.end,
            (by, "measure"),
            population,
        )
        weighed = set(measures) if population else ()
        for (group, measure), sums in figure._weighted_sums(rows, population, weighed)[
            0
        ].items():
            found[measures[measure]][group] = sums
        groups = {group for parts in found.values() for group in parts}
        reference = [group for group in groups if (group or 0) == against]
        names = self._group_names(by, groups)
        shown = {name: figure._shown(found[name]) for name in COMPARED}
        rows = []
        for group in sorted(groups, key=lambda g: (g is None, names[g])):
            row = {
                "id": group or 0,
                "name": names[group],
                "domain": scope.records((_path(by), "=", group or False)),
            }
            for name in COMPARED:
                own = found[name].get(group, NONE)
                others = figures.together(
                    sums
                    for key, sums in found[name].items()
                    if key != group
                    and (not reference or (key in reference and key in shown[name]))
                )
                row[name] = figure._figure(name, own, others, group in shown[name])
            rows.append(row)
        return {"by": by, "against": against if reference else None, "rows": rows}

    @api.model
    def _group_names(self, by, groups):
        field = self.env["cem.score"]._fields.get(by)
        if field and field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return {group: labels.get(group, group) for group in groups}
        ids = [group for group in groups if group]
        # Who may see a figure may see the name of what it is of.
        model = LINKED[by][3] if by in LINKED else field.comodel_name
        records = self.env[model].browse(ids).exists()
        readable = records._filtered_access("read")
        names = {record.id: record.display_name for record in readable}
        return {
            group: names.get(group, f"#{group}") if group else self.env._("None")
            for group in groups
        }

    @api.model
    def _part_journey(self, scope, journey_id, population=None):
        """The stages of a journey with their scores; ``choices`` to look at others.

        ``problem`` says why it is not weighted although that was asked for.
        """
        sums = self.env["cem.figure"]._weighable_sums(
            scope.base & Domain("measure", "in", ["experience", "csat"]),
            scope.span.start,
            scope.span.end,
            ("touchpoint_id", "dimension_id"),
            population,
        )
        counts = defaultdict(int)
        touchpoints = self.env["cem.touchpoint"].search([("journey_id", "!=", False)])
        journey_of = {
            touchpoint.id: touchpoint.journey_id for touchpoint in touchpoints
        }
        for (touchpoint_id, *_groups), found in sums.items():
            if touchpoint_id in journey_of:
                counts[journey_of[touchpoint_id]] += found.count
        if not counts:
            return None
        chosen = [journey for journey in counts if journey.id == journey_id]
        journey = chosen[0] if chosen else max(counts, key=lambda j: (counts[j], -j.id))
        own = touchpoints.filtered(lambda t: t.journey_id == journey)
        ids = set(own.ids)
        rows = {
            ((touchpoint_id, dimension_id), groups): found
            for (touchpoint_id, dimension_id, groups), found in sums.items()
            if touchpoint_id in ids
        }
        stages, problem = self._journey_stages(journey, own, rows, population)
        for stage in stages:
            stage["domain"] = scope.records(
                ("touchpoint_id.stage_id", "=", stage["id"]),
                ("measure", "in", ["experience", "csat"]),
            )
        return {
            "id": journey.id,
            "name": journey.name,
            "stages": stages,
            "problem": problem,
            "choices": [
                {"id": other.id, "name": other.name}
                for other in sorted(counts, key=lambda j: (j.sequence, j.name, j.id))
            ],
        }

    @api.model
    def _journey_stages(self, journey, touchpoints, rows, population):
        """Stages with their scores, weighted where asked for and possible.

        What may be shown follows from the number of answers, weighted or not.

        :param rows: mapping of ((touchpoint id, dimension id), groups) to sums
        :return: tuple (stages, why they are not weighted or None)
        """
        nodes, minimum = touchpoints._rollup_nodes(), self.env["cem.figure"]._minimum()
        moods = touchpoints._rollup_page(nodes, rollup.roll_up(nodes, {}), minimum)

        def stages_of(answers, least):
            rolled = rollup.roll_up(nodes, answers)
            page = touchpoints._rollup_page(nodes, rolled, least)
            return journey._rollup_stages(touchpoints, page, moods)

        plain = defaultdict(lambda: NONE)
        for (key, _groups), found in rows.items():
            plain[key] = plain[key].plus(found)
        stages = stages_of({key: found.sums for key, found in plain.items()}, minimum)
        if not population or not rows:
            return stages, None
        weighted, problem = self.env["cem.figure"]._weigh(rows, population)
        if problem:
            return stages, problem
        answers = {key: found.sums for key, found in weighted.items()}
        for stage, found in zip(stages, stages_of(answers, 0), strict=True):
            if stage["count"] and not stage["hidden"]:
                stage.update({name: found[name] for name in ("score", "low", "high")})
                stage["effective"] = found["count"]
        return stages, None


def _path(name):
    """A group as the path from a score to it."""
    return f"{LINKED[name][0]}.{LINKED[name][2]}" if name in LINKED else name
