from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .cem_plausible_date_mixin import FIRST_DAY
from .ir_config_parameter import PREFIX


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Listen
    cem_fatigue_days = fields.Integer(
        string="Days between Invitations",
        config_parameter=f"{PREFIX}fatigue_days",
        default=30,
        help="Nobody is asked again within this number of days, whatever the survey. "
        "0 switches the rule off.",
    )
    cem_expiry_days = fields.Integer(
        string="Days to Answer",
        config_parameter=f"{PREFIX}expiry_days",
        default=14,
        help="An invitation expires after this number of days, unless its touchpoint "
        "says otherwise.",
    )
    cem_send_from = fields.Float(
        string="Send From",
        config_parameter=f"{PREFIX}send_from",
        default=0.0,
        help="Hour of the day from which messages go out, by the customer's clock.",
    )
    cem_send_to = fields.Float(
        string="Send Until",
        config_parameter=f"{PREFIX}send_to",
        default=24.0,
        help="What is due later waits until the next morning.",
    )
    cem_send_days = fields.Selection(
        [
            ("all", "Every day"),
            ("mon_fri", "Monday to Friday"),
            ("mon_sat", "Monday to Saturday"),
            ("sun_thu", "Sunday to Thursday"),
        ],
        string="Send On",
        config_parameter=f"{PREFIX}send_days",
        default="all",
    )

    # How long personal data is kept: 0 for ever
    cem_keep_comments_months = fields.Integer(
        string="Keep Comments (months)",
        config_parameter=f"{PREFIX}keep_comments_months",
    )
    cem_keep_sheets_months = fields.Integer(
        string="Keep Answer Sheets (months)",
        config_parameter=f"{PREFIX}keep_sheets_months",
    )
    cem_keep_invitations_months = fields.Integer(
        string="Keep Invitations (months)",
        config_parameter=f"{PREFIX}keep_invitations_months",
    )
    cem_keep_files_months = fields.Integer(
        string="Keep Imported Files (months)",
        config_parameter=f"{PREFIX}keep_files_months",
    )
    cem_first_day = fields.Char(
        string="First Plausible Day",
        config_parameter=f"{PREFIX}first_day",
        default=FIRST_DAY,
        help="Answers and contacts of an earlier day are refused as typing errors, like "
        "those of a day in the future.",
    )

    cem_hide_own_answers = fields.Boolean(
        related="company_id.cem_hide_own_answers", readonly=False
    )

    # Act
    cem_followup_user_id = fields.Many2one(
        related="company_id.cem_followup_user_id", readonly=False
    )
    cem_followup_max_age = fields.Integer(
        string="Oldest Answer Followed Up (days)",
        config_parameter=f"{PREFIX}followup_max_age",
        default=30,
        help="Older answers, such as imported ones, are history and open no follow-up.",
    )
    cem_followup_hours = fields.Selection(
        [("work", "Working hours of the company"), ("wall", "Hours on the wall")],
        string="Follow-up Times In",
        config_parameter=f"{PREFIX}followup_hours",
        default="work",
    )

    # Judge
    cem_minimum_group_size = fields.Integer(
        string="Minimum Group Size",
        config_parameter=f"{PREFIX}minimum_group_size",
        default=5,
        help="A figure measured from fewer answers is not shown.",
    )
    cem_csat_boxes = fields.Selection(
        [("1", "5 only"), ("2", "4 and 5"), ("3", "3 to 5")],
        string="Satisfied (CSAT)",
        config_parameter=f"{PREFIX}csat_boxes",
        default="2",
    )
    cem_cross_hair = fields.Selection(
        [
            ("mean", "Mean of the dimensions"),
            ("median", "Median of the dimensions"),
            ("middle", "Middle of the scale"),
        ],
        string="Cross-hair",
        config_parameter=f"{PREFIX}cross_hair",
        default="mean",
    )

    # Customers by value
    cem_value_method = fields.Selection(
        related="company_id.cem_value_method", readonly=False
    )
    cem_value_months = fields.Integer(
        related="company_id.cem_value_months", readonly=False
    )
    cem_value_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Costs"
    )
    cem_case_cost = fields.Monetary(
        related="company_id.cem_case_cost",
        currency_field="cem_value_currency_id",
        readonly=False,
    )
    cem_costly_share = fields.Float(
        related="company_id.cem_costly_share", readonly=False
    )

    @api.constrains("cem_send_from", "cem_send_to")
    def _check_cem_send_hours(self):
        for settings in self:
            if not 0 <= settings.cem_send_from < settings.cem_send_to <= 24:
                raise ValidationError(
                    self.env._(
                        "Messages must be sent from an earlier to a later hour of "
                        "the same day, such as 8:00 to 20:00."
                    )
                )

    @api.constrains("cem_first_day")
    def _check_cem_first_day(self):
        for settings in self.filtered("cem_first_day"):
            try:
                fields.Date.to_date(settings.cem_first_day)
            except ValueError as error:
                raise ValidationError(
                    self.env._("Write the first plausible day like 2000-01-31.")
                ) from error

    def set_values(self):
        """Keep a nought that an administrator has typed.

        Odoo deletes a numeric parameter that is 0, which would bring back the default.
        """
        result = super().set_values()
        # Whoever may save the settings has been checked by then; parameters are
        # written with superuser rights, as Odoo's own settings are.
        params = self.env["ir.config_parameter"].sudo()
        for name, key in self._get_classified_fields()["config"]:
            field = self._fields[name]
            if (
                key.startswith(PREFIX)
                and field.type in ("integer", "float")
                and not self[name]
            ):
                params.set_param(key, "0")
        return result
