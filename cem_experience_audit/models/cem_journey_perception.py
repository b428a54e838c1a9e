from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.cem_experience.models.base.takes import MAPPING, takes
from odoo.addons.cem_experience.tools.figures import rollup

from ..tools import perception

# A tier or segment is one of customers: the company's view has none.
CUSTOMERS_FILTERS = ("segment_ids", "value_tier_ids")


class CemJourney(models.Model):
    """The company's view of a journey against its customers'."""

    _inherit = "cem.journey"

    @api.readonly
    @takes(one=True, filters=MAPPING)
    def get_perception(self, filters=None):
        """Perception gap per touchpoint and dimension, ready to display.

        Both views roll up through the tree as the scores of :meth:`get_rollup` do, so
        that an audit of the parts meets what customers said of the whole. One
        statement reads the scores; the arithmetic is in ``tools/perception.py``.

        :param filters: as for :meth:`get_rollup`. Segments, value tiers and sources
            choose among the customers' answers only; dates, channels, companies and
            measures hold for both views.
        :return: list of rows in the order of the tree, for each touchpoint that
            somebody has judged: one with ``dimension_id`` False (all in all) and one
            per dimension. ``company`` and ``customer`` have ``count``, ``mean``
            (0-10, None where unknown), ``low``, ``high`` (95 %) and ``hidden`` (the
            customers are too few to show their figure). ``gap`` is company less
            customers with ``gap_low`` and ``gap_high`` (Welch, 95 %); None where one
            view is missing.
        :raise ValidationError: a filter that is unknown or cannot be read
        """
        self.ensure_one()
        self.check_access("read")
        filters = self._rollup_filters(filters)
        touchpoints = self._rollup_touchpoints(filters)
        nodes = touchpoints._rollup_nodes()
        views = self._perception_answers(touchpoints, filters)
        company = rollup.roll_up(nodes, views[True])
        customer = rollup.roll_up(nodes, views[False])
        # A read of one setting that both rooms share; no figure crosses the wall.
        minimum = self.env["ir.config_parameter"]._cem_minimum_group_size()
        page = touchpoints._rollup_page(nodes, customer, minimum)
        seen = {key for figures in company.values() for key in figures.dimensions}
        seen |= {key for figures in customer.values() for key in figures.dimensions}
        dimensions = self.env["cem.dimension"].with_context(active_test=False)
        dimensions = dimensions.search([("id", "in", list(seen))])
        rows = []
        for touchpoint, depth in touchpoints._tree_order():
            place = {
                "touchpoint_id": touchpoint.id,
                "touchpoint": touchpoint.name,
                "stage_id": touchpoint.stage_id.id,
                "depth": depth,
            }
            ours, theirs = company[touchpoint.id], customer[touchpoint.id]
            pairs = [(dimensions.browse(), ours.total, theirs.total)]
            pairs += [
                (
                    dimension,
                    ours.dimensions.get(dimension.id, rollup.NONE),
                    theirs.dimensions.get(dimension.id, rollup.NONE),
                )
                for dimension in dimensions
            ]
            rows += [
                {
                    **place,
                    "dimension_id": dimension.id,
                    "dimension": dimension.name or "",
                    **self._display_perception(
                        mine,
                        others,
                        page.get("total", touchpoint.id, dimension.id or None)[1],
                    ),
                }
                for dimension, mine, others in pairs
                if mine.count or others.count
            ]
        return rows

    def _extend_map_rows(self, rows, filters):
        """``perception``, all in all; None where nobody of the company has judged."""
        views = {
            row["touchpoint_id"]: row
            for row in self.get_perception(filters)
            if not row["dimension_id"] and row["company"]["count"]
        }
        for row in rows:
            row["perception"] = views.get(row["id"])
        return super()._extend_map_rows(rows, filters)

    @api.model
    def _display_perception(self, company, customer, shown):
        views = perception.compare(company, customer, shown)
        return {
            "company": views.company._asdict(),
            "customer": views.customer._asdict(),
            "gap": views.gap,
            "gap_low": views.gap_low,
            "gap_high": views.gap_high,
            "is_sure": views.is_sure,
        }

    def _perception_domain(self, touchpoints, filters):
        """The scores of both views."""
        company_sources = self.env["cem.score"]._company_sources()
        nobody = dict.fromkeys(CUSTOMERS_FILTERS, [])
        ours = {**filters, **nobody, "sources": company_sources}
        theirs = {
            **filters,
            "sources": [s for s in filters["sources"] if s not in company_sources],
        }
        return Domain("measure", "in", filters["measures"]) & (
            self._rollup_domain(touchpoints, ours)
            | self._rollup_domain(touchpoints, theirs)
        )

    def _perception_answers(self, touchpoints, filters):
        """Sums of the answers, by whether they are the company's own.

        :return: True (company) and False (customers) to a mapping as for
            :func:`~..tools.rollup.roll_up`
        """
        views = defaultdict(dict)
        if not touchpoints:
            return views
        rows = self._score_sums(
            self._perception_domain(touchpoints, filters),
            "source",
            tuple(self.env["cem.score"]._company_sources()),
        )
        for is_company, touchpoint_id, dimension_id, *sums in rows:
            views[is_company][touchpoint_id, dimension_id] = tuple(sums)
        return views
