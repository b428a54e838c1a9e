from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .cem_brand_judged import VERDICTS


class CemBrandCheck(models.Model):
    """What somebody thought a requirement or change does to the brand, and why.

    A judgement is never rewritten: a new one on the same thing takes its place, and
    the old one stays as history.
    """

    _name = "cem.brand.check"
    _description = "Brand Check"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Change",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="What is judged: a requirement, or a change in your own words.",
    )
    requirement_id = fields.Many2one(
        "cem.requirement", index="btree_not_null", ondelete="cascade"
    )
    standard_id = fields.Many2one(
        "cem.standard", index="btree_not_null", ondelete="cascade"
    )
    touchpoint_id = fields.Many2one(
        "cem.touchpoint",
        compute="_compute_touchpoint_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    verdict = fields.Selection(VERDICTS, required=True)
    reason = fields.Text(required=True, help="Why you think so.")
    user_id = fields.Many2one(
        "res.users",
        string="Judged By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date = fields.Datetime(
        string="Judged On", required=True, readonly=True, default=fields.Datetime.now
    )
    is_current = fields.Boolean(
        string="Holds Now",
        readonly=True,
        default=True,
        help="The latest judgement on this requirement or change.",
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True
    )

    @api.depends("requirement_id", "standard_id")
    def _compute_name(self):
        for check in self:
            judged = check.requirement_id or check.standard_id
            check.name = judged.name or check.name

    @api.depends("requirement_id", "standard_id")
    def _compute_touchpoint_id(self):
        for check in self:
            judged = check.requirement_id or check.standard_id
            check.touchpoint_id = judged.touchpoint_id or check.touchpoint_id

    @api.depends("requirement_id.company_id", "touchpoint_id.company_id")
    def _compute_company_id(self):
        for check in self:
            judged = check.requirement_id or check.touchpoint_id
            check.company_id = judged.company_id

    @api.constrains("requirement_id", "touchpoint_id")
    def _check_judged(self):
        for check in self:
            if not check.requirement_id and not check.touchpoint_id:
                raise ValidationError(
                    self.env._("Say which requirement or touchpoint is judged.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # by whom and when is not for the writer to say
            vals.pop("user_id", None)
            vals.pop("date", None)
            vals.pop("is_current", None)
        checks = super().create(vals_list)
        for check in checks:
            # Nobody may write a judgement; that it holds no more follows from this one.
            older = self.sudo().search(
                [*check._same_thing(), ("id", "<", check.id), ("is_current", "=", True)]
            )
            older.write({"is_current": False})
        return checks

    def write(self, vals):
        if not self.env.su and set(vals) - {"touchpoint_id", "company_id"}:
            raise UserError(
                self.env._("A judgement is never rewritten. Add a new one.")
            )
        return super().write(vals)

    def _same_thing(self):
        self.ensure_one()
        for name in ("requirement_id", "standard_id"):
            if self[name]:
                return [(name, "=", self[name].id)]
        return [
            ("touchpoint_id", "=", self.touchpoint_id.id),
            ("requirement_id", "=", False),
            ("standard_id", "=", False),
            ("name", "=", self.name),
        ]


class CemTouchpoint(models.Model):
    _name = "cem.touchpoint"
    _inherit = ["cem.touchpoint", "cem.brand.judged"]

    brand_check_ids = fields.One2many(
        "cem.brand.check", "touchpoint_id", string="Brand Checks"
    )


class CemStandard(models.Model):
    _name = "cem.standard"
    _inherit = ["cem.standard", "cem.brand.judged"]

    brand_check_ids = fields.One2many(
        "cem.brand.check", "standard_id", string="Brand Checks"
    )
