from odoo import fields, models


class CemRequirementNotice(models.Model):
    """What one customer was told about a requirement: "you said, we did"."""

    _name = "cem.requirement.notice"
    _description = "You Said, We Did"
    _order = "id desc"
    _rec_name = "partner_id"

    requirement_id = fields.Many2one(
        "cem.requirement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="requirement_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        ondelete="set null",
        help="Empty where the contact has been deleted: that somebody was told stays.",
    )
    state = fields.Selection(
        [("sent", "Handed to the mail server"), ("not_sent", "Not sent")],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [
            ("no_address", "No valid e-mail address"),
            ("blacklisted", "The e-mail address is blacklisted"),
        ],
        readonly=True,
    )
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)

    # Told once, however often somebody presses the button.
    _partner_uniq = models.UniqueIndex(
        "(requirement_id, partner_id)", "This customer has been told already."
    )
