from markupsafe import Markup

from odoo import api, fields, models

from .cem_activity_part import MODULES


class CemActivity(models.Model):
    """What a good plan still lacks."""

    _inherit = "cem.activity"

    checklist = fields.Html(compute="_compute_checklist", sanitize=False)
    missing_count = fields.Integer(
        string="Missing",
        compute="_compute_checklist",
        help="Points of the checklist that the plan still lacks.",
    )
    plan_progress = fields.Float(string="Plan", compute="_compute_checklist")

    @api.depends(
        "background",
        "purpose",
        "theme",
        "segment_ids",
        "participant_goal",
        "date_begin",
        "date_end",
        "user_id",
        "module_ids.module",
        "module_ids.meets",
        "module_ids.effect",
        "module_ids.touchpoint_id",
        "module_ids.sense_ids",
        "module_ids.is_waived",
        "module_ids.waive_reason",
        "zone_ids.segment_ids",
        "zone_ids.look",
        "rule_ids.action",
        "step_ids.kind",
        "step_ids.user_id",
        "step_ids.offset",
        "step_ids.duration",
        "step_ids.key_points",
        "step_ids.execution_points",
        "step_ids.is_rated",
        "cost_ids.planned",
        "draw_ids.prize_ids",
        "risk_ids.prevention",
    )
    @api.depends_context("lang")
    def _compute_checklist(self):
        yes = Markup("<i class='fa fa-fw fa-check text-success'></i>")
        no = Markup("<i class='fa fa-fw fa-circle-o text-warning'></i>")
        for activity in self:
            points = activity._check_plan()
            missing = [point for point in points if not point["ok"]]
            activity.missing_count = len(missing)
            activity.plan_progress = 100.0 * (1 - len(missing) / len(points))
            activity.checklist = Markup("<ul class='list-unstyled mb-0'>%s</ul>") % (
                Markup().join(
                    Markup("<li>%s %s%s</li>")
                    % (
                        yes if point["ok"] else no,
                        point["name"],
                        Markup(" <span class='text-muted'>%s</span>") % point["hint"]
                        if point["hint"]
                        else "",
                    )
                    for point in sorted(points, key=lambda point: point["ok"])
                )
            )

    def _check_plan(self):
        """The points of the checklist, in their order.

        :return: list of dict: ``code``, ``name`` (what is asked), ``ok``, and ``hint``
            (what is missing, in words; empty where nothing is)
        """
        self.ensure_one()
        return [
            *self._check_reason(),
            *self._check_design(),
            *self._check_programme(),
            *self._check_money(),
        ]

    @api.model
    def _point(self, code, name, missing):
        """:param missing: whether it is missing, or the names of what is"""
        if isinstance(missing, list):
            hint = ", ".join(str(text) for text in missing)
        else:
            hint = ""
        return {"code": code, "name": name, "ok": not missing, "hint": hint}

    def _check_reason(self):
        without_zone = self.segment_ids - self.zone_ids.segment_ids
        return [
            self._point("background", self.env._("Background"), not self.background),
            self._point("purpose", self.env._("Purpose"), not self.purpose),
            self._point("theme", self.env._("Theme"), not self.theme),
            self._point(
                "segments", self.env._("Target segments"), not self.segment_ids
            ),
            self._point(
                "goal", self.env._("Expected participants"), not self.participant_goal
            ),
            self._point(
                "zones",
                self.env._("A zone that suits each target segment"),
                without_zone.mapped("name") or not self.zone_ids,
            ),
            self._point(
                "looks",
                self.env._("What each zone looks like"),
                [zone.name or "" for zone in self.zone_ids if not zone.look],
            ),
        ]

    def _check_design(self):
        labels = dict(
            self.env["cem.activity.module"]
            ._fields["module"]
            ._description_selection(self.env)
        )
        done = {row.module for row in self.module_ids if row._is_complete()}
        waived = self.module_ids.filtered("is_waived")
        senses = self.module_ids.filtered(
            lambda row: row.module == "sense" and not row.is_waived
        )
        return [
            self._point(
                "modules",
                self.env._(
                    "Each of the five modules is designed, or waived with a reason"
                ),
                [labels[module] for module, _label in MODULES if module not in done],
            ),
            self._point(
                "incomplete_modules",
                self.env._(
                    "Each idea says what is met, at which touchpoint and what it causes"
                ),
                [
                    labels[row.module]
                    for row in self.module_ids - waived
                    if row.module and not row._is_complete()
                ],
            ),
            self._point(
                "senses",
                self.env._("The sense module names the senses that it works on"),
                bool(senses) and not senses.sense_ids,
            ),
            self._point(
                "rules",
                self.env._("At least one platform rule, with what is done for it"),
                [rule._kind_label() for rule in self.rule_ids if not rule.action]
                or not self.rule_ids,
            ),
        ]

    def _check_programme(self):
        steps = self.step_ids
        kinds = set(steps.mapped("kind"))

        def names(condition):
            return [step.name or "" for step in steps if condition(step)]

        return [
            self._point("steps", self.env._("Programme steps"), not steps),
            self._point(
                "owned",
                self.env._("Each step has a responsible"),
                names(lambda step: not step.user_id),
            ),
            self._point(
                "times",
                self.env._("Each step has a duration and ends before the event does"),
                names(lambda step: step.duration <= 0 or step._is_outside()),
            ),
            self._point(
                "points",
                self.env._("Each step has key points and execution points"),
                names(lambda step: not step.key_points or not step.execution_points),
            ),
            self._point(
                "sign_in",
                self.env._("A step at which participants sign in"),
                "sign_in" not in kinds,
            ),
            self._point(
                "rated",
                self.env._("A step at which opinions and feelings are recorded"),
                not any(steps.mapped("is_rated")),
            ),
            self._point(
                "rated_touchpoints",
                self.env._("Each step with opinions has a touchpoint, for its scores"),
                names(lambda step: step.is_rated and not step.touchpoint_id),
            ),
        ]

    def _check_money(self):
        return [
            self._point(
                "budget",
                self.env._("A budget"),
                not any(cost.planned for cost in self.cost_ids),
            ),
            self._point(
                "draws",
                self.env._(
                    "Each draw has prizes, and a draw in the programme is prepared"
                ),
                [draw.name or "" for draw in self.draw_ids if not draw.prize_ids]
                or ("draw" in self.step_ids.mapped("kind") and not self.draw_ids),
            ),
            self._point("risks", self.env._("Risks"), not self.risk_ids),
            self._point(
                "prevention",
                self.env._("What is done about each risk"),
                [risk.name or "" for risk in self.risk_ids if not risk.prevention],
            ),
        ]
