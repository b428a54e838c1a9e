from odoo import models


class CemActivityBuilder(models.AbstractModel):
    """The programme of a plan, its draws and its money."""

    _inherit = "cem.activity.builder"

    def _build_steps(self, spec, activity, touchpoints, zones, todo):
        steps = self._create_rows(
            "cem.activity.step",
            [
                (
                    {
                        "activity_id": activity.id,
                        "sequence": number * 10,
                        "kind": step["kind"],
                        "offset": step["offset"],
                        "duration": step["duration"],
                        "user_id": activity.user_id.id,
                        "zone_id": zones[step["zone"]].id if "zone" in step else False,
                        "module": step["module"],
                        "touchpoint_id": touchpoints[step["touchpoint"]].id,
                        "dimension_id": self._by_code(
                            "cem.dimension", step.get("dimension")
                        ).id,
                        "is_rated": step.get("rated", False),
                    },
                    {
                        name: step[name]
                        for name in ("name", "role", "key_points", "execution_points")
                    },
                )
                for number, step in enumerate(spec["steps"], start=1)
            ],
            todo,
        )
        self._build_draws(spec, activity, steps, todo)
        self._create_rows(
            "cem.activity.item",
            [
                (
                    {
                        "step_id": record.id,
                        "sequence": number * 10,
                        "kind": item["kind"],
                        "quantity": item["quantity"],
                    },
                    {"name": item["name"]},
                )
                for step, record in zip(spec["steps"], steps, strict=True)
                for number, item in enumerate(step.get("items", ()), start=1)
            ],
            todo,
        )

    def _build_draws(self, spec, activity, steps, todo):
        draws = self._create_rows(
            "cem.activity.draw",
            [
                (
                    {
                        "activity_id": activity.id,
                        "sequence": number * 10,
                        "step_id": steps[draw["step"]].id,
                    },
                    {"name": draw["name"]},
                )
                for number, draw in enumerate(spec["draws"], start=1)
            ],
            todo,
        )
        self._create_rows(
            "cem.activity.prize",
            [
                (
                    {
                        "draw_id": record.id,
                        "sequence": number * 10,
                        "quantity": prize["quantity"],
                    },
                    {"name": prize["name"]},
                )
                for draw, record in zip(spec["draws"], draws, strict=True)
                for number, prize in enumerate(draw["prizes"], start=1)
            ],
            todo,
        )

    def _build_money(self, spec, activity, todo):
        self._create_rows(
            "cem.activity.cost",
            [
                (
                    {
                        "activity_id": activity.id,
                        "sequence": number * 10,
                        "planned": cost["planned"],
                    },
                    {"name": cost["name"]},
                )
                for number, cost in enumerate(spec["costs"], start=1)
            ],
            todo,
        )
        self._create_rows(
            "cem.activity.risk",
            [
                (
                    {
                        "activity_id": activity.id,
                        "sequence": number * 10,
                        "likelihood": risk["likelihood"],
                        "impact": risk["impact"],
                        "user_id": activity.user_id.id,
                    },
                    {"name": risk["name"], "prevention": risk["prevention"]},
                )
                for number, risk in enumerate(spec["risks"], start=1)
            ],
            todo,
        )
