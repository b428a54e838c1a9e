from collections import defaultdict

from odoo import api, models

from ...tools.base.messages import ToolError
from ...tools.figures.figures import NONE
from ...tools.figures.weighting import Weighted, cell_weights
from ..base.tool_texts import translated


class CemFigure(models.AbstractModel):
    """Figures whose answers are weighed to known shares of the customers."""

    _inherit = "cem.figure"

    @api.model
    def _weighable_sums(self, domain, start, end, group_by, population):
        """Sums by groups, and by what answers are weighed by.

        :param group_by: names, as of :meth:`_sums`
        :param population: ``cem.population``, may be empty
        :return: mapping of (*groups, tuple of the population's groups) to sums
        """
        attributes = population._attributes() if population else ()
        # what is looked at may be what is weighed by
        names = tuple(dict.fromkeys((*group_by, *attributes)))
        places = [names.index(name) for name in attributes]
        return {
            (*key[: len(group_by)], tuple(key[place] for place in places)): sums
            for key, sums in self._sums(domain, start, end, names).items()
        }

    @api.model
    def _weigh(self, rows, population):
        """Weigh sums that belong together: one measure, one period.

        All groups of a key are weighed alike, by weights that are found over all of
        them: so a dimension's mean and the mean of all speak of the same customers.

        :param rows: mapping of (key, tuple of the groups, in the order of the
            population's attributes) to sums
        :param population: ``cem.population``
        :return: tuple (mapping of key to :class:`~..tools.weighting.Weighted`, None), or
            (None, why that cannot be done)
        """
        cells = defaultdict(int)
        for (_key, groups), sums in rows.items():
            cells[groups] += sums.count
        try:
            raked = cell_weights(cells, population._known_shares())
        except ToolError as error:
            return None, self._weighing_problem(error, population)
        weights = dict(zip(cells, raked.weights, strict=True))
        parts = defaultdict(list)
        for (key, groups), sums in rows.items():
            parts[key].append((weights[groups], sums))
        return {key: Weighted.of(part) for key, part in parts.items()}, None

    @api.model
    def _weighing_problem(self, error, population):
        """The reason in words: attributes and groups by their names."""
        params = dict(error.message.params)
        names = population._names()
        attribute = params.get("attribute")
        if "group" in params:
            params["group"] = names.get((attribute, params["group"]), "?")
        if attribute:
            params["attribute"] = names.get(attribute, "?")
        return translated(self.env, error.message._replace(params=params))

    @api.model
    def _weighted_sums(self, rows, population, places):
        """Weigh sums measure by measure.

        :param rows: mapping of (key, measure, groups) to sums
        :param places: measures that are to be weighed
        :return: tuple (mapping of (key, measure) to sums, weighted where that can be
            done; mapping of measure to why not)
        """
        by_measure, plain, problems = defaultdict(dict), {}, {}
        for (key, measure, groups), sums in rows.items():
            by_measure[measure][key, groups] = sums
            plain[key, measure] = plain.get((key, measure), NONE).plus(sums)
        for measure, part in by_measure.items():
            if measure not in places:
                continue
            found, problem = self._weigh(part, population)
            if problem:
                problems[measure] = problem
                continue
            plain.update(((key, measure), sums) for key, sums in found.items())
        return plain, problems

    @api.model
    def _weighting_note(self, problems):
        """Which figures are not weighted although that was asked for, and why.

        :param problems: mapping of measure to why not
        """
        labels = dict(
            self.env["cem.score"]._fields["measure"]._description_selection(self.env)
        )
        return "\n".join(
            self.env._(
                "Not weighted: %(figure)s. %(problem)s",
                figure=labels[measure],
                problem=problem,
            )
            for measure, problem in sorted(problems.items())
        )
