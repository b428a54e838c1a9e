from odoo import api, fields, models

from ...tools.base.hooks import hook


class CemScore(models.Model):
    """Whose view it is: a customer's, or that of somebody of the company."""

    _inherit = "cem.score"

    is_customer_view = fields.Boolean(
        string="Customer's View",
        compute="_compute_is_customer_view",
        search="_search_is_customer_view",
        exportable=False,
        help="Said by a customer, not noted by somebody of the company.",
    )
    has_customer_words = fields.Boolean(
        string="Customer's Words",
        compute="_compute_has_customer_words",
        search="_search_has_customer_words",
        exportable=False,
        help="There is a comment, and it is what the customer said.",
    )

    @api.model
    @hook
    def _company_sources(self):
        """Sources that are the company's own view; all else comes from customers.

        An addon that writes one adds it to the selection, and names it here. Whatever
        figure is called the customers' leaves these out.

        :return: list of values of ``source``
        """
        return []

    @api.model
    @hook
    def _unread_sources(self):
        """Sources whose comments are not the customer's words, and are not read.

        :return: list of values of ``source``
        """
        return []

    @api.model
    def _customer_sources(self):
        """Sources of what customers say, as a list of values of ``source``."""
        company = self._company_sources()
        return [
            source
            for source in self._fields["source"].get_values(self.env)
            if source not in company
        ]

    @api.depends("source")
    def _compute_is_customer_view(self):
        company = self._company_sources()
        for score in self:
            score.is_customer_view = score.source not in company

    @api.model
    def _search_is_customer_view(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("source", "not in", self._company_sources())]

    @api.depends("comment", "source")
    def _compute_has_customer_words(self):
        unread = self._unread_sources()
        for score in self:
            score.has_customer_words = bool(
                score.comment and score.source not in unread
            )

    @api.model
    def _search_has_customer_words(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("comment", "!=", False),
            ("source", "not in", self._unread_sources()),
        ]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Nobody is asked whose view it is where all of it is the customers'."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search" and not self._company_sources():
            for node in arch.xpath("//filter[@name='customers']"):
                node.getparent().remove(node)
        return arch, view
