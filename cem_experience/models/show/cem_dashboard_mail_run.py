from odoo import fields, models


class CemDashboardMailRun(models.Model):
    """One mail of the dashboard to one person: the claim that makes it one."""

    _name = "cem.dashboard.mail.run"
    _description = "Sent Dashboard"
    _order = "due_date desc, id desc"
    _rec_name = "user_id"

    mail_id = fields.Many2one(
        "cem.dashboard.mail", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="mail_id.company_id")
    user_id = fields.Many2one(
        "res.users", string="Recipient", required=True, index=True, ondelete="cascade"
    )
    due_date = fields.Date(required=True)
    state = fields.Selection(
        [
            ("sending", "Being made"),
            ("sent", "Sent"),
            ("skipped", "Not sent"),
            ("failed", "Failed"),
            ("interrupted", "Interrupted"),
        ],
        required=True,
        default="sending",
    )
    note = fields.Char(string="Reason")

    # Nobody gets it twice, however many processes look and whatever dies on the way.
    _once = models.UniqueIndex(
        "(mail_id, user_id, due_date)", "This has been sent already."
    )
