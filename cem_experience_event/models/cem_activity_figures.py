from odoo import api, fields, models

from odoo.addons.cem_experience.tools.figures.intervals import mean_interval


class CemActivity(models.Model):
    """What came of it: people, leads, money and the opinions of the day."""

    _inherit = "cem.activity"

    registered_count = fields.Integer(
        string="Registered", compute="_compute_people", compute_sudo=True
    )
    participant_count = fields.Integer(
        string="Participants", compute="_compute_people", compute_sudo=True
    )
    walk_in_count = fields.Integer(
        string="Walk-ins", compute="_compute_people", compute_sudo=True
    )
    opinion_count = fields.Integer(string="Opinions", compute="_compute_opinion_count")
    lead_count = fields.Integer(
        string="Leads", compute="_compute_leads", compute_sudo=True
    )
    won_count = fields.Integer(
        string="Leads Won", compute="_compute_leads", compute_sudo=True
    )
    purchase_count = fields.Integer(string="Purchases", compute="_compute_revenue")
    revenue = fields.Monetary(
        compute="_compute_revenue",
        help="Purchases on the day and the expected revenue of the leads won since.",
    )
    cost_per_lead = fields.Monetary(
        compute="_compute_revenue",
        help="Actual cost, or the planned one where none is noted, per lead.",
    )
    lesson_ids = fields.One2many("cem.activity.lesson", "activity_id", string="Lessons")

    def _compute_people(self):
        counts = {}
        for event, state, walk_in, count in self.env["event.registration"]._read_group(
            [("event_id", "in", self.event_id.ids), ("state", "!=", "cancel")],
            ["event_id", "state", "cem_is_walk_in"],
            ["__count"],
        ):
            sums = counts.setdefault(event, [0, 0, 0])
            sums[0] += count
            sums[1] += count if state == "done" else 0
            sums[2] += count if walk_in else 0
        for activity in self:
            sums = counts.get(activity.event_id, (0, 0, 0))
            activity.registered_count = sums[0]
            activity.participant_count = sums[1]
            activity.walk_in_count = sums[2]

    def _compute_opinion_count(self):
        counts = dict(
            self.env["cem.activity.opinion"]._read_group(
                [("activity_id", "in", self.ids)], ["activity_id"], ["__count"]
            )
        )
        for activity in self:
            activity.opinion_count = counts.get(activity, 0)

    def _compute_leads(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        domain = [("cem_activity_id", "in", self.ids)]
        counts = dict(leads._read_group(domain, ["cem_activity_id"], ["__count"]))
        won = dict(
            leads._read_group(
                [*domain, ("stage_id.is_won", "=", True)],
                ["cem_activity_id"],
                ["__count"],
            )
        )
        for activity in self:
            activity.lead_count = counts.get(activity, 0)
            activity.won_count = won.get(activity, 0)

    def _compute_revenue(self):
        bought = {
            activity: (count, amount)
            for activity, count, amount in self.env[
                "cem.activity.purchase"
            ]._read_group(
                [("activity_id", "in", self.ids)],
                ["activity_id"],
                ["__count", "amount:sum"],
            )
        }
        # The sum of what came of the activity, for whoever may see the activity.
        won = dict(
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [
                    ("cem_activity_id", "in", self.ids),
                    ("stage_id.is_won", "=", True),
                ],
                ["cem_activity_id"],
                ["expected_revenue:sum"],
            )
        )
        won = {activity.id: amount for activity, amount in won.items()}
        for activity in self:
            count, amount = bought.get(activity, (0, 0.0))
            activity.purchase_count = count
            activity.revenue = amount + won.get(activity.id, 0.0)
            cost = activity.actual_cost or activity.planned_cost
            leads = activity.lead_count
            activity.cost_per_lead = cost / leads if leads else 0.0

    # ------------------------------------------------------------------
    # Opinions of the day
    # ------------------------------------------------------------------

    @api.model
    def _least(self):
        """A figure of fewer people is not shown."""
        return self.env["ir.config_parameter"]._cem_minimum_group_size()

    def _day_figures(self, field):
        """Marks and feelings of the day by ``step_id``, ``module``, ``zone_id``...

        :return: list of dict ``group`` (a record or a value), ``measure`` and
            ``interval`` on 0-10; groups below the minimum size have no value
        """
        self.ensure_one()
        least = self._least()
        rows = self.env["cem.activity.score.report"]._read_group(
            [("activity_id", "=", self.id)],
            [field, "measure"],
            ["__count", "value:avg", "square:avg"],
        )
        return [
            {
                "group": group,
                "measure": measure,
                "interval": mean_interval(count, mean, _deviation(count, mean, square))
                if count >= least
                else mean_interval(0, None, None)._replace(count=count),
            }
            for group, measure, count, mean, square in rows
        ]

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _open(self, action, domain, **context):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "domain": domain,
            "context": context,
        }

    def action_participants(self):
        return self._open(
            "event.act_event_registration_from_event",
            [("event_id", "=", self.event_id.id)],
            default_event_id=self.event_id.id,
        )

    def action_opinions(self):
        return self._open(
            "cem_experience_event.cem_activity_opinion_action",
            [("activity_id", "=", self.id)],
        )

    def action_purchases(self):
        return self._open(
            "cem_experience_event.cem_activity_purchase_action",
            [("activity_id", "=", self.id)],
            default_activity_id=self.id,
        )

    def action_leads(self):
        return self._open(
            "crm.crm_lead_all_leads",
            [("cem_activity_id", "=", self.id)],
            default_cem_activity_id=self.id,
            active_test=False,
        )


def _deviation(count, mean, square):
    """The sample's standard deviation from the mean and the mean square."""
    if count < 2:
        return None
    return max(square - mean**2, 0.0) ** 0.5 * (count / (count - 1)) ** 0.5
