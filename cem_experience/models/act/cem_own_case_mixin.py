from odoo import api, fields, models


class CemOwnCaseMixin(models.AbstractModel):
    """Answers that somebody is to know, even if they are about the own work.

    Why this is looked at, and what is the own work, stands in ``cem_followup_own.py``.
    """

    _name = "cem.own.case.mixin"
    _description = "Answer in a Follow-up of Somebody's Own"

    is_in_own_case = fields.Boolean(
        string="In a Follow-up of Mine",
        compute="_compute_is_in_own_case",
        search="_search_is_in_own_case",
        export_string_translation=False,
        help="In a follow-up of the user, on the same sheet as such an answer, or of a "
        "customer whose open follow-up the user has.",
    )

    @api.depends_context("uid")
    def _compute_is_in_own_case(self):
        mine = self.search([("id", "in", self.ids), ("is_in_own_case", "=", True)])
        for answer in self:
            answer.is_in_own_case = answer in mine

    @api.model
    def _search_is_in_own_case(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = (
            self.env["cem.followup"]._own_customers_domain() | self._own_case_domain()
        )
        return mine if True in value else ~mine

    @api.model
    def _own_case_domain(self):
        """Of a sheet with an answer that stands in a follow-up of the user."""
        raise NotImplementedError()
