from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..base.domains import is_trusted

# Trigger of an automation rule by trigger of ours; the others have no rule.
RULE_TRIGGERS = {
    "on_create": "on_create",
    "on_reach": "on_write",
    "on_write": "on_write",
    "on_time": "on_time",
}
# A change of any of these changes the rule.
RULE_FIELDS = {
    "active",
    "ask_after_days",
    "ask_date_field",
    "ask_domain",
    "ask_model_id",
    "ask_trigger",
    "author_id",
    "is_listening",
    "name",
    "parent_id",
    "survey_id",
}


class CemTouchpoint(models.Model):
    """How a touchpoint hears that something happened.

    It keeps one automation rule, which asks for an opinion, in step with what is set
    here; what no automation rule can tell is looked up once a day.
    """

    _inherit = "cem.touchpoint"

    ask_trigger = fields.Selection(
        [
            ("on_reach", "A record comes to meet the condition"),
            ("on_create", "A record is created"),
            ("on_write", "A record is changed"),
            ("on_time", "Some days after a date"),
            ("silence", "Nothing happens for some days"),
            ("cycle", "Every few months"),
        ],
        string="Ask When",
        help="Leave empty to ask by hand, or by automation rules of your own.",
    )
    ask_date_field = fields.Char(
        string="Date", help="Date of the record from which the days are counted."
    )
    ask_after_days = fields.Integer(
        string="Days After", help="Days after the date, or without another record."
    )
    ask_months = fields.Integer(
        string="Every (months)",
        default=6,
        help="Each customer has a day of the own, so that the questions are spread "
        "over the time. A value tier can have another number of months.",
    )
    is_listening = fields.Boolean(
        string="Listening",
        readonly=True,
        copy=False,
        help="Customers are asked by themselves. Otherwise only by hand, or by "
        "automation rules of your own.",
    )
    automation_id = fields.Many2one(
        "base.automation",
        string="Automation Rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    ask_last_day = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )
    setup_id = fields.Many2one(
        "cem.listen.setup",
        string="Set Up As",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _ask_listening_numbers = models.Constraint(
        "CHECK (COALESCE(ask_after_days, 0) >= 0 AND COALESCE(ask_months, 1) > 0)",
        "Days after the date cannot be negative, and there must be at least a month "
        "between two questions.",
    )

    @api.onchange("ask_model_id")
    def _onchange_ask_model_id(self):
        """Fields of one kind of record say nothing about another."""
        if self.ask_model_id != self._origin.ask_model_id:
            self.ask_domain = "[]"
            self.ask_date_field = False
            known = self.env[self.ask_model]._fields if self.ask_model else ()
            for name in ("user_id", "team_id"):
                path = f"ask_{name.removesuffix('_id')}_path"
                self[path] = name in known and name

    @api.constrains(
        "is_listening",
        "ask_trigger",
        "ask_model_id",
        "ask_domain",
        "ask_date_field",
        "ask_after_days",
        "survey_id",
    )
    def _check_listening(self):
        for touchpoint in self.filtered("is_listening"):
            problem = touchpoint._listening_problem()
            if problem:
                raise ValidationError(problem)

    def _listening_problem(self):
        """What is missing before customers can be asked; None if nothing is."""
        self.ensure_one()
        trigger = self.ask_trigger
        if not self.survey_id:
            return self.env._("Choose the questions first.")
        if not trigger:
            return self.env._("Say when to ask.")
        if not self.ask_model_id:
            return self.env._("Say what kind of record the customer is asked about.")
        if trigger == "on_reach" and self._ask_condition().is_true():
            return self.env._("Say which condition a record must come to meet.")
        if trigger in ("on_time", "silence"):
            field = self.env[self.ask_model]._fields.get(self.ask_date_field or "")
            if not field or not field.store or field.type not in ("date", "datetime"):
                return self.env._("Choose the date from which the days are counted.")
            if trigger == "silence" and not self.ask_after_days:
                return self.env._("Say after how many days without a record to ask.")
        if trigger == "cycle" and self.ask_model != "res.partner":
            return self.env._(
                "To ask every few months, the kind of record must be the contact."
            )
        if trigger == "silence" and not self._silence_path_is_stored():
            return self.env._(
                "The path to the customer must lead over stored fields only."
            )
        return None

    def _silence_path_is_stored(self):
        model = self.env[self.ask_model]
        for name in (self.ask_partner_path or "").split("."):
            field = model._fields.get(name)
            if not field or not field.store or field.type != "many2one":
                return False
            model = self.env[field.comodel_name]
        return model._name == "res.partner"

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_start_listening(self):
        """Ask customers from now on. What happened before is not asked about."""
        for touchpoint in self:
            problem = touchpoint._listening_problem()
            if problem:
                raise UserError(problem)
        self._cem_as_server().write(
            {"is_listening": True, "ask_last_day": fields.Date.context_today(self)}
        )

    def action_stop_listening(self):
        self._cem_as_server().write({"is_listening": False})

    def action_adopt(self):
        result = super().action_adopt()
        self._sync_automation()
        return result

    def action_automation(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Automation Rule"),
            "res_model": "base.automation",
            "res_id": self.automation_id.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # The automation rule
    # ------------------------------------------------------------------

    def _sync_automation(self):
        """Make, mend, switch off or delete the one rule of each touchpoint."""
        for touchpoint in self:
            # Managers set up touchpoints; rules are the administrators'. What this
            # one does is fixed: it asks, under conditions that hold no code.
            touchpoint.sudo()._sync_one_automation()
        if self:
            self.env["cem.invitation"]._sync_record_actions()

    def _sync_one_automation(self):
        self.ensure_one()
        rule = self.automation_id.with_context(active_test=False)
        wanted = self.is_listening and self.active and self.ask_trigger in RULE_TRIGGERS
        if rule and (not self.ask_model_id or rule.model_id != self.ask_model_id):
            rule.action_server_ids.unlink()
            rule.unlink()
            rule = rule.browse()
        if not wanted:
            if rule.active:
                rule.active = False
            return
        values = self._automation_values()
        if not rule:
            action = self.env["ir.actions.server"].create(
                {
                    "name": values["name"],
                    "model_id": self.ask_model_id.id,
                    "state": "cem_invite",
                    "usage": "base_automation",
                    "cem_touchpoint_id": self.id,
                }
            )
            self.automation_id = rule.create(
                {**values, "action_server_ids": [Command.set(action.ids)]}
            )
            return
        # Switching a rule reloads the registry of every server: only if need be.
        changes = {
            name: value
            for name, value in values.items()
            if name != "last_run" and self._differs(rule, name, value)
        }
        if changes.keys() & {"active", "trigger", "trg_date_id", "trg_date_range"}:
            changes = values
        if changes:
            rule.write(changes)

    @api.model
    def _differs(self, rule, name, value):
        if name == "trigger_field_ids":
            return sorted(rule[name].ids) != sorted(value[0][2])
        current = rule[name]
        if isinstance(current, models.BaseModel):
            current = current.id
        return (current or False) != (value or False)

    def _automation_values(self):
        condition = self._ask_condition()
        terms = [] if condition.is_true() else list(condition)
        trusted = is_trusted(self._author())
        values = {
            "name": self.env._("Ask for an opinion: %s", self.complete_name),
            "model_id": self.ask_model_id.id,
            "active": True,
            "trigger": RULE_TRIGGERS[self.ask_trigger],
            # Odoo looks with all rights; see base_automation.py for who may not.
            "filter_domain": repr(terms) if terms and trusted else False,
            "filter_pre_domain": False,
            "trigger_field_ids": [Command.set([])],
        }
        if self.ask_trigger == "on_reach":
            values["filter_pre_domain"] = trusted and repr(["!", *terms])
            values["trigger_field_ids"] = [Command.set(self._watched_fields().ids)]
        if self.ask_trigger == "on_time":
            values |= {
                "trg_date_id": self.env["ir.model.fields"]
                ._get(self.ask_model, self.ask_date_field)
                .id,
                "trg_date_range": self.ask_after_days,
                "trg_date_range_type": "day",
                "trg_date_range_mode": "after",
                # What was due before is not asked about: it would be everything.
                "last_run": fields.Datetime.now(),
            }
        return values

    def _watched_fields(self):
        """Fields whose change can make the condition true; none: any field's."""
        model = self.env[self.ask_model]
        names = {
            str(term.field_expr).split(".")[0]
            for term in self._ask_condition().iter_conditions()
        }
        if not all(
            name in model._fields and model._fields[name].store for name in names
        ):
            return self.env["ir.model.fields"]
        return self.env["ir.model.fields"].search(
            Domain("model", "=", self.ask_model) & Domain("name", "in", sorted(names))
        )

    # ------------------------------------------------------------------
    # Steps in the life of a touchpoint
    # ------------------------------------------------------------------

    def _after_create(self):
        self.filtered("link_audience")._give_link_tokens()
        self.filtered("survey_id")._sync_automation()
        return super()._after_create()

    def _after_write(self, vals):
        if RULE_FIELDS & set(vals):
            # Most touchpoints of a journey ask nothing, and have no rule. A manager may
            # know that there is one.
            asking = self.filtered(
                lambda one: one.survey_id or one.sudo().automation_id
            )
            asking._sync_automation()
        return super()._after_write(vals)

    def _before_unlink(self):
        # A manager may delete a touchpoint, and its rule is nobody else's.
        rules = self.sudo().automation_id
        # The rule refers to the touchpoint, which could not be deleted before it.
        rules.action_server_ids.unlink()
        rules.unlink()
        return super()._before_unlink()
