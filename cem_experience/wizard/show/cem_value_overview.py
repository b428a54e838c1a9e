from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.figures import intervals, suppression
from ...tools.figures.figures import NONE

# What the page shows of opinions
MEASURES = ("experience", "expectation", "nps")


class CemValueOverview(models.TransientModel):
    """Satisfaction, retention and loyalty by value tier, beside each other."""

    _name = "cem.value.overview"
    _description = "Value Tiers Compared"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._default_period()[0],
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: self._default_period()[1],
    )
    population_id = fields.Many2one(
        "cem.population",
        string="Weighted To",
        ondelete="cascade",
        domain="[('share_ids', '!=', False), ('company_id', 'in', [False, company_id])]",
        check_company=True,
        help="Known shares of your customers that the opinions are weighed to. Empty: "
        "every answer counts the same.",
    )
    population_attributes = fields.Char(
        string="Weighed By", related="population_id.attributes"
    )
    weighting_note = fields.Text(readonly=True)
    line_ids = fields.One2many("cem.value.overview.line", "overview_id")
    value_period = fields.Char(compute="_compute_value_period")

    @api.depends_context("lang")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Value Tiers Compared")

    @api.model
    def _default_period(self):
        today = fields.Date.context_today(self)
        months = self.env.company.cem_value_months
        return today - relativedelta(months=months, days=-1), today

    @api.depends("company_id")
    def _compute_value_period(self):
        for page in self:
            newest = self.env["cem.customer.value"].search(
                [("company_id", "=", page.company_id.id)],
                order="date_to desc",
                limit=1,
            )
            page.value_period = newest and self.env._(
                "%(date_from)s to %(date_to)s",
                date_from=newest.date_from,
                date_to=newest.date_to,
            )

    @api.onchange("company_id")
    def _onchange_company_id(self):
        if self.population_id.company_id not in (
            self.env["res.company"],
            self.company_id,
        ):
            self.population_id = False

    @api.onchange("company_id", "date_from", "date_to", "population_id")
    def _onchange_period(self):
        rows, self.weighting_note = self._row_values()
        self.line_ids = [(5, 0, 0), *((0, 0, vals) for vals in rows)]

    def _opinions(self):
        """Answers summed up by tier and measure, weighed where that is asked for.

        :return: tuple (mapping of (tier id or None, measure) to sums, which are not
            weighed and why)
        """
        figure, population = self.env["cem.figure"], self.population_id
        rows = figure._weighable_sums(
            Domain("company_id", "=", self.company_id.id)
            & Domain("source", "not in", self.env["cem.score"]._company_sources())
            & Domain("measure", "in", MEASURES),
            self.date_from,
            self.date_to,
            ("value_tier_id", "measure"),
            population,
        )
        places = MEASURES if population else ()
        sums, problems = figure._weighted_sums(rows, population, places)
        return sums, figure._weighting_note(problems)

    def _row_values(self):
        """Values of one line a tier, and one of customers without a tier if any.

        :return: tuple (list of values, which figures are not weighed and why)
        """
        self.ensure_one()
        if not (self.company_id and self.date_from and self.date_to):
            return [], ""
        if self.date_from > self.date_to:
            return [], ""
        figure = self.env["cem.figure"]
        sums, note = self._opinions()
        customers, retention = self._customers(), self._retention()
        tiers = self.env["cem.value.tier"].search([("active", "=", True)])
        keys = [*tiers.ids, None]
        names = {tier.id: tier.name for tier in tiers}
        found = {
            measure: {key: sums.get((key, measure), NONE) for key in keys}
            for measure in MEASURES
        }
        shown = {name: figure._shown(groups) for name, groups in found.items()}
        kept = suppression.suppress(
            {key: retention.get(key, (0, 0))[1] for key in keys}, figure._minimum()
        ).shown
        rows = []
        for key in keys:
            told = any(found[name][key].answers for name in found)
            if key is None and not told and key not in customers:
                continue
            experience = figure._figure(
                "experience", found["experience"][key], None, key in shown["experience"]
            )
            both = key in shown["experience"] and key in shown["expectation"]
            satisfaction = self._satisfaction(
                *(
                    found[name][key] if both else NONE
                    for name in ("experience", "expectation")
                )
            )
            nps = figure._figure("nps", found["nps"][key], None, key in shown["nps"])
            wins = retention.get(key, (0, 0))
            rate = figure._rate(wins if key in kept else (0, 0))
            count, amount = customers.get(key, (0, 0.0))
            rows.append(
                {
                    "tier_id": key,
                    "name": names.get(key) or self.env._("Without a tier"),
                    "customer_count": count,
                    "amount": amount,
                    **_cells("experience", experience),
                    **_cells("satisfaction", satisfaction),
                    **_cells("nps", nps),
                    **_cells("retention", rate, count=wins[1]),
                }
            )
        return rows, note

    @api.model
    def _satisfaction(self, experience, expectation):
        """Experience less expectation, as ``cem.figure`` gives a figure.

        :param experience, expectation: sums of answers, weighted or not
        """
        both = (experience, expectation)
        found = intervals.satisfaction_interval(*(sums.sample for sums in both))
        weighted = not all(sums.whole for sums in both)
        return found._asdict() | {
            "count": min(sums.answers for sums in both),
            "effective": min(sums.count for sums in both) if weighted else None,
        }

    def _customers(self):
        """Mapping of tier id (or None) to (number of customers, what they brought)."""
        rows = self.env["cem.value.report"]._read_group(
            [("company_id", "=", self.company_id.id)],
            ["tier_id"],
            ["__count", "amount:sum"],
        )
        return {tier.id or None: (count, amount) for tier, count, amount in rows}

    def _retention(self):
        """By tier at the start: (customers who bought again, customers there were)."""
        values = self.env["cem.customer.value"]
        query = values._search(
            [("company_id", "=", self.company_id.id), ("record_count_start", ">", 0)]
        )
        tier = SQL.identifier(query.table, "tier_start_id")
        query.groupby = tier
        rows = self.env.execute_query(
            query.select(
                tier,
                SQL(
                    "COUNT(*) FILTER (WHERE %s > 0)",
                    SQL.identifier(query.table, "record_count"),
                ),
                SQL("COUNT(*)"),
            )
        )
        return {key: (kept, count) for key, kept, count in rows}

    @api.model
    def action_open(self):
        """The page with its rows, as if somebody had chosen the period."""
        page = self.new({})
        page = self.create(
            {
                "company_id": self.env.company.id,
                "line_ids": [(0, 0, vals) for vals in page._row_values()[0]],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Value Tiers Compared"),
            "res_model": self._name,
            "res_id": page.id,
            "views": [[False, "form"]],
        }


def _cells(name, figure, count=None):
    """The fields of a line that the figure widget reads."""
    known, sure = figure["value"] is not None, figure["low"] is not None
    worth = figure.get("effective")
    return {
        f"has_{name}": known,
        name: figure["value"] or 0.0,
        f"{name}_count": figure["count"] if count is None else count,
        **({f"{name}_effective_count": int(worth + 1e-9)} if worth else {}),
        f"has_{name}_interval": known and sure,
        f"{name}_low": figure["low"] or 0.0,
        f"{name}_high": figure["high"] or 0.0,
    }
