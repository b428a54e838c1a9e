from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Answers that somebody gives about the work of one person.
ABOUT_WORK = ("survey", "rating")


class CemFollowup(models.Model):
    """Answers about somebody's own work, which are kept from that person.

    Who is told by name which customer was unhappy with them may let the customer feel
    it, and customers who fear that say nothing. Whoever is to call the customer has to
    know, though. The record rules of staff look at this, for follow-ups here, for
    scores and answer sheets in ``cem_score_own.py``; managers see all.
    """

    # One model in the files of what changes together.
    _inherit = "cem.followup"

    is_about_own_work = fields.Boolean(
        string="About My Own Work",
        compute="_compute_is_about_own_work",
        search="_search_is_about_own_work",
        export_string_translation=False,
        help="The worst answer is about a record that the user was responsible for.",
    )

    @api.depends_context("uid")
    @api.depends("worst_score_id")
    def _compute_is_about_own_work(self):
        for case in self:
            # Who may not read the answer is asked here whether it is about them.
            score = case.worst_score_id.sudo()
            case.is_about_own_work = bool(
                score.user_id == self.env.user
                and score.res_model
                and score.source in ABOUT_WORK
            )

    @api.model
    def _search_is_about_own_work(self, operator, value):
        """Row by row through the key of the scores, for of these there are millions."""
        if operator != "in":
            return NotImplemented

        def to_sql(_model, alias, _query):
            return SQL(
                """
                EXISTS (SELECT FROM cem_score s
                         WHERE s.id = %(score)s AND s.user_id = %(user)s
                           AND s.res_model IS NOT NULL AND s.source IN %(sources)s)
                """,
                score=SQL.identifier(alias, "worst_score_id"),
                user=self.env.uid,
                sources=ABOUT_WORK,
                to_flush=self._fields["worst_score_id"],
            )

        found = Domain.custom(to_sql=to_sql)
        return found if True in value else ~found

    @api.model
    def _own_scores_sql(self, column):
        """A column of the scores that stand in follow-ups of the user."""
        return SQL(
            """
            (SELECT %s FROM cem_followup f
               JOIN cem_followup_score_rel rel ON rel.cem_followup_id = f.id
               JOIN cem_score s ON s.id = rel.cem_score_id
              WHERE f.user_id = %s)
            """,
            SQL.identifier("s", column),
            self.env.uid,
            to_flush=(self._fields["user_id"], self._fields["score_ids"]),
        )

    @api.model
    def _own_customers_domain(self):
        """Of customers whose open follow-up the user has."""
        customers = SQL(
            """
            (SELECT f.partner_id FROM cem_followup f
              WHERE f.user_id = %s AND f.date_closed IS NULL)
            """,
            self.env.uid,
            to_flush=(self._fields["user_id"], self._fields["date_closed"]),
        )
        return Domain("partner_id", "in", customers)
