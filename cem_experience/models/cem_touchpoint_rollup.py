from collections import defaultdict

from odoo import models

from ..tools import rollup


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

    def _tree_order(self):
        """(touchpoint, depth) from the top down, siblings in their order."""
        children = defaultdict(list)
        for touchpoint in self:
            inside = touchpoint.parent_id and touchpoint.parent_id in self
            children[touchpoint.parent_id.id if inside else False].append(touchpoint)
        for whole, parts in children.items():
            if whole:
                # Parts keep their order also where they are on different stages.
                parts.sort(key=lambda part: (part.sequence, part.id))
        todo = [(touchpoint, 0) for touchpoint in reversed(children[False])]
        while todo:
            touchpoint, depth = todo.pop()
            yield touchpoint, depth
            todo.extend((part, depth + 1) for part in reversed(children[touchpoint.id]))

    def _rollup_shown(self, rolled, minimum):
        """Ids of the touchpoints whose figures may be shown.

        Among them pairs ("own", id) where a touchpoint's own figure, beside those of
        its parts, may.
        """
        keys = set(self.ids)
        siblings = defaultdict(dict)
        for touchpoint in self:
            whole = touchpoint.parent_id.id if touchpoint.parent_id.id in keys else 0
            siblings[whole][touchpoint.id] = rolled[touchpoint.id].total
        shown = set()
        for whole, groups in siblings.items():
            own = {("own", whole): rolled[whole].own} if whole else {}
            shown |= self.env["cem.journey"]._shown_groups({**groups, **own}, minimum)
        return shown

    def _rollup_rows(self, rolled, feelings, shares, minimum):
        """One display-ready row a touchpoint, in the order of the tree."""
        journey = self.env["cem.journey"]
        children, totals = defaultdict(int), defaultdict(float)
        keys = set(self.ids)
        for touchpoint in self:
            whole = touchpoint.parent_id.id if touchpoint.parent_id.id in keys else 0
            children[whole] += 1
            totals[whole] += touchpoint.weight
        shown = self._rollup_shown(rolled, minimum)
        standards = self._standards_by_touchpoint()
        rows = []
        for touchpoint, depth in self._tree_order():
            key = touchpoint.id
            whole = touchpoint.parent_id.id if touchpoint.parent_id.id in keys else 0
            figures = rolled[key]
            by_dimension = {
                dimension: journey._display_figure(figure, minimum, key in shown)
                for dimension, figure in figures.dimensions.items()
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
                    **journey._display_figure(figures.total, minimum, key in shown),
                    "own": journey._display_figure(
                        figures.own,
                        minimum,
                        ("own", key) in shown or (not children[key] and key in shown),
                    ),
                    "dimensions": by_dimension,
                    "dimension_shares": {
                        dimension: 100.0 * share
                        for dimension, share in shares[key].items()
                    },
                    **journey._display_emotion(feelings[key].total, minimum),
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
