from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Kept by the event, shown and changed in its plan
OF_THE_EVENT = ("name", "active", "date_begin", "date_end", "user_id", "address_id")


class CemActivity(models.Model):
    """The plan of an event at which customers experience a product.

    One activity belongs to one event of Odoo, which keeps name, time, place and
    attendees; the plan adds why, for whom and what they shall experience.
    """

    _name = "cem.activity"
    _description = "Experience Activity"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_begin desc, id desc"
    _check_company_auto = True

    event_id = fields.Many2one(
        "event.event",
        index=True,
        ondelete="cascade",
        help="Empty in a new plan: an event is made along with it.",
    )
    name = fields.Char(string="Activity", related="event_id.name", readonly=False)
    active = fields.Boolean(related="event_id.active", store=True, readonly=False)
    date_begin = fields.Datetime(
        related="event_id.date_begin", store=True, readonly=False
    )
    date_end = fields.Datetime(related="event_id.date_end", store=True, readonly=False)
    date_tz = fields.Selection(related="event_id.date_tz")
    event_stage_id = fields.Many2one(related="event_id.stage_id", string="Event Stage")
    address_id = fields.Many2one(
        related="event_id.address_id", string="Venue", readonly=False
    )
    user_id = fields.Many2one(
        related="event_id.user_id", string="Responsible", store=True, readonly=False
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("planning", "Planning"),
            ("ready", "Ready"),
            ("done", "Closed"),
        ],
        required=True,
        default="planning",
        tracking=True,
        copy=False,
        group_expand=True,
    )
    template_code = fields.Char(readonly=True)
    _cem_copied_fields = frozenset({"template_code"})

    background = fields.Text(
        translate=True, help="Why now: market, product, what customers said."
    )
    purpose = fields.Text(
        translate=True, help="What shall be different afterwards, in numbers if it can."
    )
    theme = fields.Char(
        translate=True, help="One sentence that everything at the event follows."
    )
    segment_ids = fields.Many2many(
        "res.partner.category",
        string="Target Segments",
        help="Tags of the customers that it is for. Participants are compared with "
        "customers of these segments who were not there.",
    )
    journey_id = fields.Many2one(
        "cem.journey",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The journey whose touchpoints the participants meet.",
    )
    participant_goal = fields.Integer(string="Expected Participants")
    lead_goal = fields.Integer(string="Expected Leads")

    module_ids = fields.One2many(
        "cem.activity.module", "activity_id", string="Experience Design", copy=True
    )
    zone_ids = fields.One2many(
        "cem.activity.zone", "activity_id", string="Zones", copy=True
    )
    rule_ids = fields.One2many(
        "cem.activity.rule", "activity_id", string="Platform Rules", copy=True
    )
    step_ids = fields.One2many(
        "cem.activity.step", "activity_id", string="Programme", copy=True
    )
    cost_ids = fields.One2many(
        "cem.activity.cost", "activity_id", string="Budget", copy=True
    )
    risk_ids = fields.One2many(
        "cem.activity.risk", "activity_id", string="Risks", copy=True
    )
    draw_ids = fields.One2many(
        "cem.activity.draw", "activity_id", string="Draws", copy=True
    )
    planned_cost = fields.Monetary(compute="_compute_costs")
    actual_cost = fields.Monetary(compute="_compute_costs")

    _event_uniq = models.UniqueIndex(
        "(event_id)", "This event has a plan already. Open it from the event."
    )
    _event = models.Constraint(
        "CHECK (event_id IS NOT NULL)", "A plan belongs to an event."
    )
    _goals = models.Constraint(
        "CHECK (participant_goal >= 0 AND lead_goal >= 0)",
        "Expected numbers cannot be negative.",
    )

    @api.depends("event_id.company_id")
    def _compute_company_id(self):
        for activity in self:
            activity.company_id = (
                activity.event_id.company_id or activity.company_id or self.env.company
            )

    @api.depends("cost_ids.planned", "cost_ids.actual")
    def _compute_costs(self):
        sums = {
            activity: (planned, actual)
            for activity, planned, actual in self.env["cem.activity.cost"]._read_group(
                [("activity_id", "in", self.ids)],
                ["activity_id"],
                ["planned:sum", "actual:sum"],
            )
        }
        for activity in self:
            activity.planned_cost, activity.actual_cost = sums.get(
                activity._origin, (0.0, 0.0)
            )

    @api.constrains("company_id", "event_id")
    def _check_company_of_parts(self):
        for activity in self:
            company = activity.journey_id.company_id
            if company and company != activity.company_id:
                raise ValidationError(
                    self.env._(
                        "The journey of “%s” belongs to another company.", activity.name
                    )
                )

    def copy(self, default=None):
        """A plan is copied with its event: dates a week later, nobody registered."""
        copies = self.browse()
        for activity in self:
            values = dict(default or {})
            if not values.get("event_id"):
                event = activity.event_id
                values["event_id"] = event.copy(
                    {
                        "date_begin": event.date_begin + timedelta(weeks=1),
                        "date_end": event.date_end + timedelta(weeks=1),
                    }
                ).id
            copied = super(CemActivity, activity).copy(values)
            activity._copy_links(copied)
            copies |= copied
        return copies

    def _copy_links(self, copied):
        """What parts of the plan refer to is copied too: steps to their own zones."""

        def pairs(name):
            return zip(self[name].sorted("id"), copied[name].sorted("id"), strict=True)

        zones = dict(pairs("zone_ids"))
        steps = dict(pairs("step_ids"))
        for old, new in steps.items():
            new.zone_id = zones.get(old.zone_id, False)
        for old, new in pairs("draw_ids"):
            new.step_id = steps.get(old.step_id, False)
            new.zone_ids = [(6, 0, [zones[zone].id for zone in old.zone_ids])]

    def copy_data(self, default=None):
        # Name, dates and responsible are the event's, which is copied by itself.
        return [
            {name: value for name, value in values.items() if name not in OF_THE_EVENT}
            for values in super().copy_data(default)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        return super(
            CemActivity, self.with_context(mail_create_nosubscribe=True)
        ).create([self._with_event(dict(vals)) for vals in vals_list])

    @api.model
    def _with_event(self, vals):
        """Whoever plans in the plan's own form gets the event made along with it."""
        if vals.get("event_id"):
            return vals
        event = {name: vals.pop(name) for name in OF_THE_EVENT if vals.get(name)}
        vals["event_id"] = self.env["event.event"].create(event).id
        return vals

    def write(self, vals):
        # Together, for an event may not end before it begins, not even in between.
        event = {name: vals[name] for name in OF_THE_EVENT if name in vals}
        if event:
            self.event_id.write(event)
            vals = {name: value for name, value in vals.items() if name not in event}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published_draws(self):
        # The database would delete the draws without asking them.
        self.draw_ids._unlink_except_published()

    def unlink(self):
        self.env["cem.activity.opinion"]._delete_of("activity_id", self)
        return super().unlink()

    def action_ready(self):
        """Of many selected ones, those still being planned."""
        self.filtered(
            lambda activity: activity.state == "planning" and activity.event_id
        ).write({"state": "ready"})

    def action_plan(self):
        self.write({"state": "planning"})

    def action_close(self):
        self.write({"state": "done"})

    def action_event(self):
        self.ensure_one()
        return self.event_id.get_formview_action()
