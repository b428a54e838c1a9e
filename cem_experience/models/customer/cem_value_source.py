import logging
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..base.domains import check_domain, check_path
from ..base.notifications import run_soon

_logger = logging.getLogger(__name__)

AMOUNTS = ("float", "monetary", "integer")


class CemValueSource(models.Model):
    """Where it is written what customers bring: any model with an amount and a date.

    Orders, invoices, won opportunities, contracts: a model, a condition, the path to
    the customer, and the fields of amount, date and currency. Several sources of one
    company add up. See ``cem.customer.value`` for what is made of them.
    """

    _name = "cem.value.source"
    _inherit = "cem.authored.mixin"
    _description = "Source of Customer Value"
    _expression_fields = (
        "model_id",
        "domain",
        "partner_path",
        "amount_field",
        "date_field",
        "currency_field",
        "company_id",
    )
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Its records, and those of no company, count for this company's tiers.",
    )
    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        required=True,
        ondelete="cascade",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
        help="Kind of record that says what a customer brings: orders, invoices, won "
        "opportunities...",
    )
    model = fields.Char(related="model_id.model", string="Model Name")
    domain = fields.Char(
        string="Only If", default="[]", required=True, help="Which of the records."
    )
    partner_path = fields.Char(
        string="Customer",
        default="partner_id",
        required=True,
        help="Path from the record to the customer. What the contacts of a company bring "
        "counts for the company as a whole.",
    )
    amount_field = fields.Char(
        string="Amount", required=True, help="Stored field that holds the amount."
    )
    date_field = fields.Char(
        string="Date", required=True, help="Stored field that tells when it was earned."
    )
    currency_field = fields.Char(
        string="Currency",
        help="Field of the amount's currency; amounts are converted at today's rate. "
        "Empty: the company's own.",
    )
    error = fields.Char(
        readonly=True,
        copy=False,
        help="Why the source could not be read the last time.",
    )

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Propose what a model of this kind usually calls its fields."""
        if not self.model_id:
            return
        known = self.env[self.model_id.model]._fields
        for name, proposals in {
            "partner_path": ("partner_id",),
            "amount_field": ("amount_total", "amount_total_signed", "expected_revenue"),
            "date_field": ("date_order", "invoice_date", "date_closed", "date"),
            "currency_field": ("currency_id",),
        }.items():
            fit = [name for name in proposals if name in known and known[name].store]
            self[name] = fit[0] if fit else False

    @api.constrains(
        "model_id",
        "domain",
        "partner_path",
        "amount_field",
        "date_field",
        "currency_field",
    )
    def _check_fields(self):
        for source in self:
            model = self.env[source.model_id.model]
            partner = source._stored_field(model, source.partner_path)
            itself = model._name == "res.partner" and source.partner_path == "id"
            if not itself and (not partner or partner.comodel_name != "res.partner"):
                source._raise_unfit(source.partner_path, self.env._("a contact"))
            amount = source._stored_field(model, source.amount_field)
            if not amount or amount.type not in AMOUNTS:
                source._raise_unfit(source.amount_field, self.env._("an amount"))
            date = source._stored_field(model, source.date_field)
            if not date or date.type not in ("date", "datetime"):
                source._raise_unfit(source.date_field, self.env._("a date"))
            if source.currency_field:
                currency = source._stored_field(model, source.currency_field)
                if not currency or currency.comodel_name != "res.currency":
                    source._raise_unfit(source.currency_field, self.env._("a currency"))
            try:
                Domain(literal_eval(source.domain)).validate(model)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of “%(name)s” does not fit %(model)s: %(error)s",
                        name=source.name,
                        model=source.model_id.name,
                        error=error,
                    )
                ) from error

    def _expression_problem(self):
        self.ensure_one()
        model = self._as_author()
        check_domain(model, literal_eval(self.domain))
        for name in ("partner_path", "amount_field", "date_field", "currency_field"):
            if self[name] and self[name] != "id":
                check_path(model, self[name])

    def _raise_unfit(self, path, what):
        raise ValidationError(
            self.env._(
                "“%(path)s” does not lead from %(model)s to %(what)s that is stored.",
                path=path or "",
                model=self.model_id.name,
                what=what,
            )
        )

    @api.model
    def _stored_field(self, model, path):
        """The field at the end of a dotted path of stored fields, or None.

        Not one that each company has a value of its own of.
        """
        field = None
        for name in (path or "").split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None or not field.store or not field.column_type:
                return None
            if field.company_dependent:
                # one column for the values of all companies is no amount of any
                return None
            model = self.env[field.comodel_name] if field.comodel_name else None
        return field

    # ------------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------------

    def _amounts(self, start, end):
        """What each customer brought: one row a record, as SQL.

        :param start: the day after which it counts
        :param end: last day, included
        :return: select of ``partner_id`` (the commercial entity), ``amount`` (in the
            company's currency) and ``date``
        """
        self.ensure_one()
        # The author's rights hold, whoever or whatever computes.
        self._expression_problem()
        model = self._as_author()
        model = model.with_context(active_test=False)
        domain = Domain(literal_eval(self.domain))
        if "company_id" in model._fields and model._fields["company_id"].store:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        query = model._search(domain)
        partner = self._path(model, query, self.partner_path)
        alias = query.make_alias(query.table, "customer")
        query.add_join(
            "JOIN",
            alias,
            "res_partner",
            SQL("%s = %s", SQL.identifier(alias, "id"), partner),
        )
        date = SQL("(%s)::date", self._path(model, query, self.date_field))
        query.add_where(SQL("%s > %s AND %s <= %s", date, start, date, end))
        amount = SQL(
            "COALESCE(%s, 0)::float8", self._path(model, query, self.amount_field)
        )
        if self.currency_field:
            currency = self._path(model, query, self.currency_field)
            amount = SQL("%s * %s", amount, self._rates(currency))
        return query.select(
            SQL("%s AS partner_id", SQL.identifier(alias, "commercial_partner_id")),
            SQL("%s AS amount", amount),
            SQL("%s AS date", date),
        )

    def _path(self, model, query, path):
        """Column at the end of a dotted path, with the joins that it takes."""
        alias = query.table
        *steps, last = path.split(".")
        for step in steps:
            comodel = model.env[model._fields[step].comodel_name]
            alias = query.left_join(alias, step, comodel._table, "id", step)
            if not comodel.env.su:
                # The author's record rules hold on the way, too.
                allowed = comodel.with_context(active_test=False)._search([])
                key = SQL.identifier(alias, "id")
                query.add_where(
                    SQL("(%s IS NULL OR %s IN %s)", key, key, allowed.subselect())
                )
            model = comodel
        return SQL.identifier(alias, last)

    def _rates(self, currency):
        """Factor from the currency in a column to the company's, as of today."""
        return currency_factor(self.env, self.company_id, currency)

    @api.model
    def _note_error(self, source, error):
        """Say on a source why it could not be read; the run itself is rolled back."""
        _logger.warning("Source of value %s cannot be read: %s", source.id, error)
        source.error = str(error).strip().splitlines()[0][:250]

    def action_recompute_now(self):
        """Ask for the recomputation that otherwise happens every night."""
        return run_soon(
            self,
            "ir_cron_value_tiers",
            self.env._("The value of all customers is being computed anew."),
        )


def currency_factor(env, company, currency):
    """Factor from the currency in an SQL column to the company's, as of today.

    An empty column is the company's own currency.
    """
    currencies = env["res.currency"].with_context(active_test=False).search([])
    rates = currencies._get_rates(company, fields.Date.context_today(company))
    own = rates[company.currency_id.id]
    cases = [
        SQL("WHEN %s THEN %s::float8", key, own / rate)
        for key, rate in rates.items()
        if key != company.currency_id.id and rate
    ]
    if not cases:
        return SQL("1.0")
    return SQL("CASE %s %s ELSE 1.0 END", currency, SQL(" ").join(cases))
