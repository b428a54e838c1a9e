from odoo import fields, models
from odoo.tools import SQL

RECENT_DAYS = 30


class CemQuestionReport(models.Model):
    """Questions by how often customers ask them; first what the list lacks.

    One row a question that somebody has asked, with the id of its ``cem.question``.
    """

    _name = "cem.question.report"
    _description = "Questions Asked"
    _order = "ask_count desc, last_date desc, id desc"
    _rec_name = "question_id"
    _auto = False
    _log_access = False
    _depends = {
        "cem.contact": ["question_id", "partner_id", "caller", "date", "active"],
        "cem.question": ["name", "company_id", "journey_id", "faq_id", "dismissed"],
        "cem.faq": ["active"],
    }

    question_id = fields.Many2one(
        "cem.question", string="Question Group", readonly=True
    )
    name = fields.Char(string="Question", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    journey_id = fields.Many2one("cem.journey", readonly=True)
    faq_id = fields.Many2one("cem.faq", string="On the List As", readonly=True)
    state = fields.Selection(
        [
            ("missing", "Missing"),
            ("answered", "On the List"),
            ("dismissed", "Dismissed"),
        ],
        readonly=True,
    )
    ask_count = fields.Integer(string="Times Asked", readonly=True)
    recent_count = fields.Integer(
        string="In 30 Days", readonly=True, help="Asked in the last 30 days."
    )
    customer_count = fields.Integer(
        string="Customers", readonly=True, help="Different customers who asked."
    )
    unhappy_count = fields.Integer(
        string="Felt Bad",
        readonly=True,
        help="Contacts in which the customer felt bad.",
    )
    first_date = fields.Datetime(string="First Asked", readonly=True)
    last_date = fields.Datetime(string="Last Asked", readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT q.id, q.id AS question_id, q.name, q.company_id, q.journey_id,
                   f.id AS faq_id,
                   CASE WHEN f.id IS NOT NULL THEN 'answered'
                        WHEN q.dismissed THEN 'dismissed'
                        ELSE 'missing' END AS state,
                   COUNT(*)::integer AS ask_count,
                   (COUNT(*) FILTER (WHERE c.date >= %s))::integer AS recent_count,
                   (COUNT(DISTINCT c.partner_id) + COUNT(DISTINCT c.caller) FILTER
                       (WHERE c.partner_id IS NULL))::integer AS customer_count,
                   (COUNT(*) FILTER (WHERE c.feeling IN ('-2', '-1')))::integer
                       AS unhappy_count,
                   MIN(c.date) AS first_date, MAX(c.date) AS last_date
              FROM cem_question q
              JOIN cem_contact c ON c.question_id = q.id AND c.active IS TRUE
         LEFT JOIN cem_faq f ON f.id = q.faq_id AND f.active IS TRUE
          GROUP BY q.id, f.id
            """,
            fields.Datetime.subtract(fields.Datetime.now(), days=RECENT_DAYS),
        )

    def _questions(self):
        return self.env["cem.question"].browse(self.ids)

    def action_contacts(self):
        return self._questions().action_contacts()

    def action_answer(self):
        return self._questions().action_answer()

    def action_merge(self):
        self._questions().action_merge()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_dismiss(self):
        self._questions().action_dismiss()

    def action_restore(self):
        self._questions().action_restore()
