from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.figures import rollup, rollup_page
from ..base.takes import MAPPING, takes

# What was met: the same answers that make a customer's satisfaction.
ROLLUP_MEASURES = ("experience", "csat")
EMOTION = "emotion"


class CemJourney(models.Model):
    """Scores of a journey's touchpoints, rolled up through the tree."""

    _inherit = "cem.journey"

    @api.readonly
    @takes(one=True, filters=MAPPING)
    def get_rollup(self, filters=None):
        """Everything that a map of the journey shows, ready to display.

        One pass over the scores in PostgreSQL, one over the tree in memory, whatever
        the depth. The arithmetic is defined in ``tools/figures/rollup.py``.

        :param filters: dict, every key optional: ``date_from``, ``date_to`` (dates,
            both included), ``segment_ids`` (contact tags, the lifecycle segment among
            them), ``value_tier_ids``, ``channel_ids`` (of the touchpoint),
            ``company_ids``, ``sources`` (default: the customers'),
            ``measures`` (default experience and CSAT), ``with_archived`` (archived
            touchpoints take part)
        :return: dict of ``journey``, ``stages``, ``touchpoints`` (in the tree's
            order), ``dimensions`` and ``minimum``. Every figure has ``score`` (0-10,
            None without answers or with fewer than ``minimum``), ``count``, ``low``,
            ``high`` (95 %) and ``hidden`` (there are answers, but too few to show).
        :raise ValidationError: a filter that is unknown or cannot be read
        """
        self.ensure_one()
        self.check_access("read")
        filters = self._rollup_filters(filters)
        touchpoints = self._rollup_touchpoints(filters)
        nodes = touchpoints._rollup_nodes()
        answers, emotions = self._rollup_answers(touchpoints, filters)
        rolled = rollup.roll_up(nodes, answers)
        shares = rollup.roll_up_weights(nodes)
        minimum = self.env["ir.config_parameter"]._cem_minimum_group_size()
        page = touchpoints._rollup_page(nodes, rolled, minimum)
        moods = touchpoints._rollup_page(
            nodes, rollup.roll_up(nodes, emotions), minimum
        )
        dimensions = self.env["cem.dimension"].search([("active", "=", True)])
        return {
            "journey": {
                "id": self.id,
                "name": self.name,
                **self._display_figure(*page.get(*rollup_page.JOURNEY)),
            },
            "dimensions": [
                {"id": d.id, "code": d.code, "name": d.name, "color": d.color}
                for d in dimensions
            ],
            "stages": self._rollup_stages(touchpoints, page, moods),
            "touchpoints": touchpoints._rollup_rows(rolled, page, moods, shares),
            "minimum": minimum,
        }

    @api.readonly
    def get_tree_figures(self):
        """Scores of the tree, apart from it: they take longer, and change with it.

        :return: dict of ``journey``, ``stages`` and ``touchpoints``; the latter two
            by id: ``score`` (0-10 or None), ``count``, ``low``, ``high``, ``hidden``,
            and of touchpoints ``dimension_shares`` (%)
        """
        result = self.get_rollup()
        names = ("score", "count", "low", "high", "hidden", "dimension_shares")

        def figures(row):
            return {name: row[name] for name in names if name in row}

        return {
            "journey": figures(result["journey"]),
            "stages": {row["id"]: figures(row) for row in result["stages"]},
            "touchpoints": {row["id"]: figures(row) for row in result["touchpoints"]},
        }

    @api.model
    def _rollup_filters(self, filters):
        """Checked copy of ``filters``; what comes from a browser may be anything."""
        lists = ("segment_ids", "value_tier_ids", "channel_ids", "company_ids")
        known = {*lists, "date_from", "date_to", "sources", "measures", "with_archived"}
        filters = dict(filters or {})
        if set(filters) - known:
            raise ValidationError(
                self.env._(
                    "Unknown filter: %s.", ", ".join(sorted(set(filters) - known))
                )
            )
        try:
            for name in ("date_from", "date_to"):
                filters[name] = fields.Date.to_date(filters.get(name) or False)
            for name in lists:
                filters[name] = [int(key) for key in filters.get(name) or ()]
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("The filter cannot be read: %s", error)
            ) from error
        filters["sources"] = list(
            filters.get("sources") or self.env["cem.score"]._customer_sources()
        )
        filters["measures"] = list(filters.get("measures") or ROLLUP_MEASURES)
        return filters

    def _rollup_touchpoints(self, filters):
        touchpoints = self.env["cem.touchpoint"].with_context(
            active_test=not filters.get("with_archived")
        )
        return touchpoints.search([("journey_id", "=", self.id)])

    def _rollup_domain(self, touchpoints, filters):
        domain = Domain("source", "in", filters["sources"])
        domain &= Domain("measure", "in", [*filters["measures"], EMOTION])
        if filters["channel_ids"]:
            channels = set(filters["channel_ids"])
            touchpoints = touchpoints.filtered(lambda t: t.channel_id.id in channels)
        # By touchpoint and not by the journey noted on the score: a branch that has
        # moved brings its answers along.
        domain &= Domain("touchpoint_id", "in", touchpoints.ids)
        if filters["date_from"]:
            domain &= Domain("date", ">=", filters["date_from"])
        if filters["date_to"]:
            domain &= Domain("date", "<=", filters["date_to"])
        if filters["value_tier_ids"]:
            domain &= Domain("value_tier_id", "in", filters["value_tier_ids"])
        if filters["company_ids"]:
            domain &= Domain("company_id", "in", filters["company_ids"])
        if filters["segment_ids"]:
            segments = filters["segment_ids"]
            domain &= Domain("partner_id.category_id", "child_of", segments) | Domain(
                "partner_id.cem_lifecycle_segment_id", "child_of", segments
            )
        return domain

    def _rollup_answers(self, touchpoints, filters):
        """Sums of the answers by touchpoint and dimension, emotions apart."""
        answers, emotions = {}, defaultdict(lambda: (0, 0.0, 0.0))
        if not touchpoints:
            return answers, emotions
        rows = self._score_sums(
            self._rollup_domain(touchpoints, filters), "measure", (EMOTION,)
        )
        with_emotion = EMOTION in filters["measures"]
        for is_emotion, touchpoint_id, dimension_id, *sums in rows:
            if not is_emotion:
                old = answers.get((touchpoint_id, dimension_id), (0, 0.0, 0.0))
                answers[touchpoint_id, dimension_id] = self._add(old, sums)
                continue
            old = emotions[touchpoint_id, None]
            emotions[touchpoint_id, None] = self._add(old, sums)
            if with_emotion:
                old = answers.get((touchpoint_id, dimension_id), (0, 0.0, 0.0))
                answers[touchpoint_id, dimension_id] = self._add(old, sums)
        return answers, emotions

    def _score_sums(self, domain, field, apart):
        """Sums of the scores by touchpoint and dimension, some of them apart.

        :param field: name of a field of ``cem.score``; rows where it is one of
            ``apart`` (a tuple) are summed on their own
        :return: rows of (is one of ``apart``, touchpoint, dimension, number of
            answers, their sum, the sum of their squares)
        """
        Score = self.env["cem.score"]
        query = Score._search(domain)
        columns = {
            name: Score._field_to_sql(Score._table, name, query)
            for name in ("touchpoint_id", "dimension_id", field, "value")
        }
        return self.env.execute_query(
            SQL(
                """
                SELECT is_apart, touchpoint_id, dimension_id,
                       COUNT(*), SUM(value), SUM(value * value)
                  FROM (%s) scores
              GROUP BY is_apart, touchpoint_id, dimension_id
                """,
                query.select(
                    SQL("%s IN %s AS is_apart", columns[field], apart),
                    SQL("%s AS touchpoint_id", columns["touchpoint_id"]),
                    SQL("%s AS dimension_id", columns["dimension_id"]),
                    SQL("%s AS value", columns["value"]),
                ),
            )
        )

    @staticmethod
    def _add(one, other):
        return tuple(a + b for a, b in zip(one, other, strict=True))

    def _rollup_stages(self, touchpoints, page, moods):
        """A stage is the mean of its topmost touchpoints, by their weights."""
        tops = touchpoints._tops_of_stages()
        phases = dict(
            self.env["cem.journey.stage"]
            ._fields["phase"]
            ._description_selection(self.env)
        )
        by_dimension = defaultdict(dict)
        for kind, stage_id, dimension in page.figures:
            if kind == "stage" and dimension is not None:
                by_dimension[stage_id][dimension] = self._display_figure(
                    *page.get(kind, stage_id, dimension)
                )
        return [
            {
                **stage._display_side(),
                "phase": stage.phase,
                "phase_label": phases.get(stage.phase),
                "touchpoint_ids": tops.get(stage.id, []),
                "dimensions": by_dimension[stage.id],
                **self._display_figure(*page.get("stage", stage.id, None)),
                **self._display_emotion(*moods.get("stage", stage.id, None)),
            }
            for stage in self.stage_ids
        ]

    @api.model
    def _display_figure(self, figure, shown=True):
        """A figure as a client shows it; one of too few answers only with its count."""
        low, high = figure.interval() if shown else (None, None)
        return {
            "score": figure.value if shown else None,
            "count": figure.count,
            "low": low,
            "high": high,
            "hidden": bool(figure.count) and not shown,
        }

    @api.model
    def _display_emotion(self, figure, shown):
        return {
            "emotion_measured": figure.value / 2.5 - 2 if shown else None,
            "emotion_count": figure.count,
        }
