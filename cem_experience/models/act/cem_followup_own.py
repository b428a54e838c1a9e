from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

# Answers that somebody gives about the work of one person.
ABOUT_WORK = ("survey", "rating")


class CemFollowup(models.Model):
    """Answers about somebody's own work, which are kept from that person.

    Who is told by name which customer was unhappy with them may let the customer feel
    it, and customers who fear that say nothing. About one's own work is an answer about a
    record that one was responsible for, such as an opportunity; and one about no record, if one
    was responsible for the customer: that is whom the customer depends on.

    Whoever is to call the customer has to know, though: the owner of a follow-up who was
    made so by a rule or a manager. An exception that staff could grant themselves, or each
    other, by opening or taking a follow-up would be none. The record rules of staff look at
    this, for follow-ups here, for scores and answer sheets in ``cem_score_own.py``;
    managers see all.
    """

    _inherit = "cem.followup"

    is_about_own_work = fields.Boolean(
        string="About My Own Work",
        compute="_compute_is_about_own_work",
        search="_search_is_about_own_work",
        export_string_translation=False,
        help="The worst answer is about a record, or of a customer, that the user was "
        "responsible for.",
    )
    owner_knows = fields.Selection(
        [
            ("case", "What Led Here"),
            ("customer", "All That the Customer Said"),
        ],
        string="The Owner Is Told",
        readonly=True,
        copy=False,
        help="Of answers about the owner's own work: all while the case is open if a rule "
        "or a manager chose the owner; what led here if the owner opened it again; "
        "nothing if staff opened or took it by themselves.",
    )

    def _init_column(self, column_name):
        """Owners whom a rule has chosen go on to know what they knew."""
        if column_name != "owner_knows":
            return super()._init_column(column_name)
        return self.env.cr.execute(
            SQL(
                "UPDATE cem_followup SET owner_knows = 'customer' "
                "WHERE rule_id IS NOT NULL"
            )
        )

    @api.depends_context("uid")
    @api.depends("worst_score_id")
    def _compute_is_about_own_work(self):
        for case in self:
            # Who may not read the answer is asked here whether it is about them.
            score = case.worst_score_id.sudo()
            case.is_about_own_work = bool(
                score.user_id == self.env.user and score.source in ABOUT_WORK
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
                           AND s.source IN %(sources)s)
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
        """A column of the scores that stand in follow-ups that the user was given."""
        return SQL(
            """
            (SELECT %s FROM cem_followup f
               JOIN cem_followup_score_rel rel ON rel.cem_followup_id = f.id
               JOIN cem_score s ON s.id = rel.cem_score_id
              WHERE f.user_id = %s AND f.owner_knows IS NOT NULL
                AND s.partner_id IS NOT DISTINCT FROM f.partner_id)
            """,
            SQL.identifier("s", column),
            self.env.uid,
            to_flush=(
                self._fields["user_id"],
                self._fields["score_ids"],
                self._fields["owner_knows"],
                self._fields["partner_id"],
            ),
        )

    @api.model
    def _own_customers_domain(self):
        """Of customers whose open follow-up the user was given."""
        customers = SQL(
            """
            (SELECT f.partner_id FROM cem_followup f
              WHERE f.user_id = %s AND f.date_closed IS NULL
                AND f.owner_knows = 'customer')
            """,
            self.env.uid,
            to_flush=(
                self._fields["user_id"],
                self._fields["date_closed"],
                self._fields["owner_knows"],
                self._fields["partner_id"],
            ),
        )
        return Domain("partner_id", "in", customers)

    # ------------------------------------------------------------------
    # Who made somebody the owner
    # ------------------------------------------------------------------

    @api.model
    def _may_notify_owner(self):
        """Whether who acts now may let an owner know what is kept back from staff.

        Rules act as the system, which is nobody; staff do not, with whatever rights.
        """
        user = self.env.user
        return user._is_superuser() or user.has_group(
            "cem_experience.group_cem_manager"
        )

    def _note_owner_told(self, vals=None, was_closed=None):
        """Keep in mind what the owner is told, after a follow-up was opened or changed.

        :param vals: what has been written; None if the follow-ups are new
        :param was_closed: those that were closed before
        """
        may = self._may_notify_owner()
        if not (may or self.env.su) and (vals is None or "score_ids" in vals):
            self._check_linked_scores()
        changed = {"user_id", "partner_id"} & set(vals or ())
        # Kept by the software, also where who acts may not write the case any more.
        for case in self.sudo():
            known = case.owner_knows
            if vals is None or changed:
                known = "customer" if may and not case._is_from_the_owner() else False
            elif case in (was_closed or ()) and not case.date_closed and known:
                known = "customer" if may else "case"
            if known != case.owner_knows:
                case.owner_knows = known

    def _is_from_the_owner(self):
        """Whether staff noted all its answers themselves, as on the phone."""
        scores = self.score_ids
        return bool(scores) and all(s.user_input_id.cem_by_phone for s in scores)

    def _check_linked_scores(self):
        """Who puts an answer into a follow-up has to be allowed to see it."""
        # all of them, to compare with what the user may see
        linked = self.sudo().score_ids
        if not linked:
            return
        scores = self.env["cem.score"].with_context(active_test=False)
        seen = scores.search_count([("id", "in", linked.ids)])
        if seen < len(linked):
            raise AccessError(
                self.env._(
                    "Some of these answers are kept from you, because they are about your "
                    "own work. Ask a manager to open the follow-up."
                )
            )
