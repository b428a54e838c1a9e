from odoo import api, models
from odoo.exceptions import ValidationError

from ..figures.cem_figure import FIGURES

WEIGHED = {measure for _kind, measure in FIGURES.values()}


class CemDashboardWeighting(models.AbstractModel):
    """The dashboard's figures weighed to known shares of the customers.

    Figures, trend, dimensions, journey and comparison are weighed; what cannot be is
    shown as it is, and the page says so.
    """

    _name = "cem.dashboard.weighting"
    _description = "Experience Dashboard: Weighted Answers"

    @api.model
    def _population(self, population_id):
        """The known shares asked for, which may be gone or another company's."""
        if not population_id:
            return self.env["cem.population"]
        if not isinstance(population_id, int):
            raise ValidationError(self.env._("These known shares are not there."))
        found = self.env["cem.population"].search([("id", "=", population_id)])
        if not found.share_ids:
            raise ValidationError(
                self.env._("These known shares are not there any more, or are empty.")
            )
        return found

    @api.model
    def _part_weighting(self, population, sums):
        """What the page says of the weighting.

        ``choices`` to weigh by; ``chosen`` None, or a dict of ``id``, ``name``,
        ``attributes`` and ``problems`` (list of measure and why it is not weighted).
        """
        choices = self.env["cem.population"].search([("share_ids", "!=", False)])
        chosen = None
        if population:
            labels = dict(
                self.env["cem.score"]
                ._fields["measure"]
                ._description_selection(self.env)
            )
            chosen = {
                "id": population.id,
                "name": population.name,
                "attributes": population.attributes,
                "problems": [
                    {"measure": labels[measure], "problem": problem}
                    for measure, problem in sorted(sums["problems"].items())
                ],
            }
        return {
            "choices": [{"id": one.id, "name": one.name} for one in choices],
            "chosen": chosen,
        }

    @api.model
    def _weigh_parts(self, parts, population):
        """Weigh what belongs together: a period of a measure.

        A measure that cannot be weighed in the period itself stays as it is, with all
        its comparisons; where only the period before, or the trend, cannot, those are
        left out: what is weighted is compared with what is weighted only.

        :param parts: dict of ``now``, ``before`` and ``months``, mappings of (key,
            measure, groups) to sums
        :return: the same with mappings of (key, measure) to sums, and ``problems``
        """
        figure = self.env["cem.figure"]
        result, problems = {}, {}
        for name in ("now", "before", "months"):
            wanted = WEIGHED - set(problems)
            found, failed = figure._weighted_sums(parts[name], population, wanted)
            if name == "now":
                problems = failed
            else:
                found = {
                    key: sums for key, sums in found.items() if key[1] not in failed
                }
            result[name] = found
        return result | {"problems": problems}
