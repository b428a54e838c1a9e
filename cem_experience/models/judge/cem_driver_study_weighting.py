from collections import defaultdict
from typing import NamedTuple

import numpy as np

from odoo import fields, models
from odoo.fields import Domain

from ...tools.base.messages import ToolError
from ...tools.figures.weighting import cell_weights
from ...tools.judge.driver_study import together
from ..figures.cem_figure_sums import LINKED


class Weighting(NamedTuple):
    """Whether respondents are weighed, what they are worth, and why they are not."""

    is_weighted: bool
    effective_count: int
    problem: str


class CemDriverStudy(models.Model):
    """A study whose respondents are weighed to known shares of the customers."""

    _inherit = "cem.driver.study"

    population_id = fields.Many2one(
        "cem.population",
        string="Weighted To",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share_ids', '!=', False), ('company_id', 'in', [False, company_id])]",
        check_company=True,
        help="Known shares of your customers that the respondents are weighed to, so "
        "that those who answer more often do not count more. Empty: every respondent "
        "counts the same.",
    )
    effective_count = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Effective number of weighted respondents: as many unweighted ones would "
        "be as sure (Kish). The intervals follow it.",
    )
    is_weighted = fields.Boolean(readonly=True, copy=False)
    weighting_note = fields.Text(readonly=True, copy=False)

    def _known_population(self):
        # what is weighed by is no secret, whoever may see the records
        return self.population_id.sudo()

    def _driver_groups(self, scores, query):
        """Columns of the groups that respondents are weighed by; none: not weighed.

        :param query: that reads ``scores``
        """
        figure, population = self.env["cem.figure"], self._known_population()
        names = population._attributes() if population else ()
        figure._flush_linked(names)
        return [
            figure._linked_sql(query, name)
            if name in LINKED
            else scores._field_to_sql(query.table, name, query)
            for name in names
        ]

    def _weighed_moments(self, drivers):
        """Sums of products of the respondents, weighed where that is asked for.

        :return: tuple (moments, number of respondents, :class:`Weighting`)
        """
        population = self._known_population()
        attributes = population._attributes() if population else ()
        moments, keys = self._driver_moments(drivers, len(attributes))
        respondents = int(round(moments[:, 0, 0].sum()))
        weighting = Weighting(False, 0, "")
        if attributes:
            moments, weighting = self._weigh_moments(moments, keys, population)
        moments = together(moments, [random for random, *_groups in keys])
        return moments, respondents, weighting

    def _weigh_moments(self, moments, keys, population):
        """Weigh rows of moments by their groups.

        All of it is made as small as the respondents are worth: chance does as much
        among them as among so many who are not weighed.

        :return: tuple (moments, :class:`Weighting`); as they were where they cannot be
            weighed
        """
        cells = defaultdict(float)
        for (_random, *groups), part in zip(keys, moments, strict=True):
            cells[tuple(groups)] += part[0, 0]
        try:
            raked = cell_weights(cells, population._known_shares())
        except ToolError as error:
            why = self.env["cem.figure"]._weighing_problem(error, population)
            return moments, Weighting(False, 0, self.env._("Not weighted. %s", why))
        weights = dict(zip(cells, raked.weights, strict=True))
        own = np.array([weights[tuple(groups)] for _random, *groups in keys])
        own *= raked.effective / sum(cells.values())
        effective_count = int(raked.effective + 1e-9)
        return moments * own[:, None, None], Weighting(True, effective_count, "")

    def _stated_importance(self, weighting):
        """Mean of what customers said of the importance, where enough did.

        It is weighed where the respondents are, for both stand beside each other.

        :param weighting: :class:`Weighting` of the respondents
        :return: tuple (mapping of driver to mean, why it is not weighed or "")
        """
        figure, population = self.env["cem.figure"], self._known_population()
        if not weighting.is_weighted:
            population = population.browse()
        rows = figure._weighable_sums(
            self._score_domain() & Domain("measure", "=", "importance"),
            None,
            None,
            (self.driver_kind, "measure"),
            population,
        )
        places = ("importance",) if population else ()
        found, problems = figure._weighted_sums(rows, population, places)
        sums = {key: sums for (key, _measure), sums in found.items()}
        shown = figure._shown(sums)
        stated = {key: sums[key].sample.mean for key in shown if key is not None}
        return stated, figure._weighting_note(problems)
