from ast import literal_eval

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..base.domains import check_domain, check_path


class CemListenSetup(models.Model):
    """A ready way to listen: when to ask, whom, and with which few questions.

    It names models and fields by their technical names, so that it can wait for an
    app that is not installed yet.
    """

    _name = "cem.listen.setup"
    _inherit = "cem.authored.mixin"
    _description = "Ready-made Way to Listen"
    _expression_fields = (
        "model",
        "domain",
        "partner_path",
        "user_path",
        "date_field",
    )
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    icon = fields.Char(default="fa-comment-o")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model = fields.Char(required=True, string="About Model")
    trigger = fields.Selection(
        selection=lambda self: self._trigger_selection(), required=True
    )
    domain = fields.Char(default="[]", required=True)
    date_field = fields.Char()
    after_days = fields.Integer()
    months = fields.Integer(default=6)
    partner_path = fields.Char(default="partner_id", required=True)
    user_path = fields.Char(default="user_id")
    delay = fields.Float(string="Wait (hours)")
    once = fields.Boolean(default=True)
    min_days = fields.Integer()
    priority = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Very high")],
        default="1",
        required=True,
    )
    reminder_max = fields.Integer(string="Reminders", default=1)
    dimension_id = fields.Many2one("cem.dimension", ondelete="set null")
    survey_id = fields.Many2one(
        "survey.survey", string="Questions", required=True, ondelete="restrict"
    )
    touchpoint_ids = fields.One2many("cem.touchpoint", "setup_id")
    touchpoint_count = fields.Integer(compute="_compute_touchpoint_count")
    is_listening = fields.Boolean(compute="_compute_touchpoint_count")

    @api.model
    def _trigger_selection(self):
        return self.env["cem.touchpoint"]._fields["ask_trigger"].selection

    @api.depends("touchpoint_ids.is_listening")
    def _compute_touchpoint_count(self):
        for setup in self:
            setup.touchpoint_count = len(setup.touchpoint_ids)
            setup.is_listening = any(setup.touchpoint_ids.mapped("is_listening"))

    def _says(self, words):
        """Whether a touchpoint's words (field to value) are those of this way."""
        self.ensure_one()
        return (
            words["ask_domain"] == self.domain
            and words["ask_partner_path"] == self.partner_path
            and (words["ask_user_path"] or False) == (self.user_path or False)
            and (words["ask_date_field"] or False) == (self.date_field or False)
            and words["ask_team_path"] in ("team_id", False)
        )

    def _expression_problem(self):
        self.ensure_one()
        if self.model not in self.env:
            # it waits for an app
            return
        model = self._as_author(self.model)
        check_domain(model, literal_eval(self.domain), in_memory=True)
        for path in (self.partner_path, self.user_path, self.date_field):
            if path != "id":
                check_path(model, path)

    def action_set_up(self):
        """Make a touchpoint that listens like this, not yet listening, and open it."""
        self.ensure_one()
        touchpoints = self.touchpoint_ids
        if not touchpoints:
            touchpoints = self._create_touchpoint()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cem_experience.cem_touchpoint_action"
        )
        action["context"] = {}
        if len(touchpoints) == 1:
            return action | {
                "view_mode": "form",
                "views": [(False, "form")],
                "res_id": touchpoints.id,
            }
        return action | {"domain": [("setup_id", "=", self.id)]}

    def _create_touchpoint(self):
        self.ensure_one()
        if self.model not in self.env:
            raise UserError(self.env._("Install the app that this is about first."))
        if not self.survey_id.active:
            self.survey_id.active = True
        # which number a model has is known to administrators only, and no secret
        touchpoints = self.env["cem.touchpoint"]._cem_as_server()
        touchpoint = touchpoints.create(
            {
                "name": self.name,
                "setup_id": self.id,
                "survey_id": self.survey_id.id,
                "ask_model_id": self.env["ir.model"].sudo()._get_id(self.model),
                "ask_trigger": self.trigger,
                "ask_domain": self.domain,
                "ask_date_field": self.date_field,
                "ask_after_days": self.after_days,
                "ask_months": self.months,
                "ask_partner_path": self.partner_path,
                "ask_user_path": self.user_path,
                "ask_team_path": "team_id" in self.env[self.model]._fields
                and "team_id",
                "ask_delay": self.delay,
                "ask_once": self.once,
                "ask_min_days": self.min_days,
                "ask_priority": self.priority,
                "ask_reminder_max": self.reminder_max,
                "weight_ids": [
                    Command.create({"dimension_id": dimension.id, "weight": 10})
                    for dimension in self.dimension_id
                ],
            }
        )
        # Colleagues read it in their own languages, whoever pressed the button.
        touchpoint.update_field_translations(
            "name",
            {
                code: self.with_context(lang=code).name
                for code, _name in self.env["res.lang"].get_installed()
            },
        )
        return touchpoint.with_env(self.env)

    @api.model
    def _keep_used(self, module):
        """When a glue addon goes: keep what opinions refer to, as history.

        The touchpoints that asked and their questions stay, like the scores; what
        nobody was ever asked goes with the addon.
        """
        data = self.env["ir.model.data"].search([("module", "=", module)])
        setups = self.browse(
            data.filtered(lambda d: d.model == self._name).mapped("res_id")
        )
        touchpoints = (
            self.env["cem.touchpoint"]
            .with_context(active_test=False)
            .search([("survey_id", "in", setups.survey_id.ids)])
        )
        touchpoints.write(
            {
                "active": False,
                "is_listening": False,
                "ask_trigger": False,
                "ask_model_id": False,
                "ask_domain": "[]",
                "ask_date_field": False,
            }
        )
        shipped = data.filtered(lambda d: d.model == "cem.touchpoint").mapped("res_id")
        used = touchpoints.filtered(
            lambda t: t.id not in shipped or t._has_been_asked_about()
        )
        kept = {
            "cem.touchpoint": used.ids,
            "cem.touchpoint.weight": used.weight_ids.ids,
            "survey.survey": used.survey_id.ids,
            "survey.question": used.survey_id.question_and_page_ids.ids,
        }
        data.filtered(lambda d: d.res_id in kept.get(d.model, ())).unlink()
