from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.score import scales
from ..score.cem_score import MEASURES, SATISFACTION_MEASURES


class CemFollowupRule(models.Model):
    """When a score is a dissatisfied customer, whose task it becomes, and by when.

    Which answers a rule finds is in ``cem_followup_rule_match.py``, who gets the case
    and by when in ``cem_followup_rule_owner.py``.
    """

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
    kind = fields.Selection(
        [
            ("score", "A bad mark"),
            ("fall", "A fall against the customer's own marks"),
            ("words", "Words in a comment"),
            ("several", "Several bad marks in a journey"),
            ("silence", "Silence after a bad mark"),
        ],
        string="Opens On",
        required=True,
        default="score",
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
    fall_points = fields.Float(
        string="Fall (points of 10)",
        required=True,
        default=3.0,
        help="So much lower than the mean of what the same customer answered to the "
        "same measure in the twelve months before.",
    )
    fall_count = fields.Integer(
        string="Earlier Answers",
        required=True,
        default=3,
        help="Fewer earlier answers are no history to compare with.",
    )
    words = fields.Text(
        help="One word or phrase a line. Capital letters make no difference; a word in "
        "Latin letters is found as a whole word, one in Chinese anywhere."
    )
    several_count = fields.Integer(string="Bad Marks", required=True, default=3)
    days = fields.Integer(
        required=True,
        default=14,
        help="Several bad marks: within so many days. Silence: no answer for so many "
        "days after the bad mark, and no follow-up either.",
    )
    cause_id = fields.Many2one(
        "cem.cause",
        string="Likely Cause",
        ondelete="restrict",
        help="Cases opened by this rule are about this cause. Empty: the cause that "
        "names the touchpoint, or found out by whoever works on the case. A customer "
        "has one open case for each cause; new bad answers join it.",
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
            ("team", "Whoever of a team has the least to do"),
            ("fixed", "Always the same person"),
        ],
        string="Owner",
        required=True,
        default="salesperson",
        help="Who gets the follow-up. If there is nobody, or that person is away, has "
        "left or has no access, the next in line gets it: who was responsible when the "
        "opinion was asked for, the customer's salesperson, the fallback of the rule, "
        "the fallback of the company, a manager.",
    )
    user_id = fields.Many2one(
        "res.users", string="Person", domain="[('share', '=', False)]"
    )
    team_id = fields.Many2one(
        "crm.team",
        ondelete="set null",
        help="Members take turns: the one with the fewest open follow-ups is next, and "
        "among equals the one who has waited longest. Who is away is left out.",
    )
    fallback_user_id = fields.Many2one(
        "res.users", string="Fallback", domain="[('share', '=', False)]"
    )
    escalation_user_id = fields.Many2one(
        "res.users",
        string="Escalate To",
        domain="[('share', '=', False)]",
        help="Who is told when the deadline has passed. Empty: the leader of the team, "
        "the fallback of the company, or a manager.",
    )
    contact_hours = fields.Float(
        string="First Contact",
        required=True,
        default=4.0,
        help="Working hours of the company in which the customer has to be contacted.",
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
        "CHECK (deadline_hours > 0 AND contact_hours > 0)",
        "The deadline is at least some minutes away.",
    )
    _counts_positive = models.Constraint(
        "CHECK (days > 0 AND several_count > 1 AND fall_count > 0 AND fall_points > 0)",
        "Days, counts and the fall are positive; several bad marks are at least two.",
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

    @api.constrains("kind", "words")
    def _check_words(self):
        for rule in self:
            if rule.kind == "words" and not rule._word_list():
                raise ValidationError(
                    self.env._(
                        "“%s” looks for words in comments. Write them down, one a "
                        "line.",
                        rule.name,
                    )
                )

    def _compute_followup_count(self):
        counts = dict(
            self.env["cem.followup"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.followup_count = counts.get(rule, 0)

    def action_simulate(self):
        """Try the rule on the answers of the last 90 days."""
        self.ensure_one()
        simulation = self.env["cem.followup.simulation"].create({"rule_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on the Past"),
            "res_model": simulation._name,
            "res_id": simulation.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_followup_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        action["context"] = {}
        return action
