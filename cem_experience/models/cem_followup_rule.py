from datetime import timedelta

from odoo import api, fields, models

from ..tools import scales
from .cem_score import COMPANY_SOURCES, MEASURES, SATISFACTION_MEASURES

# A third of a scale is typed, and shown, with two digits.
TOLERANCE = 0.005


class CemFollowupRule(models.Model):
    """When a score is a dissatisfied customer, whose task it becomes, and by when."""

    _name = "cem.followup.rule"
    _description = "Follow-up Rule"
    _check_company_auto = True
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The first rule that fits a customer's answers opens the case."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty for all companies."
    )
    measure = fields.Selection(
        [item for item in MEASURES if item[0] in SATISFACTION_MEASURES],
        help="Leave empty for any measure of satisfaction.",
    )
    threshold = fields.Float(
        string="At or Below (0-10)",
        required=True,
        default=3.0,
        help="A score of at most this much, on the scale from 0 to 10, is a "
        "dissatisfied customer.",
    )
    threshold_text = fields.Char(
        string="On Its Own Scale", compute="_compute_threshold_text"
    )
    touchpoint_ids = fields.Many2many(
        "cem.touchpoint", string="Touchpoints", help="And all their parts. Empty: all."
    )
    journey_ids = fields.Many2many("cem.journey", string="Journeys", help="Empty: all.")
    dimension_ids = fields.Many2many(
        "cem.dimension", string="Dimensions", help="Empty: all."
    )
    value_tier_ids = fields.Many2many(
        "cem.value.tier", string="Value Tiers", help="Empty: all customers."
    )
    owner_policy = fields.Selection(
        [
            ("salesperson", "Customer's salesperson"),
            ("record", "Responsible of the record the answer is about"),
            ("touchpoint", "Owner of the touchpoint"),
            ("fixed", "Always the same person"),
        ],
        string="Owner",
        required=True,
        default="salesperson",
        help="Who gets the follow-up. If there is nobody, or that person has left or "
        "has no access, the next in line gets it: who was responsible when the "
        "opinion was asked for, the customer's salesperson, the fallback of the rule, "
        "the fallback of the company, a manager.",
    )
    user_id = fields.Many2one(
        "res.users", string="Person", domain="[('share', '=', False)]"
    )
    fallback_user_id = fields.Many2one(
        "res.users", string="Fallback", domain="[('share', '=', False)]"
    )
    escalation_user_id = fields.Many2one(
        "res.users",
        string="Escalate To",
        domain="[('share', '=', False)]",
        help="Who is told when the deadline has passed. Empty: the fallback of the "
        "company, or a manager.",
    )
    deadline_hours = fields.Float(
        required=True,
        default=8.0,
        help="Working hours of the company in which the case has to be closed.",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Very high")],
        required=True,
        default="0",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity",
        domain="[('res_model', 'in', [False, 'cem.followup'])]",
        default=lambda self: self._default_activity_type(),
        ondelete="set null",
    )
    followup_count = fields.Integer(
        string="Follow-ups", compute="_compute_followup_count"
    )

    _threshold_range = models.Constraint(
        "CHECK (threshold >= 0 AND threshold <= 10)",
        "The threshold lies between 0 and 10.",
    )
    _deadline_positive = models.Constraint(
        "CHECK (deadline_hours > 0)", "The deadline is at least some minutes away."
    )

    @api.model
    def _default_activity_type(self):
        # An administrator may have deleted it; Odoo then takes a type of its own.
        return self.env["mail.activity.type"].browse(
            self.env["ir.model.data"]._xmlid_to_res_id(
                "cem_experience.mail_activity_type_followup", raise_if_not_found=False
            )
        )

    @api.depends("measure", "threshold")
    def _compute_threshold_text(self):
        for rule in self:
            scale = scales.MEASURE_SCALES.get(rule.measure)
            if not scale:
                rule.threshold_text = False
                continue
            low, high = scale
            worst = low + rule.threshold * (high - low) / 10
            rule.threshold_text = self.env._(
                "%(worst)s or lower on %(low)s to %(high)s",
                worst=f"{round(worst, 2):g}",
                low=f"{low:g}",
                high=f"{high:g}",
            )

    def _compute_followup_count(self):
        counts = dict(
            self.env["cem.followup"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.followup_count = counts.get(rule, 0)

    # ------------------------------------------------------------------
    # Which scores
    # ------------------------------------------------------------------

    def _matching(self, scores):
        """The scores that this rule calls those of a dissatisfied customer."""
        self.ensure_one()
        touchpoints = self.env["cem.touchpoint"]
        if self.touchpoint_ids:
            touchpoints = touchpoints.with_context(active_test=False).search(
                [("id", "child_of", self.touchpoint_ids.ids)]
            )
        return scores.filtered(
            lambda score: (
                score.active
                and score.measure in SATISFACTION_MEASURES
                and score.source not in COMPANY_SOURCES
                and score.value <= self.threshold + TOLERANCE
                and self.measure in (False, score.measure)
                and (not self.company_id or self.company_id == score.company_id)
                and (not self.touchpoint_ids or score.touchpoint_id in touchpoints)
                and (not self.journey_ids or score.journey_id in self.journey_ids)
                and (not self.dimension_ids or score.dimension_id in self.dimension_ids)
                and (
                    not self.value_tier_ids
                    or score.value_tier_id in self.value_tier_ids
                )
            )
        )

    # ------------------------------------------------------------------
    # Whose task, by when
    # ------------------------------------------------------------------

    def _owner(self, score):
        """Who gets the follow-up of this score.

        :return: the user (empty if the company has nobody who could) and the users
            passed over, because they have left or have no access
        """
        self.ensure_one()
        partner, company = score.partner_id, score.company_id
        first = {
            "salesperson": lambda: [partner.user_id],
            "record": lambda: self._record_users(score),
            "touchpoint": lambda: [score.touchpoint_id.user_id],
            "fixed": lambda: [self.user_id],
        }[self.owner_policy]()
        chain = [*first, score.user_id, partner.user_id, self.fallback_user_id]
        passed_over = self.env["res.users"]
        for user in chain:
            if user and company._cem_is_staff(user):
                return user, passed_over - user
            passed_over |= user
        return company._cem_fallback_user(), passed_over

    @api.model
    def _record_users(self, score):
        """Responsible, else team leader, of the record that the opinion is about."""
        record = self.env["cem.followup"]._source_record(score)
        users = []
        for path in (["user_id"], ["team_id", "user_id"]):
            value = record
            for name in path:
                field = value._fields.get(name) if value else None
                value = value[name] if field and field.type == "many2one" else None
            if value is not None and value._name == "res.users":
                users.append(value)
        return users

    def _deadline(self, company, start=None):
        """The moment by which a case opened at ``start`` (now) has to be closed.

        :param company: whose working hours count; calendar hours if it has none
        :return: naive UTC datetime
        """
        start = start or fields.Datetime.now()
        hours = self.deadline_hours if self else 8.0
        calendar = company.resource_calendar_id
        end = calendar and calendar.plan_hours(hours, start, compute_leaves=True)
        return (end or start + timedelta(hours=hours)).replace(microsecond=0)

    def action_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        action["context"] = {}
        return action
