from collections import defaultdict

from odoo import models

from ...tools.figures import rollup, rollup_page


class CemTouchpoint(models.Model):
    """A journey's touchpoints as the arithmetic and the map want them."""

    _inherit = "cem.touchpoint"

    def _rollup_nodes(self):
        return [
            rollup.Node(
                touchpoint.id,
                touchpoint.parent_id.id,
                touchpoint.weight,
                touchpoint.own_weight,
                {line.dimension_id.id: line.weight for line in touchpoint.weight_ids},
            )
            for touchpoint in self
        ]

    def _tops_of_stages(self):
        """Stage to the ids of its touchpoints that are no part of another of it."""
        # By id: a parent reached as a record is read on its own, statement by statement.
        places = {touchpoint.id: touchpoint.stage_id.id for touchpoint in self}
        tops = defaultdict(list)
        for touchpoint in self:
            stage = places[touchpoint.id]
            if stage and places.get(touchpoint.parent_id.id) != stage:
                tops[stage].append(touchpoint.id)
        return tops

    def _rollup_page(self, nodes, rolled, minimum):
        """The figures of the touchpoints and their stages, and which may be shown.

        :return: :class:`~..tools.rollup_page.Page`
        """
        stages = self._tops_of_stages()
        return rollup_page.make_page(nodes, stages, rolled, minimum)

    def _rollup_rows(self, rolled, page, moods, shares):
        """One display-ready row a touchpoint, in the order of the tree."""
        journey = self.env["cem.journey"]
        children, totals = defaultdict(int), defaultdict(float)
        keys = set(self.ids)
        for touchpoint in self:
            whole = touchpoint.parent_id.id if touchpoint.parent_id.id in keys else 0
            children[whole] += 1
            totals[whole] += touchpoint.weight
        standards = self._standards_by_touchpoint()
        rows = []
        for touchpoint, depth in self._tree_order():
            key = touchpoint.id
            whole = touchpoint.parent_id.id if touchpoint.parent_id.id in keys else 0
            by_dimension = {
                dimension: journey._display_figure(*page.get("total", key, dimension))
                for dimension in rolled[key].dimensions
            }
            rows.append(
                {
                    **touchpoint._display_side(),
                    "parent_id": whole,
                    "depth": depth,
                    "stage_id": touchpoint.stage_id.id,
                    "sequence": touchpoint.sequence,
                    "active": touchpoint.active,
                    "weight": touchpoint.weight,
                    "weight_share": 100.0 * touchpoint.weight / totals[whole]
                    if totals[whole]
                    else 0.0,
                    "part_count": children[key],
                    **journey._display_figure(*page.get("total", key, None)),
                    "own": journey._display_figure(*page.get("own", key, None)),
                    "dimensions": by_dimension,
                    "dimension_shares": {
                        dimension: 100.0 * share
                        for dimension, share in shares[key].items()
                    },
                    **journey._display_emotion(*moods.get("total", key, None)),
                    "standards": standards[key],
                    "standard_count": len(standards[key]),
                    "faq_count": touchpoint.faq_count,
                }
            )
        return rows

    def _standards_by_touchpoint(self):
        result = defaultdict(list)
        standards = self.env["cem.standard"].search_fetch(
            [("touchpoint_id", "in", self.ids)], ["name", "kind", "touchpoint_id"]
        )
        for standard in standards:
            result[standard.touchpoint_id.id].append(
                {"id": standard.id, "name": standard.name, "kind": standard.kind}
            )
        return result


class CemJourneySide(models.AbstractModel):
    _inherit = "cem.journey.side"

    def _display_side(self):
        """What the map shows of the customer's side of one step."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "customer_action": self.customer_action or "",
            "customer_question": self.customer_question or "",
            "customer_barrier": self.customer_barrier or "",
            "emotion_designed": int(self.emotion_designed)
            if self.emotion_designed
            else None,
            "is_moment_of_truth": self.is_moment_of_truth,
            "channel": {"id": self.channel_id.id, "name": self.channel_id.name or ""},
            # A colleague's name is shown even where the user list is not open.
            "owner": {"id": self.user_id.id, "name": self.sudo().user_id.name or ""},
            "senses": [
                {"id": s.id, "code": s.code, "name": s.name, "icon": s.icon}
                for s in self.sense_ids
            ],
        }
