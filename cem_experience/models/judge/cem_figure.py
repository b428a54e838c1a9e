from odoo import api, models

from ...tools.figures import figures, intervals
from ...tools.judge import gaps
from ..figures.cem_figure import displayed


class CemFigure(models.AbstractModel):
    """Figures of the method: gaps of each dimension."""

    _inherit = "cem.figure"

    @api.model
    def _dimension_figures(self, now, before, dimension_ids):
        """Steps 2 to 4 of the method for each dimension.

        :param now: mapping (dimension id, measure) to :class:`Sums`, of all answers
        :param before: likewise, of the period before
        :param dimension_ids: those that are shown
        :return: mapping of dimension id to a dict of ``experience``, ``expectation``,
            ``importance``, ``satisfaction``, ``weighted_satisfaction``, ``gap`` and
            ``weighted_gap`` (each as of :meth:`_figure`), ``ideal`` and ``is_key``
        """
        names = ("experience", "expectation", "importance")
        told = {dimension for dimension, measure in now if measure in names}
        ids = sorted(told.intersection(dimension_ids))
        shown = {
            name: self._shown(
                {key: now.get((key, name), figures.NONE) for key in told},
                told.difference(ids),
            )
            for name in names
        }
        samples, earlier = {}, {}
        for key in ids:
            for name in names:
                kept = key in shown[name]
                sums = now.get((key, name), figures.NONE) if kept else figures.NONE
                samples[key, name] = sums.sample
                sums = before.get((key, name), figures.NONE)
                enough = kept and sums.answers >= self._minimum()
                earlier[key, name] = (sums if enough else figures.NONE).sample
        lines = gaps.assess(
            [tuple(samples[key, name].mean for name in names) for key in ids]
        )
        result = {}
        for key, line in zip(ids, lines, strict=True):
            a, e, w = (samples[key, name] for name in names)
            row = {
                name: self._figure(
                    name,
                    now.get((key, name), figures.NONE),
                    before.get((key, name)),
                    key in shown[name],
                )
                for name in names
            }
            old = earlier[key, "experience"], earlier[key, "expectation"]
            ideal = line.ideal if line.is_key else None
            result[key] = row | {
                "satisfaction": displayed(
                    intervals.satisfaction_interval(a, e),
                    intervals.satisfaction_difference(old, (a, e)),
                ),
                "weighted_satisfaction": displayed(
                    intervals.weighted_satisfaction_interval(w, a, e)
                ),
                "gap": displayed(intervals.gap_interval(a, ideal)),
                "weighted_gap": displayed(intervals.weighted_gap_interval(w, a, ideal)),
                "ideal": line.ideal,
                "is_key": line.is_key,
            }
        return result
